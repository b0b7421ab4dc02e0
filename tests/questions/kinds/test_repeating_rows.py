"""The table to which respondents add rows: nothing of a blank row is kept, order is, and the rest as in any table."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import sql
from psycopg.types.json import Jsonb

from core.questions.asking import ask, typed_of
from core.questions.checking import Checked, check
from core.questions.definition import Definition, Need, Question
from core.questions.kinds import kind_of

BLANK = {"special": "blank"}
NA = {"special": "not_applicable"}
OPTIONS = [{"key": "o1", "label": "来場"}, {"key": "o2", "label": "オンライン"}]
COLUMNS = [
    {"key": "c1", "kind": "short_text", "label": "氏名", "need": "required"},
    {"key": "c2", "kind": "integer", "label": "人数", "settings": {"unit": "人"}, "total": True},
    {"key": "c3", "kind": "single_choice", "label": "方法", "settings": {"options": OPTIONS}},
]


def rows(**given_settings) -> Question:
    return Question.from_json(
        {"key": "t", "kind": "repeating_rows", "label": "出席者", "settings": {"columns": COLUMNS, **given_settings}}
    )


def checked(question: Question, cells: dict[str, str], *, complete: bool = True) -> Checked:
    return check(Definition((question,)), {f"a.t.{part}": [text] for part, text in cells.items()}, complete=complete)


def asked(question: Question, parts: dict[str, list[str]]):
    definition = Definition((question,))
    (one,) = ask(definition, {f"a.t.{part}": texts for part, texts in parts.items()})
    return one


def test_empty_rows_are_left_out_and_the_order_is_kept():
    typed = {"2.c1": "佐藤", "2.c2": "1,000", "3.c1": "　", "7.c1": "鈴木", "7.c3": "o2", "1.c1": "", "10.c1": "高橋"}
    assert checked(rows(), typed).answers["t"] == [
        {"c1": "佐藤", "c2": 1000, "c3": BLANK},
        {"c1": "鈴木", "c2": BLANK, "c3": "o2"},
        {"c1": "高橋", "c2": BLANK, "c3": BLANK},
    ]


def test_nothing_but_empty_rows_is_no_answer():
    assert checked(rows(), {"1.c1": "", "2.c1": " "}).answers["t"] == BLANK
    assert "t" not in checked(rows(), {"1.c1": ""}, complete=False).answers
    missed = checked(replace(rows(), need=Need.REQUIRED), {"1.c1": ""})
    assert [problem.message for problem in missed.problems] == ["1行以上入力してください。"]


def test_parts_that_are_no_row_count_for_nothing():
    assert checked(rows(), {"x.c1": "a", "99999999999.c1": "b", "²5.c1": "c", "1.c9": "d"}).answers["t"] == BLANK


def test_a_wrong_cell_is_named_by_the_row_as_people_count_it():
    result = checked(rows(), {"2.c1": "佐藤", "5.c2": "三人", "5.c1": "鈴木"}, complete=False)
    (problem,) = result.problems
    assert problem.part == "5.c2"
    assert problem.message.startswith("2行目、人数：")
    assert result.answers["t"] == [{"c1": "佐藤"}, {"c1": "鈴木"}]


def test_a_row_that_was_begun_must_have_its_required_cells():
    assert checked(rows(), {"1.c2": "3"}, complete=False).is_valid
    (problem,) = checked(rows(), {"1.c1": "佐藤", "2.c2": "3"}).problems
    assert (problem.part, problem.message) == ("2.c1", "2行目、氏名：入力してください。")


def test_no_more_rows_and_no_fewer_than_asked_for():
    three = {f"{n}.c1": f"人{n}" for n in (1, 2, 3)}
    assert checked(rows(minimum=3, maximum=3), three).is_valid
    (many,) = checked(rows(maximum=2), three, complete=False).problems
    assert (many.part, many.message) == ("3.c1", "2行以内で入力してください。いまは3行です。")
    (few,) = checked(rows(minimum=4), three).problems
    assert few.message == "4行以上入力してください。いまは3行です。"
    assert checked(rows(minimum=4), three, complete=False).is_valid


# --- rows on the page ---


def shown_rows(question: Question, parts: dict[str, list[str]]) -> list[str]:
    return [row.key for row in asked(question, parts).extra["rows"]]


def test_there_are_always_empty_rows_until_the_limit():
    assert shown_rows(rows(), {}) == ["1", "2", "3"]
    assert shown_rows(rows(starting=1, minimum=4), {}) == ["1", "2", "3", "4"]
    filled = {f"{n}.c1": ["人"] for n in (1, 2, 3)}
    assert shown_rows(rows(), filled) == ["1", "2", "3", "4", "5"]
    assert shown_rows(rows(maximum=4), filled) == ["1", "2", "3", "4"]
    assert shown_rows(rows(maximum=2), filled) == ["1", "2", "3"]


def test_rows_that_were_taken_out_do_not_come_back_and_the_others_keep_what_was_typed():
    one = asked(rows(), {"2.c1": ["佐藤"], "9.c1": ["鈴木"]})
    assert [(row.key, row.label, row.cells[0].value) for row in one.extra["rows"]] == [
        ("2", "1行目", "佐藤"),
        ("9", "2行目", "鈴木"),
        ("10", "3行目", ""),
        ("11", "4行目", ""),
    ]


def test_more_rows_without_script():
    question = rows(maximum=10)
    more = kind_of(question).more(question, {"1.c1": ["佐藤"]})
    assert shown_rows(question, more) == [str(n) for n in range(1, 9)]
    most = kind_of(question).more(question, more)
    assert shown_rows(question, most) == [str(n) for n in range(1, 11)]
    assert kind_of(question).more(question, most) == most
    assert checked(question, {part: texts[0] for part, texts in most.items()}).answers["t"] == [
        {"c1": "佐藤", "c2": BLANK, "c3": BLANK}
    ]


def test_a_pasted_list_goes_below_what_is_there():
    question = rows(maximum=3)
    parts = {"1.c1": ["佐藤"], "2.c1": [""], "block": ["鈴木\t2\tオンライン\n高橋\t\t電話\n伊藤\t1"]}
    filled, said = kind_of(question).fill(question, parts)
    assert filled == {
        "1.c1": ["佐藤"],
        "2.c1": ["鈴木"],
        "2.c2": ["2"],
        "2.c3": ["o2"],
        "3.c1": ["高橋"],
    }
    assert said == [
        "4個の欄に入れました。",
        "表の外になるため、入れなかったもの（2個）：3行目、氏名「伊藤」、3行目、人数「1」",
        "選択肢にないため、入れなかったもの（1個）：3行目、方法「電話」",
    ]


# --- totals ---


def test_totals_and_the_number_of_rows_are_what_formulas_reach():
    question = rows()
    answer = checked(question, {"1.c1": "佐藤", "1.c2": "3", "2.c1": "鈴木", "3.c1": "高橋", "3.c2": "4"}).answers["t"]
    assert dict(kind_of(question).paths(question)) == {("*", "c2"): "合計、人数", ("count",): "行の数"}
    assert kind_of(question).number(question, answer, ("*", "c2")) == 7
    assert kind_of(question).number(question, answer, ("count",)) == 3
    assert kind_of(question).number(question, answer, ("1", "c2")) is None
    parts = {"1.c2": ["3"], "4.c2": ["1,004"]}
    assert kind_of(question).computed(question, parts, None) == {"total.c2": "1,007"}
    assert kind_of(question).computed(question, {**parts, "5.c2": ["?"]}, None) == {
        "total.c2": "誤りを直すと計算します"
    }


# --- comparing, exporting ---


def test_a_row_put_in_between_is_one_difference():
    question = rows()
    old = [{"c1": "佐藤"}, {"c1": "鈴木", "c2": 1}]
    new = [{"c1": "佐藤"}, {"c1": "高橋"}, {"c1": "鈴木", "c2": 1}]
    found = kind_of(question).differences(question, old, new)
    assert [(one.place, one.old) for one in found] == [("2行目", "（行なし）")]
    back = kind_of(question).differences(question, new, old)
    assert [(one.place, one.new) for one in back] == [("前の2行目", "（行なし）")]
    changed = kind_of(question).differences(question, old, [{"c1": "佐藤"}, {"c1": "鈴木", "c2": 2}])
    assert [(one.place, one.old, one.new) for one in changed] == [("2行目、人数", "1人", "2人")]


@pytest.mark.django_db
def test_the_database_joins_values_sums_numbers_and_counts_rows():
    question = rows()
    answer = checked(question, {"1.c1": "佐藤", "1.c3": "o1", "2.c1": "鈴木", "2.c2": "4", "2.c3": "o1"}).answers
    sheets = [answer, {"t": BLANK}, {}]
    answers = sql.Identifier("answers")
    columns = kind_of(question).columns(question, answers)
    facets = kind_of(question).facets(question, answers)
    query = sql.SQL("SELECT {} FROM unnest(%s::jsonb[]) AS answers").format(
        sql.SQL(", ").join(each.value for each in (*columns, *facets))
    )
    with connection.cursor() as cursor:
        cursor.execute(query.as_string(cursor.connection), [[Jsonb(sheet) for sheet in sheets]])
        first, *others = cursor.fetchall()
    assert dict(zip([column.part for column in columns], first, strict=False)) == {
        "c1": "佐藤\n鈴木",
        "c2": "\n4",
        "c3": "o1\no1",  # codes: the code book has the words
        "total.c2": 4,
        "count": 2,
    }
    counted = dict(zip([facet.part for facet in facets], first[len(columns) :], strict=True))
    assert counted["c3"] == ["o1", "o1"]
    assert (counted["total.c2"], counted["count"]) == ("4", "2")
    assert all(value is None for row in others for value in row)


def test_the_workbook_has_as_many_rows_as_may_be_filled_in():
    assert [cell.label for cell in kind_of(rows()).cells(rows(maximum=2))] == [
        f"{n}行目、{label}" for n in (1, 2) for label in ("氏名", "人数", "方法")
    ]


# --- building ---


def test_summary_troubles_and_changes():
    question = rows(minimum=1, maximum=20)
    kind = kind_of(question)
    assert kind.summary(question) == "3列、1行以上、20行まで、列の合計あり"
    assert kind.troubles(question, Definition((question,))) == []
    new = replace(question, settings=kind.starting_settings())
    assert kind.troubles(new, Definition((new,))) == []
    wide = [{**COLUMNS[1], "key": f"c{n}", "label": f"列{n}"} for n in range(50)]
    many = rows(columns=wide, maximum=41)
    assert kind.troubles(many, Definition((many,))) == ["最も多い行数は、40以内にしてください（列が50あるため）。"]
    assert asked(rows(columns=wide), {}).extra["most"] == 40
    wrong = rows(minimum=5, maximum=2)
    assert len(kind.troubles(wrong, Definition((wrong,)))) == 1
    assert kind.changes(question, rows(minimum=2, maximum=30)) == [
        ("stricter", "最も少ない行数が1から2に変わりました。"),
        ("looser", "最も多い行数が20から30に変わりました。"),
    ]


# --- for any rows ---


@st.composite
def typings(draw):
    places = draw(st.lists(st.integers(1, 60), unique=True, max_size=6))
    name = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=8)
    number = st.one_of(st.just(""), st.just("－"), st.integers(0, 10**9).map(str))
    return {
        f"{place}.{column}": draw(typed)
        for place in places
        for column, typed in (("c1", name), ("c2", number), ("c3", st.sampled_from(["", "－", "o1", "o2"])))
    }


FREE = [{**column, "need": "optional"} for column in COLUMNS]


@given(typings(), st.booleans())
@settings(max_examples=150, deadline=None)
def test_what_is_stored_and_shown_and_stored_again_is_the_same(typed, complete):
    question = rows(columns=FREE, na_cells=True)
    first = checked(question, typed, complete=complete)
    assert first.is_valid
    definition = Definition((question,))
    assert check(definition, typed_of(definition, first.answers), complete=complete).answers == first.answers


@given(typings())
@settings(max_examples=100, deadline=None)
def test_totals_are_the_sums_of_the_numbers_and_dashes_stay_dashes(typed):
    question = rows(columns=FREE, na_cells=True)
    answer = checked(question, typed).answers["t"]
    texts = [text for part, text in sorted(typed.items()) if part.endswith(".c2")]
    numbers = [Decimal(text) for text in texts if text not in ("", "－")]
    if answer == BLANK:
        assert not any(text.strip() for text in typed.values())
        return
    total = kind_of(question).number(question, answer, ("*", "c2"))
    assert total == (sum(numbers) if numbers else Decimal(0) if "－" in texts else None)
    assert sum(row["c2"] == NA for row in answer) == texts.count("－")
