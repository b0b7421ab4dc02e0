"""The table with given rows: cell by cell checked, stored, totalled, compared, exported."""

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
from core.questions.tables.exports import cell_state_at

NA = {"special": "not_applicable"}
BLANK = {"special": "blank"}
ROWS = [
    {"key": "r1", "label": "本庁舎"},
    {"key": "r2", "label": "支所・出張所"},
    {"key": "r3", "label": "商業施設"},
]
COLUMNS = [
    {
        "key": "c1",
        "kind": "integer",
        "label": "投票者数",
        "settings": {"unit": "人"},
        "total": True,
        "need": "required",
    },
    {"key": "c2", "kind": "decimal", "label": "面積", "settings": {"unit": "㎡", "decimals": 2}},
    {"key": "c3", "kind": "short_text", "label": "備考"},
]


def table(**settings) -> Question:
    return Question.from_json(
        {"key": "t", "kind": "table", "label": "状況", "settings": {"rows": ROWS, "columns": COLUMNS, **settings}}
    )


def checked(question: Question, cells: dict[str, str], *, complete: bool = True) -> Checked:
    """`cells` as {"r1.c1": "12"}."""
    typed = {f"a.t.{part}": [text] for part, text in cells.items()}
    return check(Definition((question,)), typed, complete=complete)


FULL = {"r1.c1": "1,204", "r2.c1": "0", "r3.c1": "9"}


def test_it_is_stored_row_by_row_and_what_was_left_empty_is_blank():
    result = checked(table(), {**FULL, "r1.c2": "3.50", "r1.c3": "仮設"})
    assert result.is_valid
    assert result.answers["t"] == {
        "r1": {"c1": 1204, "c2": "3.50", "c3": "仮設"},
        "r2": {"c1": 0, "c2": BLANK, "c3": BLANK},
        "r3": {"c1": 9, "c2": BLANK, "c3": BLANK},
    }


def test_while_it_is_not_handed_in_empty_cells_are_not_answered():
    result = checked(table(), {"r1.c1": "12", "r2.c1": "　"}, complete=False)
    assert result.is_valid
    assert result.answers["t"] == {"r1": {"c1": 12}}


def test_a_wrong_cell_is_named_and_takes_the_focus():
    result = checked(table(), {**FULL, "r3.c1": "12,4OO"})
    (problem,) = result.problems
    assert problem.part == "r3.c1"
    assert problem.message.startswith("商業施設、投票者数：")
    (asked,) = ask(Definition((table(),)), {}, result)
    assert asked.first_control == "a-t-r3-c1"


def test_a_wrong_cell_keeps_no_other_from_being_stored_meanwhile():
    result = checked(table(), {**FULL, "r3.c1": "たくさん"}, complete=False)
    assert not result.is_valid
    assert result.answers["t"] == {"r1": {"c1": 1204}, "r2": {"c1": 0}}


def test_a_required_cell_is_missed_only_when_the_sheet_is_handed_in():
    assert checked(table(), {"r1.c1": "1"}, complete=False).is_valid
    problems = checked(table(), {"r1.c1": "1"}).problems
    assert [problem.part for problem in problems] == ["r2.c1", "r3.c1"]
    assert "支所・出張所、投票者数" in problems[0].message


def test_a_table_in_which_nothing_is_typed_is_blank_as_a_whole_or_missed():
    assert checked(table(), {"r1.c1": ""}).answers["t"] == BLANK
    missed = checked(replace(table(), need=Need.REQUIRED), {"r1.c1": ""})
    assert [problem.message for problem in missed.problems] == ["表に入力してください。"]


def test_cells_of_rows_that_are_not_asked_count_for_nothing():
    gone = [{**ROWS[0], "gone": True}, *ROWS[1:]]
    optional = [{**column, "need": "optional"} for column in COLUMNS]
    result = checked(table(rows=gone, columns=optional), {"r1.c1": "5", "r9.c9": "5"})
    assert result.answers["t"] == BLANK


