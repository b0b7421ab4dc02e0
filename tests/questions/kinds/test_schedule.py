"""Schedule: ○, △ or × for each candidate."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st
from psycopg import sql

from core.questions.asking import ask, typed_of
from core.questions.checking import check
from core.questions.definition import Definition, Need, Question
from core.questions.kinds import kind_of
from core.questions.showing import differences, show
from core.questions.specials import Special, stored
from tests.questions.kinds.asking_one import a, answer_to, column_values, facet_values, problems, sheets_of, typing

THU = {"key": "c1", "label": "11月5日（木）10時"}
FRI = {"key": "c2", "label": "11月6日（金）14時"}
MON = {"key": "c3", "label": "11月9日（月）10時"}


def schedule(candidates: Any = (THU, FRI), need: Need = Need.OPTIONAL, **settings: Any) -> Question:
    return a("schedule", "都合のよい日", need, candidates=list(candidates), **settings)


def test_each_candidate_has_its_mark():
    assert answer_to(schedule(), {"c1": "yes", "c2": "maybe"}) == {"c1": "yes", "c2": "maybe"}
    assert answer_to(schedule(), {"c1": "〇", "c2": "✕"}) == {"c1": "yes", "c2": "no"}  # as a workbook says it
    assert answer_to(schedule(), {}) == stored(Special.BLANK)
    assert kind_of(schedule()).display(schedule(), {"c1": "yes", "c2": "no"}) == (
        "11月5日（木）10時：○\n11月6日（金）14時：×"
    )


def test_a_candidate_without_a_mark_is_named_and_the_others_are_kept():
    message = "「11月6日（金）14時」が選ばれていません。すべての候補を選んでください。"

    assert problems(schedule(), {"c1": "yes"}) == [("c2", message)]
    assert typing(schedule(), {"c1": "yes"}, complete=False).answers == {"q1": {"c1": "yes"}}
    many = [{"key": f"c{number}", "label": f"{number}日"} for number in range(1, 10)]
    assert problems(schedule(many), {"c1": "yes"}) == [
        ("c2", "「2日」「3日」「4日」「5日」「6日」ほか3件が選ばれていません。すべての候補を選んでください。")
    ]


@pytest.mark.parametrize("text", ["maybe", "△", "多分", "o1", "yes\x00"])
def test_what_is_no_mark_is_refused(text: str):
    question = schedule(without_maybe=True)

    assert problems(question, {"c1": text, "c2": "no"}) == [
        ("c1", "「11月5日（木）10時」は○、×のどれかで回答してください。")
    ]


def test_candidates_that_do_not_exist_are_not_stored():
    assert answer_to(schedule(), {"c1": "yes", "c2": "no", "c9": "yes"}) == {"c1": "yes", "c2": "no"}


def test_all_marks_can_be_taken_back_without_script():
    parts = {"c1": "yes", "c2": "no", "all.none": "1"}

    assert answer_to(schedule(), parts) == stored(Special.BLANK)
    assert problems(schedule(need=Need.REQUIRED), parts) == [("", "すべての候補を選んでください。")]


def test_the_form_shows_what_was_chosen_and_what_is_missing():
    definition = Definition((schedule(yes_label="出席できる"),))
    typed = {"a.q1.c1": ["maybe"]}
    [asked] = ask(definition, typed, check(definition, typed, complete=True))
    page = render_to_string("questions/_question.html", {"asked": asked})

    assert 'name="a.q1.c1" id="a-q1-c1-maybe" value="maybe" checked' in page
    assert asked.first_control == "a-q1-c2"
    assert 'id="a-q1-c2"' in page
    assert page.count("data-wrong") == 1
    assert "○＝出席できる" in page


# --- Candidates that were added, removed ------------------------------------------------------------------------------


def test_a_removed_candidate_stays_readable_and_an_added_one_is_asked_for():
    question = schedule([THU, {**FRI, "gone": True}, MON])
    definition = Definition((question,))
    answer = {"c1": "yes", "c2": "maybe"}

    assert kind_of(question).display(question, answer) == "11月5日（木）10時：○\n11月6日（金）14時（廃止）：△"
    [problem] = check(definition, typed_of(definition, {"q1": answer}), complete=True).problems
    assert (problem.part, "11月9日" in problem.message) == ("c3", True)
    typed = {**typed_of(definition, {"q1": answer}), "a.q1.c3": ["no"]}
    assert check(definition, typed, complete=True).answers == {"q1": {"c1": "yes", "c3": "no"}}


def test_a_candidate_that_nobody_remembers_has_no_words_of_its_own():
    assert kind_of(schedule()).display(schedule(), {"c1": "yes", "c8": "no"}) == (
        "11月5日（木）10時：○\n削除された項目：×"
    )


def test_differences_are_told_candidate_by_candidate():
    definition = Definition((schedule(),))
    [found] = differences(definition, {"q1": {"c1": "yes"}}, {"q1": {"c1": "no", "c2": "maybe"}})

    assert [(one.place, one.old, one.new) for one in found.differences] == [
        ("11月5日（木）10時", "○", "×"),
        ("11月6日（金）14時", "－", "△"),
    ]


@pytest.mark.parametrize("answer", [{"c1": "yes", "c2": "no"}, stored(Special.BLANK)])
def test_it_is_read_as_a_list(answer: Any):
    [shown] = show(Definition((schedule(),)), {"q1": answer})
    page = render_to_string(shown.kind.shown, {"shown": shown})

    assert ("11月6日（金）14時" in page) == ("c1" in answer)
    assert ("空欄" in page) == ("special" in answer)


# --- Counting, exporting, building ------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_sql_counts_candidate_by_candidate(cast):
    question = schedule([THU, {**FRI, "gone": True}])
    sheets = sheets_of(
        cast.prefecture, question, [{"c1": "yes", "c2": "no"}, {"c1": "maybe"}, stored(Special.BLANK), None]
    )
    values = {"c1": ["yes", "maybe", None, None], "c2": ["no", None, None, None]}

    assert facet_values(question, sheets) == values
    assert column_values(question, sheets) == values
    facets = kind_of(question).facets(question, sql.Identifier("answers"))
    assert [facet.label for facet in facets] == [
        "都合のよい日：11月5日（木）10時",
        "都合のよい日：11月6日（金）14時（廃止）",
    ]
    assert [cell.options for cell in kind_of(question).cells(question)] == [("○", "△", "×")]


def test_the_builder():
    kind = kind_of(schedule())
    assert kind.summary(schedule()) == "候補 2、○△×"
    assert kind.summary(schedule(without_maybe=True)) == "候補 2、○×"
    assert kind.troubles(schedule([]), Definition()) == ["候補がありません。候補を入力してください。"]
    assert kind.troubles(schedule(), Definition()) == []
    assert kind.changes(
        schedule(), schedule([THU, {**FRI, "gone": True}, MON], without_maybe=True, yes_label="可")
    ) == [
        ("stricter", "候補「11月9日（月）10時」が増えました。"),
        ("changed", "候補「11月6日（金）14時」がなくなりました。"),
        ("stricter", "△が選べなくなりました。"),
        ("relabelled", "○の意味が「都合がよい」から「可」に変わりました。"),
    ]
    assert kind.changes(schedule(), schedule()) == []


def test_candidates_are_typed_one_per_line():
    question = a("schedule")
    kind = kind_of(question)
    data = QueryDict(mutable=True)
    data["kind-candidates-added"] = "11月5日\r\n11月6日\r\n"
    form = kind.settings_form(data, prefix="kind", initial=kind.settings_form.initial_of(question), question=question)

    assert form.is_valid(), form.errors
    candidates = form.settings(question)["candidates"]
    assert [item["label"] for item in candidates] == ["11月5日", "11月6日"]
    assert all(item["key"].startswith("c") for item in candidates)


@given(st.dictionaries(st.sampled_from(["c1", "c2", "c3"]), st.sampled_from(["yes", "maybe", "no"])))
def test_an_answer_is_taken_exactly_when_every_candidate_has_a_mark(marks: dict[str, str]):
    question = schedule([THU, FRI, MON])
    checked = typing(question, dict(marks))

    assert checked.is_valid == (len(marks) in (0, 3))
    if len(marks) == 3:
        [answer] = checked.answers.values()
        assert answer == marks
        assert typing(question, kind_of(question).parts_of(question, answer)).answers == checked.answers
