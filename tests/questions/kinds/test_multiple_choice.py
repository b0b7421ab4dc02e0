"""Multiple choice: any of several options, in their order, and a text of one's own."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st
from psycopg import sql

from core.questions import definition as d
from core.questions.asking import ask, typed_of
from core.questions.checking import check
from core.questions.conditions import in_words, is_met
from core.questions.definition import Definition, Need, Question
from core.questions.kinds import kind_of
from core.questions.showing import differences
from core.questions.specials import Special, stored
from tests.questions.kinds.asking_one import (
    DELICATE,
    a,
    answer_to,
    column_values,
    facet_values,
    problems,
    sheets_of,
    typing,
)

BUS = {"key": "o1", "label": "移動支援"}
BOOTH = {"key": "o2", "label": "商業施設"}
SCHOOL = {"key": "o3", "label": "大学"}
NONE = {"key": "o9", "label": "特になし"}
LATER = [
    {"key": "o1", "label": "移動支援・大学"},
    {**BOOTH, "gone": True},
    {**SCHOOL, "gone": True, "into": "o1"},
    NONE,
]


def choice(options: Any = (BUS, BOOTH, SCHOOL, NONE), need: Need = Need.OPTIONAL, **settings: Any) -> Question:
    return a("multiple_choice", "取組", need, options=list(options), **settings)


def page_of(question: Question, typed: dict[str, list[str]], *, checked: bool = False) -> str:
    definition = Definition((question,))
    [asked] = ask(definition, typed, check(definition, typed, complete=True) if checked else None)
    return render_to_string("questions/_question.html", {"asked": asked})


# --- Taken and refused ------------------------------------------------------------------------------------------------


def test_the_keys_are_stored_in_the_order_of_the_options_each_once():
    assert answer_to(choice(), {"": ["o3", "o1", "o3"]}) == ["o1", "o3"]
    assert answer_to(choice(), {"": ["大学", "o1"]}) == ["o1", "o3"]
    assert answer_to(choice(), {}) == stored(Special.BLANK)
    question = choice(with_other=True)
    assert answer_to(question, {"": ["other", "o2"], "other": DELICATE}) == ["o2", {"other": DELICATE}]


def test_a_workbook_marks_each_option_in_a_cell_of_its_own():
    question = choice(with_other=True)
    cells = kind_of(question).cells(question)

    assert [cell.part for cell in cells] == ["mark.o1", "mark.o2", "mark.o3", "mark.o9", "mark.other", "other"]
    assert answer_to(question, {"mark.o1": "○", "mark.o2": "", "mark.o3": "〇"}) == ["o1", "o3"]
    assert answer_to(question, {"mark.other": "○", "other": "駅"}) == [{"other": "駅"}]
    assert problems(question, {"mark.o1": "移動"}) == [
        ("mark.o1", "選ぶときは「○」を入力し、選ばないときは空欄にしてください。")
    ]


@pytest.mark.parametrize(
    ("typed", "part", "message"),
    [
        (["o1", "o7"], "", "「o7」は選択肢にありません。選択肢の中から選んでください。"),
        (["o1", "other"], "", "「その他」は選べなくなりました。ほかの選択肢を選んでください。"),
        (["o9", "o1"], "", "「特になし」は、ほかの選択肢と一緒に選べません。どちらかを外してください。"),
        (["o1"], "", "2つ以上選んでください。いまは1つです。"),
        (["o1", "o2", "o3"], "", "選べるのは2つまでです。いまは3つ選ばれています。"),
    ],
)
def test_what_cannot_be_chosen_together_is_refused(typed: list[str], part: str, message: str):
    question = choice(minimum=2, maximum=2, exclusive=["o9"])

    assert (part, message) in problems(question, {"": typed})


def test_an_option_that_stands_alone_is_one_enough():
    assert answer_to(choice(minimum=2, exclusive=["o9"]), {"": ["o9"]}) == ["o9"]


def test_other_and_its_text_belong_together():
    question = choice(with_other=True)

    [(part, message)] = problems(question, {"": ["o1"], "other": "駅"})
    assert (part, "選ばれていません" in message) == ("other", True)
    [(part, message)] = problems(question, {"": ["o1", "other"]})
    assert (part, "内容が入力されていません" in message) == ("other", True)
    page = page_of(question, {"a.q1": ["o1"], "a.q1.other": ["駅"]}, checked=True)
    assert 'value="駅"' in page
    assert 'value="o1" checked' in page


def test_what_is_right_is_kept_while_the_sheet_is_not_handed_in():
    """Two are still missing, or one is not there any more: the others are not lost."""
    question = choice(minimum=2)

    assert typing(question, {"": ["o1"]}, complete=False).answers == {"q1": ["o1"]}
    assert typing(question, {"": ["o1", "o7"]}, complete=False).answers == {"q1": ["o1"]}
    assert not typing(question, {"": ["o1"]}, complete=True).is_valid


# --- Options that were renamed, merged, removed -----------------------------------------------------------------------


def test_answers_of_yesterday():
    question = choice(LATER)
    definition = Definition((question,))
    kind = kind_of(question)

    assert kind.display(question, ["o1", "o2", "o3"]) == "移動支援・大学、商業施設"
    assert differences(definition, {"q1": ["o3"]}, {"q1": ["o1", "o3"]}) == []
    again = check(definition, typed_of(definition, {"q1": ["o1", "o3"]}), complete=True)
    assert again.answers == {"q1": ["o1"]}
    [problem] = check(definition, typed_of(definition, {"q1": ["o1", "o2"]}), complete=True).problems
    assert problem.message == "「商業施設」は選べなくなりました。ほかの選択肢を選んでください。"
    page = page_of(question, typed_of(definition, {"q1": ["o1", "o2"]}))
    assert 'value="o2" checked><span>商業施設（選べなくなりました）' in page


def test_only_one_thing_is_said_of_an_other_that_was_taken_away():
    question = choice(with_other=False)
    definition = Definition((question,))
    typed = typed_of(definition, {"q1": ["o1", {"other": "駅"}]})

    assert [problem.message for problem in check(definition, typed, complete=True).problems] == [
        "「その他」は選べなくなりました。ほかの選択肢を選んでください。"
    ]
    assert "その他：駅（選べなくなりました）" in page_of(question, typed)


# --- Conditions -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "operand", "has"),
    [
        (["o1"], "o1", True),
        (["o3"], "o1", True),
        (["o1"], "o3", True),
        (["o2"], "o1", False),
        (["o2", {"other": "駅"}], "other", True),
        (["o2"], "other", False),
    ],
)
def test_conditions_ask_whether_an_option_is_among_the_chosen(answer: Any, operand: str, has: bool):
    definition = Definition((choice(LATER, with_other=True),))
    for operator, expected in (("has", has), ("has_not", not has)):
        condition = d.Condition((d.Test("q1", operator, operand),))
        assert is_met(condition, definition, {"q1": answer}) is expected
        assert not is_met(condition, definition, {"q1": stored(Special.BLANK)})


def test_a_condition_reads_in_words():
    definition = Definition((choice(LATER),))
    assert in_words(d.Condition((d.Test("q1", "has", "o1"),)), definition) == (
        "問1「取組」で「移動支援・大学」を選んでいるとき"
    )


# --- Counting and exporting -------------------------------------------------------------------------------------------

ANSWERS = [["o1", "o3"], ["o2", {"other": "駅;前"}], ["o9"], stored(Special.BLANK), None, []]


@pytest.mark.django_db
def test_sql_counts_each_option_once_a_sheet_and_no_value_as_none(cast):
    question = choice(LATER, with_other=True)
    sheets = sheets_of(cast.prefecture, question, ANSWERS)

    assert facet_values(question, sheets) == {"": [["o1"], ["o2", "other"], ["o9"], None, None, []]}
    assert column_values(question, sheets) == {
        "": ["o1", "o2;other", "o9", None, None, ""],
        "mark.o1": [1, 0, 0, None, None, 0],
        "mark.o9": [0, 0, 1, None, None, 0],
        "mark.o2": [0, 1, 0, None, None, 0],
        "mark.other": [0, 1, 0, None, None, 0],
        "other": [None, "駅;前", None, None, None, None],
    }
    [facet] = kind_of(question).facets(question, sql.Identifier("answers"))
    assert facet.many
    assert facet.options == (
        ("o1", "移動支援・大学"),
        ("o9", "特になし"),
        ("o2", "商業施設（廃止）"),
        ("other", "その他"),
    )


@pytest.mark.django_db
def test_columns_of_an_export_have_names_of_their_own(cast):
    question = choice(with_other=True)
    columns = kind_of(question).columns(question, sql.Identifier("answers"))

    assert [column.label for column in columns] == [
        "取組",
        "取組：移動支援",
        "取組：商業施設",
        "取組：大学",
        "取組：特になし",
        "取組：その他",
        "取組：その他の内容",
    ]
    assert len({column.part for column in columns}) == len(columns)


@pytest.mark.django_db
def test_a_thousand_options_all_chosen(cast):
    options = [{"key": f"o{number}", "label": f"団体{number}"} for number in range(1000)]
    question = choice(options)
    keys = [option["key"] for option in options]
    start = time.perf_counter()
    assert typing(question, {"": keys[::-1]}).answers == {"q1": keys}
    sheets = sheets_of(cast.prefecture, question, [keys])
    assert page_of(question, {"a.q1": keys}).count(" checked") == 1000
    assert facet_values(question, sheets) == {"": [keys]}
    assert kind_of(question).display(question, keys).count("、") == 999
    assert time.perf_counter() - start < 5  # a fraction of a second on a machine that is not busy


# --- Building ---------------------------------------------------------------------------------------------------------


def settings_form(question: Question, labels: list[str], **sent: str):
    data = QueryDict(mutable=True)
    for name, value in {"key": ["o1", "o2"], "label": labels, "position": ["1", "2"]}.items():
        data.setlist(f"kind-options-{name}", value)
    for name, value in sent.items():
        data[f"kind-{name.replace('_', '-')}"] = value
    form_class = kind_of(question).settings_form
    return form_class(data, prefix="kind", initial=form_class.initial_of(question), question=question)


def test_options_that_stand_alone_are_named_by_their_words():
    question = choice([BUS, BOOTH])
    form = settings_form(
        question, ["バス", "商業施設"], exclusive="特になし\r\n移動支援\r\n商業施設", options_added="特になし"
    )

    assert form.is_valid(), form.errors
    settings = form.settings(question)
    [new] = settings["options"][2:]
    assert settings["exclusive"] == [new["key"], "o1", "o2"]  # the old words of a renamed option are known too
    shown = kind_of(question).settings_form.initial_of(choice(settings["options"], exclusive=settings["exclusive"]))
    assert shown["exclusive"] == "特になし\nバス\n商業施設"


def test_the_builder_refuses_what_makes_no_sense():
    question = choice([BUS, BOOTH])
    form = settings_form(question, ["移動支援", "商業施設"], exclusive="なし", minimum="3", maximum="2")

    assert form.errors == {
        "exclusive": ["「なし」が選択肢にありません。選択肢と同じ文字で入力してください。"],
        "maximum": ["最も多い数は、最も少ない数以上にしてください。"],
    }


def test_summary_and_troubles():
    kind = kind_of(choice())

    assert kind.summary(choice(minimum=1, maximum=3)) == "選択肢 4、3つまで"
    assert kind.summary(choice(minimum=2, maximum=2)) == "選択肢 4、2つ"
    assert kind.summary(choice(minimum=2)) == "選択肢 4、2つ以上"
    assert kind.troubles(choice(minimum=3, exclusive=["o9"]), Definition()) == []
    assert kind.troubles(choice(minimum=4, exclusive=["o9"]), Definition()) == [
        "4つ以上選ぶことになっていますが、一緒に選べる選択肢は3つです。"
    ]
    assert len(kind.troubles(choice(minimum=3, maximum=2), Definition())) == 1
    assert "2つまで選んでください。" in page_of(choice(maximum=2), {})


def test_changes_of_the_rules_are_sentences():
    old, new = choice(maximum=3), choice(minimum=2, maximum=2, exclusive=["o9"])
    kind = kind_of(old)

    assert kind.changes(old, new) == [
        ("stricter", "選ぶ数の下限が1つから2つに変わりました。"),
        ("stricter", "選ぶ数の上限が3つから2つに変わりました。"),
        ("stricter", "「特になし」が、ほかと一緒に選べなくなりました。"),
    ]
    assert kind.changes(new, old) == [
        ("looser", "選ぶ数の下限が2つから1つに変わりました。"),
        ("looser", "選ぶ数の上限が2つから3つに変わりました。"),
        ("looser", "「特になし」が、ほかと一緒に選べるようになりました。"),
    ]
    assert kind.changes(old, choice()) == [("looser", "選ぶ数の上限がなくなりました。")]


# --- Properties -------------------------------------------------------------------------------------------------------


@given(
    chosen=st.lists(st.sampled_from(["o1", "o2", "o3", "o9", "other"]), unique=True, min_size=1),
    text=st.text(min_size=0, max_size=5),
    rules=st.fixed_dictionaries({}, optional={"minimum": st.integers(1, 5), "maximum": st.integers(1, 5)}),
    exclusive=st.booleans(),
)
def test_an_answer_is_taken_exactly_when_it_keeps_the_rules(chosen, text, rules, exclusive):
    question = choice(with_other=True, exclusive=["o9"] if exclusive else [], **rules)
    checked = typing(question, {"": chosen, "other": text})
    alone = exclusive and "o9" in chosen
    storable = "\x00" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)
    fits = len(chosen) == 1 if alone else rules.get("minimum", 1) <= len(chosen) <= rules.get("maximum", 5)
    other_fits = bool(text.strip()) == ("other" in chosen) and (storable or "other" not in chosen)

    assert checked.is_valid == (fits and other_fits)
    if checked.is_valid:
        [answer] = checked.answers.values()
        assert answer == [key for key in ("o1", "o2", "o3", "o9") if key in chosen] + (
            [{"other": text}] if "other" in chosen else []
        )
        assert typing(question, kind_of(question).parts_of(question, answer)).answers == checked.answers
