"""A number far from the earlier one asks for a reason, once the sheet is handed in; nobody is stopped."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.questions.asking import ask
from core.questions.checking import Checked, check
from core.questions.definition import Definition, Need, Question
from core.questions.earlier import comparable_answers
from core.questions.kinds import kind_of
from core.questions.numbers.jumps import jump
from core.questions.specials import Special, stored
from tests.questions.test_table_settings import form_of, opened, saved

COLUMNS = [
    {"key": "c1", "kind": "integer", "label": "投票者数", "settings": {"unit": "人"}},
    {"key": "c2", "kind": "short_text", "label": "備考"},
]
ROWS = [{"key": f"r{number}", "label": f"{number}号館"} for number in range(1, 6)]


def voters(percent: int | None = 30, **fields: Any) -> Question:
    threshold = {} if percent is None else {"ask_when_changed_by": percent}
    return Question("voters", "integer", "投票者数", settings={"unit": "人", **threshold}, **fields)


def judged(question: Question, typed: dict[str, str], old: Any, *, complete: bool = True) -> Checked:
    named = {f"a.{question.key}.{part}".removesuffix("."): [text] for part, text in typed.items()}
    return check(Definition((question,)), named, complete=complete, earlier={question.key: old})


def test_a_big_change_asks_for_the_reason_and_says_both_numbers():
    (problem,) = judged(voters(), {"": "1,800"}, 1204).problems
    assert problem.soft
    assert problem.message == (
        "前回の1,204人から1,800人へ、49％増えています。間違いがないか確かめ、理由を入力してください。"
    )


@pytest.mark.parametrize(
    ("old", "new", "asked"),
    [(100, "130", True), (100, "129", False), (100, "70", True), (100, "71", False), (100, "100", False)],
)
def test_it_is_asked_from_the_percentage_on_in_both_directions(old, new, asked):
    assert bool(judged(voters(), {"": new}, old).problems) is asked


def test_zero_to_anything_is_a_change_and_zero_to_zero_is_none():
    (problem,) = judged(voters(), {"": "12"}, 0).problems
    assert "前回の0人から12人に変わっています。" in problem.message
    assert judged(voters(), {"": "0"}, 0).is_valid


@pytest.mark.parametrize("old", [stored(Special.BLANK), stored(Special.NOT_APPLICABLE), None])
def test_without_an_earlier_number_nothing_is_asked(old):
    assert judged(voters(), {"": "1,800"}, old).is_valid


def test_without_the_setting_or_before_handing_in_nothing_is_asked():
    assert judged(voters(None), {"": "1,800"}, 1).is_valid
    assert judged(voters(), {"": "1,800"}, 1, complete=False).is_valid


def test_with_a_reason_it_passes_and_the_reason_is_kept():
    checked = judged(voters(), {"": "1,800", "reason": "期日前投票所を増やした"}, 1204)
    assert checked.is_valid
    assert checked.answers == {"voters": 1800}
    assert checked.reasons == {"voters": "期日前投票所を増やした"}
    assert checked.jumped == {"voters": "前回の1,204人から1,800人へ、49％増えています。"}


def test_a_reason_of_blanks_is_none():
    assert not judged(voters(), {"": "1,800", "reason": "　"}, 1204).is_valid


def test_decimals_are_compared_as_numbers():
    question = Question("area", "decimal", "面積", settings={"unit": "㎡", "decimals": 2, "ask_when_changed_by": 10})
    assert judged(question, {"": "12.50"}, "12.5").is_valid
    assert "12.5㎡から11.2㎡へ、10％減って" in judged(question, {"": "11.2"}, "12.5").problems[0].message


def table(kind: str = "table") -> Question:
    return Question("t", kind, "内訳", settings={"rows": ROWS, "columns": COLUMNS, "ask_when_changed_by": 50})


def test_a_table_names_the_first_cells():
    old = {f"r{number}": {"c1": 100, "c2": "前回"} for number in range(1, 6)}
    (problem,) = judged(table(), {f"r{number}.c1": "200" for number in range(1, 6)}, old).problems
    assert problem.soft
    assert problem.part == ""
    assert "「1号館、投票者数」100人から200人へ100％増" in problem.message
    assert "4号館" not in problem.message
    assert "ほか2か所" in problem.message


def test_cells_without_a_number_on_either_side_are_passed_over():
    old = {"r1": {"c1": stored(Special.NOT_APPLICABLE)}, "r2": {"c1": 10}}
    assert judged(table(), {"r1.c1": "500", "r3.c1": "7"}, old).is_valid


def test_rows_that_are_added_are_compared_by_their_totals():
    old = [{"c1": 60, "c2": "甲"}, {"c1": 40, "c2": "乙"}]
    assert judged(table("repeating_rows"), {"1.c1": "40", "2.c1": "70"}, old).is_valid
    (problem,) = judged(table("repeating_rows"), {"1.c1": "200"}, old).problems
    assert "「合計、投票者数」100人から200人へ100％増" in problem.message


def test_the_label_of_the_reason_fits_what_it_is_for():
    def label(question: Question, **typed: str) -> str:
        named = {f"a.{question.key}.{part}".removesuffix("."): [text] for part, text in typed.items()}
        (asked,) = ask(Definition((question,)), named)
        return asked.reason_label

    assert label(voters(None, need=Need.SOFT)) == "回答できない理由"
    assert label(voters(30, need=Need.SOFT), reason="不明") == "回答できない理由"
    named = {"a.voters": ["1,800"]}
    (asked,) = ask(Definition((voters(30, need=Need.SOFT),)), named)
    assert asked.reason_label == "前回から大きく変わった理由"
    assert label(voters(30, need=Need.REQUIRED)) == "前回から大きく変わった理由"


def test_only_the_same_kind_and_unit_is_comparable():
    was = Definition((voters(), Question("area", "decimal"), table()))
    answers = {"voters": 5, "area": "1.5", "t": {"r1": {"c1": 3, "c2": "備考"}}, "gone": "x"}
    assert comparable_answers(was, was, answers)["voters"] == 5
    thousand = Question("voters", "integer", settings={"unit": "千人"})
    columns = [COLUMNS[0], {"key": "c2", "kind": "integer", "label": "備考"}]
    now = Definition((thousand, Question("area", "integer"), Question("t", "table", settings={"columns": columns})))
    assert comparable_answers(now, was, answers) == {"t": {"r1": {"c1": 3}}}


@given(st.integers(-(10**15), 10**15), st.integers(-(10**15), 10**15), st.integers(1, 1000))
def test_a_jump_is_what_the_arithmetic_says(old: int, new: int, percent: int):
    found = jump(Decimal(old), Decimal(new), percent)
    assert (found is not None) is (old != new and abs(new - old) * 100 >= percent * abs(old))
    assert jump(Decimal(old), Decimal(old), percent) is None
    if found and old:
        assert found.percent >= percent


# --- Its setting in the builder ---------------------------------------------------------------------------------------


def settings_form(kind: str, question: Question, **data: str):
    return kind_of(question).settings_form(data=data, question=question, definition=Definition((question,)))


@pytest.mark.parametrize(("typed", "kept"), [("30", 30), ("３０％", 30), ("1000", 1000), ("", None)])
def test_the_setting_is_typed_as_people_type_it(typed, kept):
    form = settings_form("integer", voters(), ask_when_changed_by=typed)
    assert form.is_valid(), form.errors
    assert form.settings(voters()).get("ask_when_changed_by") == kept


@pytest.mark.parametrize("typed", ["0", "-5", "1001", "2.5", "半分"])
def test_another_setting_is_refused(typed):
    assert not settings_form("integer", voters(), ask_when_changed_by=typed).is_valid()


def test_the_change_of_the_setting_is_told():
    assert kind_of(voters()).changes(voters(30), voters(20)) == [
        ("stricter", "前回から20％以上変わったときに、理由を聞くようになりました。")
    ]
    assert kind_of(voters()).changes(voters(30), voters(None)) == [
        ("looser", "前回から大きく変わっても、理由を聞かなくなりました。")
    ]


@pytest.mark.parametrize("kind", ["table", "repeating_rows"])
def test_a_table_has_one_setting_for_all_its_columns(kind):
    form = form_of(table(kind))
    assert str(form).count("ask_when_changed_by") == str(form["ask_when_changed_by"].as_field_group()).count(
        "ask_when_changed_by"
    )
    data = opened(table(kind))
    assert saved(table(kind), data)["ask_when_changed_by"] == 50
    data["kind-ask_when_changed_by"] = "８０"
    assert saved(table(kind), data)["ask_when_changed_by"] == 80
    data["kind-ask_when_changed_by"] = ""
    assert "ask_when_changed_by" not in saved(table(kind), data)