@pytest.mark.parametrize("text", ["－", "-", "―", "該当なし", " － "])
def test_a_dash_is_not_applicable_where_the_table_allows_it(text):
    allowed = checked(table(na_cells=True), {**FULL, "r2.c1": text, "r2.c3": text})
    assert allowed.answers["t"]["r2"] == {"c1": NA, "c2": BLANK, "c3": NA}
    refused = checked(table(), {**FULL, "r2.c1": text})
    assert [problem.part for problem in refused.problems] == ["r2.c1"]


def test_zero_blank_not_applicable_and_not_answered_stay_apart_on_the_screen():
    question = table(na_cells=True)
    answer = {"r1": {"c1": 0, "c2": BLANK, "c3": NA}}
    assert kind_of(question).display(question, answer).splitlines() == [
        "本庁舎：投票者数 0人、面積 空欄、備考 該当なし",
        "支所・出張所：投票者数 未回答、面積 未回答、備考 未回答",
        "商業施設：投票者数 未回答、面積 未回答、備考 未回答",
    ]


# --- totals ---


def test_totals_of_columns_and_rows():
    question = table(
        columns=[
            {"key": "c1", "kind": "integer", "label": "男", "settings": {"unit": "人"}, "total": True},
            {"key": "c2", "kind": "integer", "label": "女", "settings": {"unit": "人"}, "total": True},
            {"key": "c3", "kind": "integer", "label": "箇所", "settings": {"unit": "か所"}},
        ],
        row_total=True,
    )
    typed = {"r1.c1": ["1,000"], "r1.c2": ["204"], "r2.c1": ["5"], "r3.c3": ["7"], "r3.c2": ["x"]}
    assert kind_of(question).computed(question, typed, None) == {
        "total.c1": "1,005",
        "total.c2": "誤りを直すと計算します",
        "r1.total": "1,204",
        "r2.total": "5",
        "r3.total": "誤りを直すと計算します",
        "total.total": "誤りを直すと計算します",
    }


def test_a_total_of_nothing_is_not_zero_and_one_of_dashes_is_a_dash():
    question = table(na_cells=True)
    assert kind_of(question).computed(question, {}, None) == {"total.c1": ""}
    dashes = {"r1": {"c1": NA}}
    assert kind_of(question).computed(question, {"r1.c1": ["－"]}, dashes) == {"total.c1": "－"}
    assert kind_of(question).number(question, dashes, ("*", "c1")) == 0


def test_a_row_that_is_the_total_of_others_is_not_added_up_again():
    question = table(sums=[{"axis": "rows", "total": "r1", "parts": ["r2", "r3"]}])
    answer = checked(question, {"r1.c1": "10", "r2.c1": "4", "r3.c1": "6"}).answers["t"]
    assert kind_of(question).number(question, answer, ("*", "c1")) == 10


def test_formulas_reach_cells_and_totals_by_the_names_of_rows_and_columns():
    question = table()
    paths = dict(kind_of(question).paths(question))
    assert paths["r1", "c1"] == "本庁舎、投票者数"
    assert paths["*", "c1"] == "合計、投票者数"
    assert not any("c3" in path for path in paths)
    answer = {"r1": {"c1": 3, "c2": "1.5", "c3": "x"}, "r2": {"c1": BLANK}}
    number = kind_of(question).number
    assert number(question, answer, ("r1", "c2")) == Decimal("1.5")
    assert number(question, answer, ("r2", "c1")) is None
    assert number(question, answer, ("r9", "c1")) is number(question, answer, ("*", "c9")) is None
    assert number(question, answer, ("*", "c1")) == 3


# --- parts that sum to a total ---

TOTALLED = [
    {"key": "r1", "label": "計"},
    {"key": "r2", "label": "男"},
    {"key": "r3", "label": "女"},
]


def summing(**rule) -> Question:
    sums = [{"axis": "rows", "total": "r1", "parts": ["r2", "r3"], **rule}]
    return table(rows=TOTALLED, columns=COLUMNS[:1], sums=sums, na_cells=True)


def test_parts_must_sum_to_their_total():
    assert checked(summing(), {"r1.c1": "10", "r2.c1": "4", "r3.c1": "6"}).is_valid
    (problem,) = checked(summing(), {"r1.c1": "11", "r2.c1": "4", "r3.c1": "6"}).problems
    assert problem.part == "r1.c1"
    assert problem.message == "計、投票者数：内訳（男、女）の合計10と一致しません。いまは11です。"


