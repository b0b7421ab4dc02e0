"""A new kind of question is one class: this one, a corporate number (法人番号), exists nowhere but here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.template.loader import render_to_string
from psycopg import sql

from core.questions.asking import ask, typed_of
from core.questions.checking import check
from core.questions.definition import Definition, Need, Question
from core.questions.kinds.base import KINDS, Group, Kind, Surroundings, refuse, register
from core.questions.models import AnswerSheet, Questionnaire, Version
from core.questions.services.saving import open_sheet, save
from core.questions.showing import differences, show
from core.questions.troubles import troubles
from core.questions.typed import Parts, one
from tests.cast import Cast

WITHOUT_CHECK_DIGIT = "000012050002"
NUMBER = "7000012050002"  # the Ministry of Internal Affairs and Communications


class CorporateNumber(Kind):
    """Thirteen digits; the first is a check digit."""

    code, label, group = "corporate_number", "法人番号", Group.TEXT

    def parse(self, question: Question, parts: Parts, around: Surroundings) -> Any:
        digits = one(parts).replace("-", "").strip()
        if len(digits) != 13 or not digits.isdecimal():
            raise refuse("13桁の数字を入力してください。")
        if int(digits[0]) != self.check_digit(digits[1:]):
            raise refuse("番号に誤りがあります。確かめて、入力し直してください。")
        return digits

    def check_digit(self, rest: str) -> int:
        weighted = sum(int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(rest)))
        return 9 - weighted % 9


@pytest.fixture
def corporate_number() -> Iterator[type[CorporateNumber]]:
    yield register(CorporateNumber)
    del KINDS[CorporateNumber.code]


@pytest.fixture
def definition(corporate_number: type[CorporateNumber]) -> Definition:
    return Definition((Question("owner", "corporate_number", "設置者の法人番号", need=Need.REQUIRED, may_be_na=True),))


def test_it_is_asked_checked_and_shown_like_any_other(definition: Definition):
    wrong = {"a.owner": ["1" + WITHOUT_CHECK_DIGIT]}
    refused = check(definition, wrong, complete=True)
    assert [problem.message for problem in refused.problems] == [
        "番号に誤りがあります。確かめて、入力し直してください。"
    ]
    html = render_to_string("questions/_question.html", {"asked": ask(definition, wrong, refused)[0]})
    assert 'value="1000012050002"' in html
    assert "番号に誤りがあります" in html

    checked = check(definition, {"a.owner": [NUMBER]}, complete=True)
    assert checked.answers == {"owner": NUMBER}
    assert show(definition, checked.answers)[0].text == NUMBER
    assert typed_of(definition, checked.answers) == {"a.owner": [NUMBER]}
    assert troubles(definition) == []


def test_it_may_be_required_and_not_applicable(definition: Definition):
    assert [problem.message for problem in check(definition, {}, complete=True).problems] == ["入力してください。"]
    assert check(definition, {"a.owner.na": ["1"]}, complete=True).answers == {"owner": {"special": "not_applicable"}}


@pytest.mark.django_db
def test_it_is_stored_compared_and_counted(cast: Cast, definition: Definition):
    questionnaire = Questionnaire.objects.create(owner=cast.prefecture, title="指定管理者", created_by=cast.sato)
    version = Version.objects.create(questionnaire=questionnaire, number=1, content=definition.to_json())
    sheet = open_sheet(version, organization=cast.ishinomaki, by=cast.kaede)

    saved, _ = save(sheet, {"a.owner": [NUMBER]}, edit=1, by=cast.kaede, complete=True)

    assert AnswerSheet.objects.get().answers == {"owner": NUMBER}
    before = {"owner": {"special": "blank"}}
    assert [one.differences[0].new for one in differences(definition, before, saved.answers)] == [NUMBER]
    question, kind = definition["owner"], KINDS["corporate_number"]
    value = kind.facets(question, sql.Identifier("answers"))[0].value
    with connection.cursor() as cursor:
        counted = sql.SQL("SELECT {} AS value, count(*) FROM questions_answersheet GROUP BY 1").format(value)
        cursor.execute(counted.as_string(cursor.connection))
        assert cursor.fetchall() == [(NUMBER, 1)]


def test_the_builder_offers_it(signed_in, cast: Cast, corporate_number: type[CorporateNumber]):
    from core.questions.services.composing import create

    questionnaire = create(cast.prefecture, "指定管理者", by=cast.sato)

    page = signed_in(cast.sato).get(f"/questions/{questionnaire.pk}/builder/").content.decode()

    assert "法人番号" in page


def test_a_code_is_taken_once(corporate_number: type[CorporateNumber]):
    with pytest.raises(ValueError, match="corporate_number"):
        register(CorporateNumber)
