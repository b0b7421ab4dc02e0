"""A whole number: asked, checked, stored, compared, counted and set up."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from core.questions.asking import ask, typed_of
from core.questions.checking import Checked, check
from core.questions.conditions import in_words, is_met
from core.questions.definition import Condition, Definition, Question
from core.questions.definition import Test as Comparing
from core.questions.kinds import kind_of
from core.questions.kinds.base import Cell, Refused, Surroundings, state_at
from core.questions.showing import show
from tests.questions.kinds.storing import ANSWERS, selected, store

VOTERS = Question("voters", "integer", "投票者数", may_be_na=True, settings={"unit": "人", "minimum": 0})


def checked(question: Question, text: str, *, complete: bool = True) -> Checked:
    return check(Definition((question,)), {f"a.{question.key}": [text]}, complete=complete)


def with_settings(**settings) -> Question:
    return replace(VOTERS, settings=settings)


@given(st.integers(-(10**15) + 1, 10**15 - 1))
@settings(deadline=None)
def test_store_show_edit_store_is_the_identity(number: int):
    definition = Definition((with_settings(unit="人"),))
    answers = {"voters": number}
    typed = typed_of(definition, answers)
    assert check(definition, typed, complete=True).answers == answers


@pytest.mark.parametrize(
    ("text", "stored"), [("１，２０４", 1204), ("1,204人", 1204), ("123,456,789,012", 123456789012), ("0", 0)]
)
def test_it_is_stored_as_a_json_number(text: str, stored: int):
    assert checked(VOTERS, text).answers == {"voters": stored}


@pytest.mark.parametrize("text", ["▲1,204", "△1204", "－1,204", "−1204"])
def test_minus_is_typed_in_many_ways(text: str):
    assert checked(with_settings(), text).answers == {"voters": -1204}


@pytest.mark.parametrize("text", ["1.5", "1e3", "NaN", "約100", "\x00", "\ud800", "1,20"])
def test_what_is_no_whole_number_is_a_problem_and_not_stored(text: str):
    result = checked(VOTERS, text)
    assert [problem.key for problem in result.problems] == ["voters"]
    assert "voters" not in result.answers


def test_bounds_are_told_with_the_unit():
    bounded = with_settings(unit="人", minimum=1, maximum=1000)
    assert [problem.message for problem in checked(bounded, "1,001").problems] == [
        "1人以上1,000人以下の数を入力してください。"
    ]
    assert checked(bounded, "0").problems
    assert checked(bounded, "1").is_valid
    assert checked(bounded, "1,000").is_valid


def test_zero_blank_not_applicable_and_unanswered_stay_apart():
    definition = Definition((VOTERS,))
    assert checked(VOTERS, "0").answers == {"voters": 0}
    assert check(definition, {}, complete=True).answers == {"voters": {"special": "blank"}}
    assert check(definition, {"a.voters.na": ["1"]}, complete=True).answers == {"voters": {"special": "not_applicable"}}
    assert check(definition, {}, complete=False).answers == {}


def test_it_is_shown_with_separators_and_unit():
    definition = Definition((VOTERS,))
    assert [shown.text for shown in show(definition, {"voters": 1204567})] == ["1,204,567人"]
    html = render_to_string("questions/_question.html", {"asked": ask(definition, {"a.voters": ["1,204"]})[0]})
    assert 'value="1,204"' in html
    assert 'inputmode="numeric"' in html
    assert 'aria-describedby="a-voters_unit"' in html
    assert '<span id="a-voters_unit">人</span>' in html


def test_keypads_without_a_minus_are_for_questions_that_take_none():
    assert "inputmode" not in kind_of(VOTERS).attributes(with_settings(minimum=-5))
    assert "inputmode" not in kind_of(VOTERS).attributes(with_settings())
    assert kind_of(VOTERS).attributes(with_settings(minimum=0))["inputmode"] == "numeric"


def test_what_was_typed_wrong_comes_back_as_typed():
    definition = Definition((VOTERS,))
    typed = {"a.voters": ["<b>12万人"]}
    html = render_to_string(
        "questions/_question.html", {"asked": ask(definition, typed, check(definition, typed, complete=True))[0]}
    )
    assert 'value="&lt;b&gt;12万人"' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="a-voters_error a-voters_unit"' in html


@pytest.mark.parametrize(
    ("operator", "holds_for"),
    [("eq", {5}), ("ne", {4, 6}), ("lt", {4}), ("le", {4, 5}), ("gt", {6}), ("ge", {5, 6})],
)
def test_conditions_compare_numbers(operator: str, holds_for: set[int]):
    definition = Definition((VOTERS, Question("q2", "short_text", "理由")))
    condition = Condition((Comparing("voters", operator, kind_of(VOTERS).parse_operand(VOTERS, "５人")),))
    assert {number for number in (4, 5, 6) if is_met(condition, definition, {"voters": number})} == holds_for
    assert not is_met(condition, definition, {"voters": {"special": "blank"}})


def test_a_condition_reads_as_a_sentence():
    condition = Condition((Comparing("voters", "ge", 1000),))
    assert in_words(condition, Definition((VOTERS,))) == "問1「投票者数」が1,000人以上であるとき"


def test_an_operand_must_be_a_number_and_a_lost_one_fulfils_nothing():
    with pytest.raises(Refused):
        kind_of(VOTERS).parse_operand(VOTERS, "多い")
    assert not kind_of(VOTERS).matches(VOTERS, 5, "eq", "多い")
    assert not kind_of(VOTERS).matches(VOTERS, 5, "ne", None)


def test_two_answers_are_compared():
    [difference] = kind_of(VOTERS).differences(VOTERS, 1204, 1240)
    assert (difference.old, difference.new) == ("1,204人", "1,240人")
    assert kind_of(VOTERS).differences(VOTERS, 5, 5) == []


@pytest.mark.django_db
def test_sql_for_export_and_counting(cast):
    store(cast, VOTERS, "0", "1,204", "123,456,789,012")
    [column] = kind_of(VOTERS).columns(VOTERS, ANSWERS)
    assert (column.type, column.unit, column.label) == ("number", "人", "投票者数")
    assert selected(column.value) == [0, 1204, 123456789012, None, None, None]
    [facet] = kind_of(VOTERS).facets(VOTERS, ANSWERS)
    assert facet.is_number
    assert selected(facet.value) == ["0", "1204", "123456789012", None, None, None]
    assert selected(state_at(ANSWERS, "voters"))[2:] == ["answered", "not_applicable", "blank", "unanswered"]


def test_the_workbook_cell_knows_type_unit_and_bounds():
    assert kind_of(VOTERS).cells(with_settings(unit="人", minimum=0, maximum=99)) == [
        Cell("", "投票者数", "integer", unit="人", minimum=Decimal(0), maximum=Decimal(99))
    ]


def test_settings_are_typed_like_any_number_and_zero_is_one():
    form = kind_of(VOTERS).settings_form(
        {"kind-unit": "人", "kind-minimum": "０", "kind-maximum": "1,000,000人"}, prefix="kind", question=VOTERS
    )
    assert form.errors == {"maximum": ["数字のほかに余分な文字があります。数字だけを入力してください。例：1,204"]}
    form = kind_of(VOTERS).settings_form(
        {"kind-unit": "人", "kind-minimum": "０", "kind-maximum": "1,000,000"}, prefix="kind", question=VOTERS
    )
    assert form.is_valid()
    assert form.settings(VOTERS) == {"unit": "人", "minimum": 0, "maximum": 1000000}
    assert 'value="1,000,000"' in str(kind_of(VOTERS).settings_form(initial=form.settings(VOTERS)))


def test_bounds_that_exclude_everything_are_refused_and_a_trouble():
    form = kind_of(VOTERS).settings_form({"minimum": "5", "maximum": "4"}, question=VOTERS)
    assert list(form.errors) == ["maximum"]
    assert kind_of(VOTERS).troubles(with_settings(minimum=5, maximum=4), Definition())
    assert not kind_of(VOTERS).troubles(with_settings(minimum=5, maximum=5), Definition())


@pytest.mark.parametrize(
    ("old", "new", "effects"),
    [
        ({}, {"minimum": 0}, ["stricter"]),
        ({"minimum": 0}, {}, ["looser"]),
        ({"minimum": 0}, {"minimum": 1}, ["stricter"]),
        ({"maximum": 10}, {"maximum": 9}, ["stricter"]),
        ({"maximum": 10}, {"maximum": 11}, ["looser"]),
        ({"maximum": 10}, {"maximum": "10"}, []),
        ({"unit": "人"}, {"unit": "千人"}, ["changed"]),
        ({"minimum": 0, "maximum": 9}, {"minimum": 1, "maximum": 10}, ["stricter", "looser"]),
    ],
)
def test_changes_say_whether_answers_may_be_refused_now(old: dict, new: dict, effects: list[str]):
    changes = kind_of(VOTERS).changes(with_settings(**old), with_settings(**new))
    assert [effect for effect, _ in changes] == effects


def test_a_new_question_takes_counts():
    assert kind_of(VOTERS).starting_settings() == {"minimum": 0}
    assert kind_of(VOTERS).summary(VOTERS) == "0人以上"
    around = Surroundings()
    with pytest.raises(Refused):
        kind_of(VOTERS).parse(with_settings(minimum=0), {"": ["-1"]}, around)