def test_a_tolerance_lets_roundings_pass_and_the_clerk_has_her_own_words():
    assert checked(summing(tolerance="1"), {"r1.c1": "11", "r2.c1": "4", "r3.c1": "6"}).is_valid
    strict = checked(
        summing(tolerance="1", message="計を確かめてください。"), {"r1.c1": "12", "r2.c1": "4", "r3.c1": "6"}
    )
    assert [problem.message for problem in strict.problems] == ["計、投票者数：計を確かめてください。"]


def test_a_sum_is_judged_when_it_is_handed_in_and_all_its_numbers_are_there():
    wrong = {"r1.c1": "11", "r2.c1": "4", "r3.c1": "6"}
    assert checked(summing(), wrong, complete=False).is_valid
    assert checked(summing(), {**wrong, "r3.c1": "－"}).problems[0].message.endswith("いまは11です。")
    optional = summing()
    columns = [{**COLUMNS[0], "need": "optional"}]
    optional = replace(optional, settings={**optional.settings, "columns": columns})
    assert checked(optional, {"r1.c1": "11", "r2.c1": "4"}).is_valid


def test_sums_by_columns_hold_in_every_row():
    columns = [{"key": f"c{n}", "kind": "integer", "label": label} for n, label in enumerate(["計", "男", "女"])]
    question = table(columns=columns, sums=[{"axis": "columns", "total": "c0", "parts": ["c1", "c2"]}])
    typed = {"r1.c0": "3", "r1.c1": "1", "r1.c2": "2", "r2.c0": "3", "r2.c1": "1", "r2.c2": "1"}
    (problem,) = checked(question, typed).problems
    assert problem.part == "r2.c0"
    assert problem.message.startswith("支所・出張所、計：")


# --- reading, comparing, exporting ---


def test_differences_name_the_cell():
    question = table(na_cells=True)
    old = {"r1": {"c1": 1204, "c2": BLANK}, "r2": {"c1": 0}}
    new = {"r1": {"c1": 1205, "c2": BLANK}, "r2": {"c1": NA}, "r3": {"c1": 4}}
    assert [(one.place, one.old, one.new) for one in kind_of(question).differences(question, old, new)] == [
        ("本庁舎、投票者数", "1,204人", "1,205人"),
        ("支所・出張所、投票者数", "0人", "該当なし"),
        ("商業施設、投票者数", "未回答", "4人"),
    ]


@pytest.mark.django_db
def test_the_database_reads_every_cell_and_keeps_the_kinds_of_no_value_apart():
    question = table(na_cells=True)
    result = checked(question, {"r1.c1": "1,204", "r2.c1": "0", "r3.c1": "－", "r1.c2": "3.5", "r1.c3": "仮設"})
    sheets = [result.answers, {"t": BLANK}, {}]
    answers = sql.Identifier("answers")
    columns = kind_of(question).columns(question, answers)
    states = [cell_state_at(answers, "t", *column.part.split(".")) for column in columns]
    query = sql.SQL("SELECT {} FROM unnest(%s::jsonb[]) AS answers").format(
        sql.SQL(", ").join([*(column.value for column in columns), *states])
    )
    with connection.cursor() as cursor:
        cursor.execute(query.as_string(cursor.connection), [[Jsonb(sheet) for sheet in sheets]])
        rows = cursor.fetchall()
    found = [dict(zip([column.part for column in columns], row, strict=False)) for row in rows]
    assert found[0]["r1.c1"] == 1204
    assert found[0]["r2.c1"] == 0
    assert found[0]["r3.c1"] is None
    assert (found[0]["r1.c2"], found[0]["r1.c3"]) == (Decimal("3.5"), "仮設")
    assert set(found[1].values()) == set(found[2].values()) == {None}
    states = [row[len(columns) :] for row in rows]
    assert states[0][:4] == ("answered", "answered", "answered", "answered")
    assert states[0][6] == "not_applicable"
    assert set(states[1]) == {"blank"}
    assert set(states[2]) == {"unanswered"}
    assert [(column.label, column.type, column.unit) for column in columns[:2]] == [
        ("本庁舎、投票者数", "number", "人"),
        ("本庁舎、面積", "number", "㎡"),
    ]


