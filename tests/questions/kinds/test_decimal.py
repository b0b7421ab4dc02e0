"""A number with digits behind the point: they are kept as they were meant."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.questions.asking import typed_of
from core.questions.checking import Checked, check
from core.questions.definition import Definition, Question
from core.questions.kinds import kind_of
from core.questions.kinds.base import Cell, state_at
from tests.questions.kinds.storing import ANSWERS, selected, store

RATE = Question("rate", "decimal", "投票率", may_be_na=True, settings={"unit": "%", "decimals": 2, "minimum": 0})


def checked(text: str, **settings) -> Checked:
    question = replace(RATE, settings=settings) if settings else RATE
    return check(Definition((question,)), {"a.rate": [text]}, complete=True)


@given(st.decimals(-(10**14), 10**14, places=2))
@settings(deadline=None)
def test_store_show_edit_store_is_the_identity(number: Decimal):
    question = replace(RATE, settings={"decimals": 2})
    answers = check(Definition((question,)), {"a.rate": [f"{number:,f}"]}, complete=True).answers
    assert Decimal(answers["rate"]) == number
    typed = typed_of(Definition((question,)), answers)
    assert check(Definition((question,)), typed, complete=True).answers == answers


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("12.50", "12.50"),
        ("12.5", "12.5"),
        ("12", "12"),
        ("１２．５％", "12.5"),
        (".5", "0.5"),
        ("007.50", "7.50"),
        ("1,234,567.89", "1234567.89"),
        ("0.00", "0.00"),
    ],
)
def test_it_is_stored_as_text_with_the_digits_that_were_meant(text: str, stored: str):
    assert checked(text).answers == {"rate": stored}


def test_a_negative_number_is_stored_for_sql_and_zero_has_no_sign():
    assert checked("▲1,204.50", decimals=2).answers == {"rate": "-1204.50"}
    assert checked("△0.0", decimals=2).answers == {"rate": "0.0"}


@pytest.mark.parametrize("text", ["12.345", "-1", "1.2.3", "1e2", "NaN", "inf", "0.1人"])
def test_what_does_not_fit_is_refused_and_never_rounded(text: str):
    result = checked(text)
    assert len(result.problems) == 1
    assert result.answers == {}


def test_bounds_may_have_decimals():
    assert checked("0.5", decimals=1, minimum="0.5", maximum=100).is_valid
    [problem] = checked("0.4", decimals=1, minimum="0.5", maximum=100, unit="%").problems
    assert problem.message == "0.5%以上100%以下の数を入力してください。"


def test_the_same_number_with_another_zero_is_no_difference():
    kind = kind_of(RATE)
    assert kind.differences(RATE, "12.5", "12.50") == []
    [difference] = kind.differences(RATE, "12.5", "1204.51")
    assert (difference.old, difference.new) == ("12.5%", "1,204.51%")
    assert kind.matches(RATE, "12.50", "eq", "12.5")
    assert kind.matches(RATE, "9.5", "lt", "10")  # as numbers, not as texts


@pytest.mark.django_db
def test_sql_for_export_and_counting(cast):
    store(cast, RATE, "0", "12.50", "12.5", "1,204.5")
    [column] = kind_of(RATE).columns(RATE, ANSWERS)
    numbers = [Decimal(0), Decimal("12.50"), Decimal("12.5"), Decimal("1204.5")]
    assert selected(column.value) == [*numbers, None, None, None]
    assert str(selected(column.value)[1]) == "12.50"
    [facet] = kind_of(RATE).facets(RATE, ANSWERS)
    assert selected(facet.value) == ["0", "12.5", "12.5", "1204.5", None, None, None]
    assert selected(state_at(ANSWERS, "rate"))[4:] == ["not_applicable", "blank", "unanswered"]


def test_the_workbook_cell():
    assert kind_of(RATE).cells(RATE) == [Cell("", "投票率", "decimal", unit="%", minimum=Decimal(0))]


def test_settings_keep_bounds_exactly():
    data = {"decimals": "３", "minimum": "0.125", "maximum": "1,000", "unit": "km"}
    form = kind_of(RATE).settings_form(data, question=RATE)
    assert form.is_valid()
    assert form.settings(RATE) == {"unit": "km", "decimals": 3, "minimum": "0.125", "maximum": 1000}
    assert [field.name for field in form] == ["unit", "decimals", "minimum", "maximum", "ask_when_changed_by"]
    for wrong in ("0", "7", "", "1.5"):
        assert "decimals" in kind_of(RATE).settings_form({"decimals": wrong}, question=RATE).errors


def test_fewer_decimals_are_stricter():
    kind = kind_of(RATE)
    one, two = (replace(RATE, settings={"decimals": decimals}) for decimals in (1, 2))
    assert [effect for effect, _ in kind.changes(two, one)] == ["stricter"]
    assert [effect for effect, _ in kind.changes(one, two)] == ["looser"]
    assert kind.summary(RATE) == "小数点以下2桁まで、0%以上"
