"""Yes or no, in whatever words."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string
from psycopg import sql

from core.questions import definition as d
from core.questions.asking import ask
from core.questions.checking import check
from core.questions.conditions import in_words, is_met
from core.questions.definition import Definition, Need
from core.questions.kinds import kind_of
from core.questions.specials import Special, stored
from tests.questions.kinds.asking_one import a, answer_to, column_values, facet_values, problems, sheets_of


def yes_no(need: Need = Need.OPTIONAL, **settings: str):
    return a("yes_no", "移動支援の有無", need, **settings)


def test_it_is_stored_as_true_or_false_and_no_is_a_value():
    question = yes_no(yes_label="ある", no_label="ない")

    assert answer_to(question, {"": "yes"}) is True
    assert answer_to(question, {"": "no"}) is False
    assert answer_to(question, {"": " ある "}) is True  # as a workbook says it
    assert answer_to(question, {}) == stored(Special.BLANK)
    assert kind_of(question).display(question, False) == "ない"


@pytest.mark.parametrize("text", ["はい", "true", "1", "maybe", "ある\x00"])
def test_what_is_neither_is_refused(text: str):
    question = yes_no(yes_label="ある", no_label="ない")

    assert problems(question, {"": text}) == [("", "「ある」か「ない」で回答してください。")]


def test_a_required_one_must_be_chosen_and_the_error_leads_to_it():
    question = yes_no(Need.REQUIRED)
    definition = Definition((question,))
    [asked] = ask(definition, {}, check(definition, {}, complete=True))
    page = render_to_string("questions/_question.html", {"asked": asked})

    assert [problem.message for problem in asked.problems] == ["選んでください。"]
    assert f'id="{asked.first_control}"' in page
    assert 'value=""' not in page
    assert page.count('type="radio"') == 2


def test_conditions():
    question = yes_no(no_label="なし")
    definition = Definition((question,))
    for operator, operand, answer, expected in (
        ("is", "yes", True, True),
        ("is", "no", True, False),
        ("is_not", "yes", False, True),
        ("is_not", "yes", stored(Special.BLANK), False),
    ):
        condition = d.Condition((d.Test("q1", operator, operand),))
        assert is_met(condition, definition, {"q1": answer}) is expected
    assert in_words(condition, definition) == "問1「移動支援の有無」が「はい」ではないとき"
    assert kind_of(question).parse_operand(question, "なし") == "no"


@pytest.mark.django_db
def test_sql_keeps_no_apart_from_no_value(cast):
    question = yes_no()
    sheets = sheets_of(cast.prefecture, question, [True, False, stored(Special.BLANK), None])

    assert facet_values(question, sheets) == {"": ["yes", "no", None, None]}
    assert column_values(question, sheets) == {"": ["yes", "no", None, None]}
    [facet] = kind_of(question).facets(question, sql.Identifier("answers"))
    assert facet.options == (("yes", "はい"), ("no", "いいえ"))
    assert kind_of(question).cells(question)[0].options == ("はい", "いいえ")
    assert kind_of(question).cell_options(question) == facet.options


def test_the_builder():
    kind = kind_of(yes_no())
    assert kind.summary(yes_no()) == ""
    assert kind.summary(yes_no(yes_label="有", no_label="無")) == "有・無"
    assert kind.troubles(yes_no(no_label="はい"), Definition()) == [
        "どちらの選択肢も「はい」です。違う言い方にしてください。"
    ]
    assert kind.changes(yes_no(), yes_no(yes_label="有")) == [("relabelled", "「はい」が「有」に変わりました。")]
    assert kind.changes(yes_no(), yes_no()) == []