@pytest.mark.django_db
def test_every_cell_can_be_counted():
    question = table()
    facets = kind_of(question).facets(question, sql.Identifier("answers"))
    assert [facet.part for facet in facets][:2] == ["r1.c1", "r1.c2"]
    query = sql.SQL("SELECT {} FROM (SELECT %s::jsonb AS answers) AS sheet").format(facets[0].value)
    with connection.cursor() as cursor:
        cursor.execute(query.as_string(cursor.connection), [Jsonb({"t": {"r1": {"c1": 3}}})])
        assert cursor.fetchone() == ("3",)


def test_cells_of_the_workbook_are_those_of_the_form():
    question = table()
    cells = kind_of(question).cells(question)
    assert [(cell.part, cell.label, cell.type) for cell in cells][:3] == [
        ("r1.c1", "本庁舎、投票者数", "integer"),
        ("r1.c2", "本庁舎、面積", "decimal"),
        ("r1.c3", "本庁舎、備考", "text"),
    ]


# --- building ---


def test_the_builder_says_how_large_it_is():
    question = table(sums=[{"axis": "rows", "total": "r1", "parts": ["r2"]}])
    assert kind_of(question).summary(question) == "3行×3列、列の合計あり、内訳の合計 1"


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"rows": []}, "行がありません"),
        ({"rows": [{**ROWS[0], "gone": True}]}, "行がありません"),
        ({"columns": []}, "列がありません"),
        ({"rows": [ROWS[0], {**ROWS[0], "key": "r2"}]}, "行「本庁舎」が2つあります"),
        ({"rows": [{"key": "r1", "label": " "}]}, "名前のない行があります"),
        ({"rows": [{"key": "total", "label": "計"}]}, "行「計」に付いている記号「total」は使えません"),
        ({"columns": [{"key": "c1", "kind": "table", "label": "表"}]}, "表の列に使えません"),
        ({"columns": [COLUMNS[2]], "row_total": True}, "数の列がありません"),
        ({"row_total": True}, "列の単位がまちまちです"),
        ({"sums": [{"axis": "rows", "total": "r9", "parts": ["r1"]}]}, "削除された行"),
        ({"sums": [{"axis": "rows", "total": "r1", "parts": ["r9"]}]}, "削除された行"),
        ({"sums": [{"axis": "rows", "total": "r1", "parts": ["r1", "r2"]}]}, "その内訳にも入っています"),
        ({"sums": [{"axis": "rows", "total": "r1", "parts": []}]}, "内訳がありません"),
        ({"sums": [{"axis": "columns", "total": "c1", "parts": ["c3"]}]}, "数でない列（「備考」）"),
        ({"sums": [{"axis": "rows", "total": "r1", "parts": ["r2"], "tolerance": "-1"}]}, "0以上の数"),
    ],
)
def test_what_keeps_it_from_being_published(settings, words):
    question = table(**settings)
    (trouble,) = [one for one in kind_of(question).troubles(question, Definition((question,))) if words in one]
    assert trouble.endswith("。")


def test_a_table_in_order_has_no_troubles():
    columns = [COLUMNS[0], {**COLUMNS[0], "key": "c4", "label": "従事者数"}, *COLUMNS[1:]]
    sums = [{"axis": "rows", "total": "r1", "parts": ["r2", "r3"]}]
    question = table(columns=columns, sums=sums, row_total=True)
    assert kind_of(question).troubles(question, Definition((question,))) == []
    new = replace(question, settings=kind_of(question).starting_settings())
    assert kind_of(question).troubles(new, Definition((new,))) == []


