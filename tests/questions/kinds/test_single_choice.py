"""Single choice: one option, or a text of one's own."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st
from psycopg import sql

from core.questions.asking import ask, typed_of
from core.questions.checking import check
from core.questions.choosing.in_sql import text_array
from core.questions.conditions import in_words, is_met, troubles
from core.questions.definition import Condition, Definition, Need, Question, Test
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
from tests.questions.random_questionnaires import LINES

BUS = {"key": "o1", "label": "移動支援"}
BOOTH = {"key": "o2", "label": "商業施設"}
SCHOOL = {"key": "o3", "label": "大学"}
# Later the booths were given up, and the schools were merged into the buses under a new name.
LATER = [
    {"key": "o1", "label": "移動支援・大学"},
    {**BOOTH, "gone": True},
    {**SCHOOL, "gone": True, "into": "o1"},
]


def choice(options: Any = (BUS, BOOTH, SCHOOL), need: Need = Need.OPTIONAL, **settings: Any) -> Question:
    return a("single_choice", "取組", need, options=list(options), **settings)


def page_of(question: Question, parts: dict[str, str], *, checked: bool = False) -> str:
    definition = Definition((question,))
    typed = {f"a.q1.{part}" if part else "a.q1": [text] for part, text in parts.items()}
    [asked] = ask(definition, typed, check(definition, typed, complete=True) if checked else None)
    return render_to_string("questions/_question.html", {"asked": asked})


# --- Taken and refused ------------------------------------------------------------------------------------------------


def test_the_key_is_stored_whether_the_form_or_a_workbook_says_it():
    assert answer_to(choice(), {"": "o2"}) == "o2"
    assert answer_to(choice(), {"": "商業施設 "}) == "o2"
    assert answer_to(choice(with_other=True), {"": "その他", "other": "駅"}) == {"other": "駅"}
    assert answer_to(choice(), {}) == stored(Special.BLANK)
    assert answer_to(choice(), {"": ""}) == stored(Special.BLANK)


@pytest.mark.parametrize("text", ["o9", "O1", "other", "移動", "o1\x00", "special", DELICATE])
def test_an_option_that_does_not_exist_is_refused(text: str):
    [(part, message)] = problems(choice(), {"": text})
    assert part == ""
    assert "選んでください" in message


def test_what_is_typed_as_other_is_kept_exactly():
    question = choice(with_other=True, other_label="そのほか")

    assert answer_to(question, {"": "other", "other": f" {DELICATE} "}) == {"other": f" {DELICATE} "}
    assert kind_of(question).display(question, {"other": "駅"}) == "そのほか：駅"
    assert kind_of(question).search_text(question, {"other": "駅"}) == "駅"


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"": "other"}, "「その他」の内容が入力されていません。内容を入力するか、ほかの選択肢を選んでください。"),
        (
            {"": "other", "other": "　"},
            "「その他」の内容が入力されていません。内容を入力するか、ほかの選択肢を選んでください。",
        ),
        (
            {"other": "駅"},
            "「その他」の内容が入力されていますが、選ばれていません。「その他」を選ぶか、内容を消してください。",
        ),
        (
            {"": "o1", "other": "駅"},
            "「その他」の内容が入力されていますが、選ばれていません。「その他」を選ぶか、内容を消してください。",
        ),
        (
            {"": "other", "other": "字" * 1001},
            "「その他」の内容は1,000字以内で入力してください。いまは1,001字です。",
        ),
        (
            {"": "other", "other": "\ud800"},
            "壊れた文字（サロゲートの片方）が入っています。その文字を消して、入力し直してください。",
        ),
    ],
)
def test_other_and_its_text_belong_together(parts: dict[str, str], message: str):
    """The control of the text takes the focus."""
    assert problems(choice(with_other=True), parts) == [("other", message)]


def test_what_is_wrong_is_shown_with_all_that_was_typed():
    page = page_of(choice(with_other=True), {"": "o1", "other": "駅"}, checked=True)

    assert 'value="駅"' in page
    assert 'id="a-q1-is-o1" value="o1" checked' in page
    assert 'id="a-q1-other"' in page
    assert 'aria-describedby="a-q1_error"' in page


# --- Options that were renamed, merged, removed -----------------------------------------------------------------------


def test_an_answer_of_yesterday_reads_in_the_words_of_today():
    question = choice(LATER)
    kind = kind_of(question)

    assert [kind.display(question, key) for key in ("o1", "o2", "o3")] == [
        "移動支援・大学",
        "商業施設",
        "移動支援・大学",
    ]


def test_a_removed_option_is_refused_by_name_when_the_sheet_is_checked_again():
    question = choice(LATER)
    definition = Definition((question,))
    typed = typed_of(definition, {"q1": "o2"})

    [problem] = check(definition, typed, complete=True).problems
    assert problem.message == "「商業施設」は選べなくなりました。ほかの選択肢を選んでください。"
    page = page_of(question, {"": "o2"})
    assert 'value="o2" checked><span>商業施設（選べなくなりました）' in page
    assert "商業施設" not in page_of(question, {"": "o1"})


def test_an_answer_to_a_merged_option_is_one_to_its_successor():
    question = choice(LATER)
    definition = Definition((question,))
    again = check(definition, typed_of(definition, {"q1": "o3"}), complete=True)

    assert again.answers == {"q1": "o1"}
    assert 'value="o1" checked' in page_of(question, {"": "o3"})
    assert differences(definition, {"q1": "o3"}, {"q1": "o1"}) == []
    assert differences(definition, {"q1": "o3"}, {"q1": {"other": "駅"}}) != []


def test_when_other_is_taken_away_its_answers_stay_readable_and_are_refused():
    question = choice(with_other=False, had_other=True)
    definition = Definition((question,))
    typed = typed_of(definition, {"q1": {"other": "駅"}})

    [problem] = check(definition, typed, complete=True).problems
    assert problem.message == "「その他」は選べなくなりました。ほかの選択肢を選んでください。"
    assert "その他：駅（選べなくなりました）" in page_of(question, {"": "other", "other": "駅"})


# --- Conditions -------------------------------------------------------------------------------------------------------


def met(question: Question, answer: Any, operator: str, operand: str) -> bool:
    return is_met(Condition((Test("q1", operator, operand),)), Definition((question,)), {"q1": answer})


def test_conditions_compare_with_options_and_follow_mergers():
    question = choice(LATER, with_other=True)

    assert met(question, "o3", "is", "o1")
    assert met(question, "o1", "is", "o3")
    assert not met(question, "o3", "is_not", "o1")
    assert met(question, "o2", "is_not", "o1")
    assert met(question, {"other": "駅"}, "is", "other")
    assert not met(question, stored(Special.BLANK), "is_not", "o1")
    assert kind_of(question).operands(question) == (("o1", "移動支援・大学"), ("other", "その他"))
    assert kind_of(question).parse_operand(question, "o1") == "o1"


def test_a_condition_reads_in_words_and_one_on_a_removed_option_is_a_trouble():
    question = choice(LATER)
    on_bus, on_booth = (Condition((Test("q1", "is", key),)) for key in ("o1", "o2"))
    definition = Definition((question, Question("q2", "short_text", "事情", show_if=on_booth)))

    assert in_words(on_bus, definition) == "問1「取組」が「移動支援・大学」であるとき"
    assert "商業施設" not in in_words(on_booth, definition)
    assert troubles(definition["q2"], definition) == [
        "表示する条件が、問1「取組」にない選択肢を使っています。条件を直してください。"
    ]


# --- Counting and exporting -------------------------------------------------------------------------------------------

ANSWERS = ["o1", "o2", "o3", {"other": "駅"}, stored(Special.BLANK), stored(Special.NOT_APPLICABLE), None]


@pytest.mark.django_db
def test_sql_counts_merged_options_as_one_and_no_value_as_none(cast):
    question = choice(LATER, with_other=True)
    sheets = sheets_of(cast.prefecture, question, ANSWERS)

    codes = ["o1", "o2", "o1", "other", None, None, None]
    assert facet_values(question, sheets) == {"": codes}
    assert column_values(question, sheets) == {"": codes, "other": [None, None, None, "駅", None, None, None]}
    [facet] = kind_of(question).facets(question, sql.Identifier("answers"))
    assert facet.options == (("o1", "移動支援・大学"), ("o2", "商業施設（廃止）"), ("other", "その他"))


def test_a_workbook_offers_the_words():
    question = choice(with_other=True)
    cells = kind_of(question).cells(question)

    assert [(cell.part, cell.type, cell.options) for cell in cells] == [
        ("", "choice", ("移動支援", "商業施設", "大学", "その他")),
        ("other", "text", ()),
    ]
    assert len(kind_of(choice()).cells(choice())) == 1


# --- Building ---------------------------------------------------------------------------------------------------------


def settings_form(question: Question, **sent: Any):
    data = QueryDict(mutable=True)
    for name, value in sent.items():
        data.setlist(f"kind-{name.replace('_', '-', 1) if name.startswith('options') else name}", value)
    form_class = kind_of(question).settings_form
    return form_class(data, prefix="kind", initial=form_class.initial_of(question), question=question)


def test_the_builder_keeps_what_a_form_forgot_as_removed():
    question = choice(with_other=True)
    form = settings_form(question, options_key=["o1"], options_label=["バス"], options_position=["1"])

    assert form.is_valid(), form.errors
    assert form.settings(question) == {
        "options": [{"key": "o1", "label": "バス"}, {**BOOTH, "gone": True}, {**SCHOOL, "gone": True}],
        "had_other": True,
    }


def test_the_builder_says_what_is_missing_and_what_stands_there():
    kind = kind_of(choice())
    both = choice([BUS, {"key": "o2", "label": "その他"}], with_other=True)

    assert kind.summary(choice(with_other=True)) == "選択肢 3、「その他」あり"
    assert kind.summary(a("single_choice")) == "選択肢 2"
    assert kind.troubles(choice(), Definition()) == []
    assert kind.troubles(choice([{**BUS, "gone": True}]), Definition()) == [
        "選択肢がありません。選択肢を入力してください。"
    ]
    assert len(kind.troubles(both, Definition())) == 1
    assert len(kind.troubles(choice([{"key": "other", "label": "駅"}]), Definition())) == 1


def test_changes_between_versions_are_sentences():
    old, kind = choice(), kind_of(choice())

    assert kind.changes(old, choice(LATER, with_other=True)) == [
        ("changed", "選択肢「大学」が「移動支援・大学」にまとめられました。"),
        ("stricter", "選択肢「商業施設」がなくなりました。"),
        ("relabelled", "選択肢「移動支援」が「移動支援・大学」に変わりました。"),
        ("looser", "「その他」が選べるようになりました。"),
    ]
    assert kind.changes(choice(with_other=True), old) == [("stricter", "「その他」が選べなくなりました。")]
    assert kind.changes(choice(with_other=True), choice(with_other=True, other_label="ほか")) == [
        ("relabelled", "「その他」が「ほか」に変わりました。")
    ]
    assert kind.changes(old, old) == []


# --- How it is asked --------------------------------------------------------------------------------------------------


def many(count: int) -> list[dict[str, str]]:
    return [{"key": f"o{number}", "label": f"選択肢{number}"} for number in range(count)]


def test_few_options_are_buttons_and_many_a_list_with_its_label():
    few, more, most = (page_of(choice(many(count), Need.REQUIRED), {"": "o3"}) for count in (12, 13, 31))

    assert few.count('type="radio"') == 12
    assert "<fieldset" in few
    assert "<select" in more
    assert '<label class="mu-field__label" for="a-q1">' in more
    assert '<option value="o3" selected>' in more
    assert "data-long-choice" not in more
    assert "data-long-choice" in most


def test_a_choice_that_is_not_needed_can_be_taken_back():
    assert 'value=""' in page_of(choice(), {"": "o1"})
    assert 'value=""' not in page_of(choice(need=Need.REQUIRED), {"": "o1"})


@pytest.mark.parametrize(("options", "target"), [(many(3), "a-q1-is-o0"), (many(13), "a-q1")])
def test_the_link_of_an_error_leads_to_the_first_control(options: list[dict[str, str]], target: str):
    definition = Definition((choice(options, Need.REQUIRED),))
    [asked] = ask(definition, {}, check(definition, {}, complete=True))

    assert asked.first_control == target
    assert f'id="{target}"' in render_to_string("questions/_question.html", {"asked": asked})


@pytest.mark.django_db
def test_a_thousand_options_are_checked_shown_and_counted_quickly(cast):
    question = choice([*many(1000), {"key": "p", "label": "旧", "gone": True, "into": "o999"}])
    sheets = sheets_of(cast.prefecture, question, ["p", "o500"])
    start = time.perf_counter()
    assert typing(question, {"": "o999"}).answers == {"q1": "o999"}
    assert page_of(question, {"": "o999"}).count("<option") == 1001
    assert facet_values(question, sheets) == {"": ["o999", "o500"]}
    assert time.perf_counter() - start < 5  # a fraction of a second on a machine that is not busy


# --- Properties -------------------------------------------------------------------------------------------------------

KEYS = [f"o{number}" for number in range(8)]


@st.composite
def any_choice(draw: st.DrawFn) -> Question:
    """Options in any state that the builder can bring about, labels of any text."""
    labels = draw(st.lists(LINES.map(str.strip).filter(bool), min_size=8, max_size=8, unique=True))
    options: list[dict[str, Any]] = []
    for key, label in zip(KEYS, labels, strict=True):
        state = draw(st.sampled_from(["there", "there", "gone", "merged"]))
        item: dict[str, Any] = {"key": key, "label": f"「{label}」"}
        if state != "there":
            item["gone"] = True
        if state == "merged":
            item["into"] = draw(st.sampled_from(KEYS))
        options.append(item)
    return choice(options, with_other=draw(st.booleans()))


@given(any_choice(), st.sampled_from(KEYS), LINES)
def test_what_is_taken_comes_back_the_same(question: Question, key: str, text: str):
    """Either an answer is taken, and then for good; or it is refused with its name."""
    kind = kind_of(question)
    for parts in ({"": key}, {"": "other", "other": text}):
        checked = typing(question, parts)
        if checked.is_valid:
            [answer] = checked.answers.values()
            assert typing(question, kind.parts_of(question, answer)).answers == checked.answers
            assert kind.matches(question, answer, "is", "other" if isinstance(answer, dict) else answer)
        else:
            name = kind.display(question, key) if parts[""] == key else "その他"
            assert name in checked.problems[0].message


@pytest.mark.django_db
@given(any_choice())
def test_sql_and_python_agree_on_what_an_answer_counts_as(question: Question):
    kind = kind_of(question)
    [facet] = kind.facets(question, sql.Identifier("answers"))
    sheets = sql.SQL("SELECT key, jsonb_build_object('q1', key) AS answers FROM unnest({}) AS key")
    query = sql.SQL("SELECT key, {} FROM ({}) AS sheets").format(facet.value, sheets.format(text_array(KEYS)))
    with connection.cursor() as cursor:
        cursor.execute(query)
        rows = dict(cursor.fetchall())
    assert rows == {key: kind.parts_of(question, key)[""][0] for key in KEYS}
    assert set(rows.values()) <= {code for code, _ in facet.options}
