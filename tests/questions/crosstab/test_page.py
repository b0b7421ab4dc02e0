"""The cross-table's page over bare sheets: what it says when a table takes longer than a page may."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.models import F, Func, TextField, Value
from django.db.models.functions import Cast as InSql
from django.db.models.functions import Concat

from core.questions.crosstab.source import Attribute
from core.questions.models import AnswerSheet, Questionnaire, Version
from tests.questions.crosstab.pages import BarePage
from tests.questions.crosstab.sheets import BEFORE, NOW, Given, source_of, store

pytestmark = pytest.mark.django_db

PUBLISHED = {"state": "published", "published_at": "2026-04-01T00:00:00Z"}
SLEEPING = InSql(Func(Value(0.5), function="pg_sleep"), TextField())


@pytest.fixture
def source(cast):
    questionnaire = Questionnaire.objects.create(owner=cast.prefecture, title="試験", created_by=cast.sato)
    before, now = (
        Version.objects.create(questionnaire=questionnaire, number=at, content=one.to_json(), **PUBLISHED)
        for at, one in enumerate((BEFORE, NOW), 1)
    )
    store([Given(True, 1, 0, {"one": "o1"})], before, now, [cast.ishinomaki])
    found = source_of(cast, before, now)
    slow = Attribute("slow", "遅い属性", Concat(F("organization__kind"), SLEEPING, output_field=TextField()))
    object.__setattr__(found, "attributes", (*found.attributes, slow))
    return found


def test_a_table_that_takes_too_long_is_offered_as_a_file(source):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '200ms'")
    html = BarePage(source, {"rows": "@slow"}).html()
    assert "集計に時間がかかるため、この画面では表示できません。" in html
    assert 'value="csv"' in html
    assert AnswerSheet.objects.count() == 1  # the page's transaction goes on


def test_without_a_limit_the_same_table_is_shown(source):
    """The control: it is the time and nothing else."""
    assert "この画面では表示できません" not in BarePage(source, {"rows": "@slow"}).html()