@pytest.mark.parametrize(
    ("settings", "effect", "words"),
    [
        ({"rows": [*ROWS, {"key": "r4", "label": "学校"}]}, "stricter", "行「学校」が増えました。"),
        ({"rows": ROWS[:2]}, "changed", "行「商業施設」がなくなりました。"),
        ({"rows": [{"key": "r1", "label": "本庁"}, *ROWS[1:]]}, "relabelled", "行「本庁舎」が「本庁」に変わりました。"),
        ({"columns": COLUMNS[:2]}, "changed", "列「備考」がなくなりました。"),
        ({"columns": [*COLUMNS, {**COLUMNS[0], "key": "c4", "label": "職員"}]}, "stricter", "列「職員」が増えました。"),
        ({"columns": [*COLUMNS[:2], {**COLUMNS[2], "need": "required"}]}, "stricter", "列「備考」が必須になりました。"),
        ({"columns": [COLUMNS[1], COLUMNS[0], COLUMNS[2]]}, "relabelled", "列の順番が変わりました。"),
        (
            {"columns": [{**COLUMNS[0], "settings": {"unit": "人", "maximum": "10"}}, *COLUMNS[1:]]},
            "stricter",
            "列「投票者数」：最大値が10になりました。",
        ),
        (
            {"sums": [{"axis": "rows", "total": "r1", "parts": ["r2", "r3"]}]},
            "stricter",
            "「本庁舎」が内訳の合計と一致することを確かめるようになりました。",
        ),
        ({"na_cells": True}, "looser", "欄の「－」（該当なし）が使えるようになりました。"),
    ],
)
def test_changes_between_versions_are_told_one_by_one(settings, effect, words):
    kind = kind_of(table())
    assert kind.changes(table(), table(**settings)) == [(effect, words)]
    assert kind.changes(table(**settings), table(**settings)) == []


def test_without_a_sum_an_answer_is_taken_more_easily():
    old = table(sums=[{"axis": "rows", "total": "r1", "parts": ["r2", "r3"]}])
    assert [effect for effect, _ in kind_of(old).changes(old, table())] == ["looser"]


# --- for any table ---

CELL = {
    "integer": st.integers(-(10**12), 10**12).map(str),
    "decimal": st.decimals(-(10**6), 10**6, places=2).map(str),
    "short_text": st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=20),
}


@st.composite
def tables(draw):
    """A table, and what is typed into its cells: numbers, texts, dashes, nothing."""
    rows = [{"key": f"r{n}", "label": f"行{n}"} for n in range(draw(st.integers(1, 4)))]
    kinds = draw(st.lists(st.sampled_from(sorted(CELL)), min_size=1, max_size=4))
    columns = [
        {
            "key": f"c{n}",
            "kind": kind,
            "label": f"列{n}",
            "total": True,
            "settings": {"decimals": 2} if kind == "decimal" else {},
        }
        for n, kind in enumerate(kinds)
    ]
    typed = {}
    for row in rows:
        for column in columns:
            typed[f"{row['key']}.{column['key']}"] = draw(st.one_of(st.just(""), st.just("－"), CELL[column["kind"]]))
    return table(rows=rows, columns=columns, na_cells=True, row_total=draw(st.booleans())), typed


@given(tables(), st.booleans())
@settings(max_examples=150, deadline=None)
def test_what_is_stored_and_shown_and_stored_again_is_the_same(drawn, complete):
    question, typed = drawn
    definition = Definition((question,))
    first = checked(question, typed, complete=complete)
    assert first.is_valid
    assert check(definition, typed_of(definition, first.answers), complete=complete).answers == first.answers


@given(tables())
@settings(max_examples=150, deadline=None)
def test_no_kind_of_no_value_becomes_another(drawn):
    question, typed = drawn
    answer = checked(question, typed).answers["t"]
    for part, text in typed.items():
        row, column = part.split(".")
        if not any(text.strip() for text in typed.values()):
            assert answer == BLANK
        elif text == "－":
            assert answer[row][column] == NA
        elif not text.strip():
            assert answer[row][column] == BLANK
        else:
            assert not isinstance(answer[row][column], dict)


@given(tables())
@settings(max_examples=150, deadline=None)
def test_totals_are_the_sums_of_the_numbers_that_are_there(drawn):
    question, typed = drawn
    answer = checked(question, typed).answers["t"]
    computed = kind_of(question).computed(question, {part: [text] for part, text in typed.items()}, answer)
    for column in question.settings["columns"]:
        if column["kind"] == "short_text":
            continue
        texts = [text for part, text in typed.items() if part.endswith(f".{column['key']}") and text]
        numbers = [Decimal(text) for text in texts if text != "－"]
        shown = computed[f"total.{column['key']}"]
        if numbers:
            assert Decimal(shown.replace(",", "")) == sum(numbers)
        else:
            assert shown == ("－" if texts else "")
