"""A calculated value: worked out from earlier answers, rounded once, never a crash."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from core.questions.asking import ask, typed_of
from core.questions.checking import Checked, check
from core.questions.conditions import is_met
from core.questions.definition import Condition, Definition, Question
from core.questions.definition import Test as Comparing
from core.questions.kinds import kind_of
from core.questions.kinds.base import state_at
from core.questions.kinds.calculated import WAITING, rounded
from core.questions.models import Questionnaire, Version
from core.questions.services.saving import open_sheet, save
from core.questions.showing import show
from tests.questions.kinds.storing import ANSWERS, selected

RATE = Question(
    "rate",
    "calculated",
    "投票率",
    settings={"formula": "{voters} / {electors} * 100", "decimals": 2, "unit": "%", "rounding": "half_up"},
)
FORM = Definition(
    (
        Question("electors", "integer", "有権者数", may_be_na=True),
        Question("voters", "integer", "投票者数", may_be_na=True),
        RATE,
    )
)


def checked(electors: str | None, voters: str | None, *, form: Definition = FORM, complete: bool = True) -> Checked:
    typed = {"a.electors": [electors or ""], "a.voters": [voters or ""]}
    return check(form, typed, complete=complete)


def with_settings(**settings) -> Definition:
    return FORM.replacing(replace(RATE, settings={**RATE.settings, **settings}))


def test_it_is_stored_with_all_its_decimals():
    assert checked("1,000", "625").answers["rate"] == "62.50"
    assert checked("１，０００", "▲3").answers["rate"] == "-0.30"
    assert show(FORM, {"rate": "1062.50"})[2].text == "1,062.50%"


@pytest.mark.parametrize(
    ("rounding", "results"),
    [
        ("half_up", ["66.67", "33.33", "12.50", "-66.67", "0.00"]),
        ("down", ["66.66", "33.33", "12.50", "-66.66", "0.00"]),
        ("up", ["66.67", "33.34", "12.50", "-66.67", "0.00"]),
    ],
)
def test_digits_beyond_the_last_are_rounded_as_set(rounding: str, results: list[str]):
    form = with_settings(rounding=rounding)
    typed = [("3", "2"), ("3", "1"), ("8", "1"), ("3", "-2"), ("3", "0")]
    assert [checked(*pair, form=form).answers["rate"] for pair in typed] == results


@given(st.fractions(), st.integers(0, 6), st.sampled_from(["half_up", "down", "up"]))
@settings(deadline=None)
def test_rounding_stays_within_one_unit_and_leaves_what_fits(number: Fraction, decimals: int, rounding: str):
    result, unit = rounded(number, decimals, rounding), Fraction(1, 10**decimals)
    off = Fraction(result) - number
    assert abs(off) < unit if rounding != "half_up" else abs(off) <= unit / 2
    if (number / unit).denominator == 1:
        assert off == 0
    assert rounded(Fraction(result), decimals, rounding) == result
    assert -result.as_tuple().exponent == decimals
    assert not (result.is_signed() and result == 0)


def test_many_digits_are_all_right():
    assert rounded(Fraction(10**29 + Fraction(1, 3)), 6) == Decimal(f"1{'0' * 29}.333333")


@pytest.mark.parametrize(("electors", "voters"), [(None, "5"), ("5", None), (None, None)])
def test_without_all_numbers_there_is_no_value(electors: str | None, voters: str | None):
    assert checked(electors, voters).answers["rate"] == {"special": "blank"}
    assert "rate" not in checked(electors, voters, complete=False).answers


def test_division_by_zero_says_so_on_the_form_and_on_the_sheet():
    for complete in (True, False):
        result = checked("0", "0", complete=complete)
        assert result.is_valid
        assert kind_of(RATE).computed(RATE, {}, result.answers["rate"]) == {"": "0で割るため計算できません"}
    sheet = show(FORM, result.answers)[2]
    html = render_to_string(kind_of(RATE).shown, {"shown": sheet})
    assert "空欄" in html
    assert "0で割るため計算できません" in html
    assert "計算できません" not in render_to_string(
        kind_of(RATE).shown, {"shown": show(FORM, checked(None, "1").answers)[2]}
    )


def test_not_applicable_counts_as_zero():
    form = with_settings(formula="{voters} + {electors}", decimals=0)
    answers = check(form, {"a.electors": ["5"], "a.voters.na": ["1"]}, complete=True).answers
    assert answers["rate"] == "5"


@pytest.mark.parametrize("complete", [True, False])
def test_a_hidden_question_counts_as_zero_while_typing_too(complete: bool):
    hidden = Condition((Comparing("electors", "gt", 100),))
    form = Definition(
        (
            FORM["electors"],
            replace(FORM["voters"], show_if=hidden),
            replace(RATE, settings={"formula": "{voters} + {electors}"}),
        )
    )
    assert checked("5", "7", form=form, complete=complete).answers["rate"] == "5"
    assert checked("101", "7", form=form, complete=complete).answers["rate"] == "108"


def test_nobody_can_type_it():
    typed = {"a.electors": ["1000"], "a.voters": ["625"], "a.rate": ["99"], "a.rate.na": ["1"]}
    assert check(FORM, typed, complete=True).answers["rate"] == "62.50"


def test_store_show_edit_store_is_the_identity():
    answers = checked("3", "1").answers
    assert check(FORM, typed_of(FORM, answers), complete=True).answers == answers
    answers = checked("0", "1").answers
    assert check(FORM, typed_of(FORM, answers), complete=True).answers == answers


def test_calculated_values_and_conditions_may_build_on_it():
    twice = Question("twice", "calculated", "2倍", settings={"formula": "{rate} * 2", "decimals": 1})
    form = FORM.with_question(twice)
    assert checked("3", "1", form=form).answers["twice"] == "66.7"  # of 33.33, which people see
    condition = Condition((Comparing("rate", "ge", kind_of(RATE).parse_operand(RATE, "33.3%")),))
    assert is_met(condition, FORM, {"rate": "33.33"})
    assert not is_met(condition, FORM, {"rate": {"special": "blank", "why": "divided_by_zero"}})


def test_a_broken_formula_gives_no_value_and_no_crash():
    for formula in ("", "{gone} + 1", "{voters} +", "{rate}", "(" * 900):
        assert checked("3", "1", form=with_settings(formula=formula)).answers["rate"] == {"special": "blank"}


def test_values_that_multiply_each_other_stay_bounded():
    questions = [FORM["electors"]]
    for number in range(6):
        before = questions[-1].key
        formula = " * ".join(["{" + before + "}"] * 200)
        questions.append(Question(f"c{number}", "calculated", "積", settings={"formula": formula}))
    answers = check(Definition(tuple(questions)), {"a.electors": ["9" * 15]}, complete=True).answers
    assert answers["c0"] == {"special": "blank", "why": "too_large"}
    assert answers["c5"] == {"special": "blank"}


def test_it_is_asked_as_an_output_that_follows():
    html = render_to_string("questions/_question.html", {"asked": ask(FORM, {}, checked("3", "1"))[2]})
    assert '<output class="mu-computed" id="a-rate" data-computed="a-rate">33.33%</output>' in html
    assert "自動計算" in html
    assert WAITING in render_to_string("questions/_question.html", {"asked": ask(FORM, {})[2]})


@pytest.mark.django_db
def test_sql_for_export_and_counting(cast):
    questionnaire = Questionnaire.objects.create(owner=cast.prefecture, title="試し")
    version = Version.objects.create(questionnaire=questionnaire, number=1, content=FORM.to_json())
    for electors, voters in (("8", "1"), ("0", "1"), ("", "1"), ("3", "0")):
        sheet = open_sheet(version, organization=cast.ishinomaki, by=cast.kaede)
        save(sheet, {"a.electors": [electors], "a.voters": [voters]}, edit=1, by=cast.kaede, complete=True)
    [column] = kind_of(RATE).columns(RATE, ANSWERS)
    assert (column.type, column.unit) == ("number", "%")
    assert selected(column.value) == [Decimal("12.50"), None, None, Decimal(0)]
    [facet] = kind_of(RATE).facets(RATE, ANSWERS)
    assert selected(facet.value) == ["12.5", None, None, "0"]
    assert selected(state_at(ANSWERS, "rate")) == ["answered", "blank", "blank", "answered"]
    assert kind_of(RATE).cells(RATE) == []


def test_the_settings_take_the_formula_in_words():
    kind = kind_of(RATE)
    data = {"formula": "問２÷問１×１００", "decimals": "1", "rounding": "down", "unit": "%"}
    form = kind.settings_form(data, question=RATE, definition=FORM)
    assert form.is_valid(), form.errors
    assert form.settings(RATE) == {
        "formula": "{voters} / {electors} * 100",
        "unit": "%",
        "decimals": 1,
        "rounding": "down",
    }
    shown = str(kind.settings_form(initial=kind.settings_form.initial_of(RATE), question=RATE, definition=FORM))
    assert "問2 ÷ 問1 × 100</textarea>" in shown
    assert '<span data-insert>問1</span><span class="mu-formula__label">有権者数</span>' in shown
    assert "<span data-insert>問3</span>" not in shown  # itself


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("問3 + 1", "この設問そのもの"),
        ("問9 + 1", "問9はありません"),
        ("問1 +", "途中で終わって"),
        ("問1 + あ", "「あ」を読み取れません"),
    ],
)
def test_a_wrong_formula_comes_back_as_typed_with_the_reason(formula: str, words: str):
    data = {"formula": formula, "decimals": "0", "rounding": "half_up"}
    form = kind_of(RATE).settings_form(data, question=RATE, definition=FORM)
    assert words in form.errors["formula"][0]
    assert f"{formula}</textarea>" in str(form)


def test_troubles_and_changes():
    kind = kind_of(RATE)
    assert kind.troubles(RATE, FORM) == []
    assert kind.troubles(replace(RATE, settings={}), FORM) == ["式を入力してください。"]
    assert kind.troubles(RATE, FORM.moved("rate", 0)) != []
    other = replace(RATE, settings={"formula": "{voters}", "decimals": 0, "rounding": "up", "unit": "人"})
    assert [words for _, words in kind.changes(RATE, other)] == [
        "計算の式が変わりました。",
        "端数が四捨五入から切り上げに変わりました。",
        "単位が「%」から「人」に変わりました。",
        "小数点以下の桁数が2桁から0桁に変わりました。",
    ]
    assert kind.changes(RATE, RATE) == []
    assert kind.summary(RATE) == "小数点以下2桁に四捨五入"
