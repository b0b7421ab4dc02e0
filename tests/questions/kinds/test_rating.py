"""Rating: one of a few steps whose ends have a meaning."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st
from psycopg import sql

from core.questions import definition as d
from core.questions.asking import ask, typed_of
from core.questions.checking import check
from core.questions.conditions import in_words, is_met
from core.questions.definition import Definition, Need
from core.questions.formulas import evaluate
from core.questions.kinds import kind_of
from core.questions.specials import Special, stored
from tests.questions.kinds.asking_one import a, answer_to, column_values, facet_values, problems, sheets_of, typing


def rating(need: Need = Need.OPTIONAL, **settings: Any):
    return a("rating", "研修の満足度", need, **settings)


def test_a_step_is_stored_as_a_number():
    assert answer_to(rating(), {"": "3"}) == 3
    assert answer_to(rating(), {"": "５"}) == 5
    assert answer_to(rating(highest=10), {"": "10"}) == 10
    assert answer_to(rating(), {}) == stored(Special.BLANK)


@pytest.mark.parametrize("text", ["0", "6", "-1", "2.5", "三つ", "1\x00", "99999999999999999999"])
def test_what_is_no_step_is_refused(text: str):
    assert len(problems(rating(), {"": text})) == 1


def test_the_ends_have_words():
    question = rating(low_label="不満", high_label="満足")
    kind = kind_of(question)

    assert [kind.display(question, step) for step in (1, 2, 5)] == ["1（不満）", "2", "5（満足）"]
    [asked] = ask(Definition((question,)), {"a.q1": ["2"]})
    page = render_to_string("questions/_question.html", {"asked": asked})
    assert page.count('type="radio"') == 6  # five steps and the way back
    assert 'value="2" checked' in page
    assert "1＝不満" in page


def test_a_step_that_is_not_there_any_more_stays_in_sight_and_is_refused():
    question = rating(highest=3)
    definition = Definition((question,))
    typed = typed_of(definition, {"q1": 5})
    [asked] = ask(definition, typed)

    assert check(definition, typed, complete=True).problems[0].message == (
        "1から3までの中から選んでください。いまの回答は5です。"
    )
    assert 'value="5" checked' in render_to_string("questions/_question.html", {"asked": asked})


def test_the_link_of_an_error_leads_to_the_first_step():
    definition = Definition((rating(Need.REQUIRED),))
    [asked] = ask(definition, {}, check(definition, {}, complete=True))

    assert f'id="{asked.first_control}"' in render_to_string("questions/_question.html", {"asked": asked})


@pytest.mark.parametrize(
    ("operator", "operand", "expected"),
    [("eq", 3, True), ("ne", 3, False), ("ge", 3, True), ("gt", 3, False), ("le", 2, False), ("lt", 4, True)],
)
def test_conditions_compare_numbers(operator: str, operand: int, expected: bool):
    definition = Definition((rating(),))
    condition = d.Condition((d.Test("q1", operator, operand),))

    assert is_met(condition, definition, {"q1": 3}) is expected
    assert in_words(condition, definition).startswith("問1「研修の満足度」が")


def test_formulas_calculate_with_it():
    definition = Definition((rating(),))
    assert evaluate("{q1} * 2", definition, {"q1": 4}) == Decimal(8)


@pytest.mark.django_db
def test_sql(cast):
    question = rating(high_label="満足")
    sheets = sheets_of(cast.prefecture, question, [1, 5, stored(Special.BLANK), None])

    assert facet_values(question, sheets) == {"": ["1", "5", None, None]}
    assert column_values(question, sheets) == {"": [1, 5, None, None]}
    [facet] = kind_of(question).facets(question, sql.Identifier("answers"))
    assert facet.is_number
    assert facet.options == (("1", "1"), ("2", "2"), ("3", "3"), ("4", "4"), ("5", "5（満足）"))


def test_the_builder():
    kind = kind_of(rating())
    assert kind.summary(rating(highest=7)) == "7段階"
    assert kind.changes(rating(), rating(highest=7, low_label="不満")) == [
        ("looser", "5段階から7段階に変わりました。"),
        ("relabelled", "1の意味が「」から「不満」に変わりました。"),
    ]
    assert kind.changes(rating(), rating(highest=3)) == [("stricter", "5段階から3段階に変わりました。")]
    assert kind.changes(rating(), rating()) == []
    form = kind.settings_form({"kind-highest": "11"}, prefix="kind", question=rating())
    assert "highest" in form.errors


@given(st.integers(2, 10), st.integers(-3, 13))
def test_exactly_the_steps_are_taken(highest: int, number: int):
    assert typing(rating(highest=highest), {"": str(number)}).is_valid == (1 <= number <= highest)
