"""Every question on its own says what a cross-table by this question alone says, and masks what that one masks."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from django.template.loader import render_to_string
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.questions.crosstab.simple import SimpleQuestion, simple
from core.questions.crosstab.source import Source
from core.questions.crosstab.spec import Spec
from core.questions.crosstab.table import TOTAL, Place
from core.questions.crosstab.tabulating import tabulate
from core.questions.models import AnswerSheet, Questionnaire, Version
from core.questions.tabulation.collating import collate
from core.questions.views.crosstab import CrosstabUrls
from tests.questions.crosstab.sheets import BEFORE, NOW, WHOLE, Given, sheets, source_of, store

pytestmark = pytest.mark.django_db


@pytest.fixture
def versions(cast) -> tuple[Version, Version]:
    questionnaire = Questionnaire.objects.create(owner=cast.prefecture, title="試験", created_by=cast.sato)
    before, now = (
        Version.objects.create(
            questionnaire=questionnaire, number=at, content=definition.to_json(), state="published",
            published_at="2026-04-01T00:00:00Z",
        )
        for at, definition in enumerate((BEFORE, NOW), 1)
    )  # fmt: skip
    return before, now


def questions(source: Source) -> dict[str, SimpleQuestion]:
    whole = Counter(source.rows.filter(edit__in=WHOLE).values_list("edit", flat=True))
    absent = {WHOLE[edit]: number for edit, number in whole.items()}
    return {one.key: one for one in simple(collate(NOW, source.rows.exclude(edit__in=WHOLE)), source, absent=absent)}


def by_cross_table(source: Source, key: str) -> dict[str, int | None]:
    """Label → how many, None where it is masked; what nobody has is left out."""
    table = tabulate(Spec.read(source, {"rows": key}))
    found = {}
    for row in table.shown_rows:
        place = Place(table.layers[0].code, row.code, TOTAL)
        label = "計" if row.code == TOTAL else row.label
        found[label] = None if place in table.masked else int(table.figure(place) or 0)
    return {label: number for label, number in found.items() if number != 0}


def by_itself(one: SimpleQuestion) -> dict[str, int | None]:
    lines = [*one.choices[0].lines, *one.without]
    found = {line.label: line.count for line in lines} | {"計": one.everybody}
    return {label: number for label, number in found.items() if number != 0}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some=st.lists(sheets(), min_size=1, max_size=30), at_least=st.sampled_from([0, 3, 5]))
def test_it_says_and_masks_what_the_cross_table_does(cast, versions, some: list[Given], at_least):
    AnswerSheet.objects.all().delete()
    store(some, *versions, [cast.ishinomaki, cast.shichikashuku])
    source = replace(source_of(cast, *versions), at_least=at_least)
    found = questions(source)
    for key in ("one", "many", "new"):
        alone, crossed = by_itself(found[key]), by_cross_table(source, key)
        if alone["計"] is None:  # so few that even zeros are masked, and what the cross-table has no line for
            assert set(alone.values()) == set(crossed.values()) == {None}
        else:
            assert alone == crossed
        if None in alone.values():
            assert found[key].answered is None
            assert {line.share for line in found[key].choices[0].lines} == {None}


def test_where_few_answered_nothing_of_it_is_told(cast, versions):
    filled = {"one": "o1", "number": 777_777, "day": "2026-04-03", "table": {"r1": {"people": 888_888}}}
    some = [Given(True, 1, 0, filled)] * 2 + [Given(True, 1, 0, {"one": "o2"})] * 20
    store(some, *versions, [cast.ishinomaki])
    urls = CrosstabUrls("/", "/", "/", "/")
    for at_least, is_told in ((0, True), (5, False)):
        source = replace(source_of(cast, *versions), at_least=at_least)
        shown = {"questions": list(questions(source).values()), "source": source, "urls": urls, "unseen": 0}
        html = render_to_string("questions/crosstab/_simple.html", shown)
        assert ("秘匿" in html) is not is_told
        for secret in ("777,777", "2026年4月3日", "1,777,776", "1,555,554"):
            assert (secret in html) is is_told, secret


def test_what_is_out_of_sight_is_left_out(cast, versions):
    source = replace(source_of(cast, *versions), unseen=frozenset({"one"}))
    assert "one" not in questions(source)
    assert "many" in questions(source)
