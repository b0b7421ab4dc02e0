"""A block copied from Excel and sent without script: where its cells go, and what is said of the rest."""

from __future__ import annotations

import pytest

from core.questions.definition import Question
from core.questions.kinds import kind_of

ROWS = [
    {"key": "r1", "label": "本庁舎"},
    {"key": "r2", "label": "支所・出張所"},
    {"key": "r3", "label": "商業施設"},
]
COLUMNS = [
    {"key": "c1", "kind": "integer", "label": "投票者数（人）"},
    {"key": "c2", "kind": "short_text", "label": "備考"},
    {"key": "c3", "kind": "yes_no", "label": "駐車場"},
]
TABLE = Question(
    "t", "table", "状況", settings={"rows": ROWS, "columns": COLUMNS, "row_header": "種別", "na_cells": True}
)


def filled(block: str, **there: str) -> tuple[dict[str, str], list[str]]:
    parts, said = kind_of(TABLE).fill(TABLE, {**{part: [text] for part, text in there.items()}, "block": [block]})
    return {part: values[0] for part, values in parts.items()}, said


def test_it_begins_at_the_first_cell():
    cells, said = filled("1,204\t仮設\tはい\r\n88\r\n")
    assert cells == {"r1.c1": "1,204", "r1.c2": "仮設", "r1.c3": "yes", "r2.c1": "88"}
    assert said == ["4個の欄に入れました。"]


@pytest.mark.parametrize(
    "block",
    [
        "種別\t備考\t投票者数(人)\n商業施設\tい\t3\n本 庁舎\tあ\t1",
        "\t備考\t投票者数（人）\n商業施設\tい\t3\n本庁舎\tあ\t1",
    ],
)
def test_headings_say_where_it_goes(block):
    cells, said = filled(block)
    assert cells == {"r3.c2": "い", "r3.c1": "3", "r1.c2": "あ", "r1.c1": "1"}
    assert said == ["4個の欄に入れました。"]


def test_headings_beside_the_rows_alone():
    assert filled("商業施設\t3\n本庁舎\t1")[0] == {"r3.c1": "3", "r1.c1": "1"}


def test_headings_above_the_columns_alone():
    assert filled("駐車場\t備考\nはい\tあ\nいいえ\tい")[0] == {
        "r1.c3": "yes",
        "r1.c2": "あ",
        "r2.c3": "no",
        "r2.c2": "い",
    }


def test_rows_and_columns_that_the_table_does_not_have_are_named():
    cells, said = filled("種別\t投票者数（人）\t従事者数\n商業施設\t3\t9\n大学\t5\t\n")
    assert cells == {"r3.c1": "3"}
    assert said[1] == "表の外になるため、入れなかったもの（2個）：商業施設、従事者数「9」、大学、投票者数（人）「5」"


def test_line_breaks_tabs_and_quotes_within_a_cell():
    assert filled('1\t"1階は\n""仮設""\t2階"\n')[0]["r1.c2"] == '1階は "仮設"\t2階'


def test_an_empty_cell_leaves_what_is_there_and_a_dash_is_not_applicable():
    cells, _ = filled("\tあ\t－\n2", **{"r1.c1": "7", "r2.c1": "9"})
    assert cells == {"r1.c1": "7", "r1.c2": "あ", "r1.c3": "－", "r2.c1": "2"}


def test_what_is_no_option_is_not_guessed():
    cells, said = filled("1\tあ\tたぶん")
    assert "r1.c3" not in cells
    assert said[1] == "選択肢にないため、入れなかったもの（1個）：本庁舎、駐車場「たぶん」"


def test_very_much_that_does_not_fit_is_counted():
    _, said = filled("\n".join(str(n) for n in range(1, 31)))
    assert said[0] == "3個の欄に入れました。"
    assert said[1].startswith("表の外になるため、入れなかったもの（27個）：4行目、投票者数（人）「4」、")
    assert said[1].endswith("、ほか17個")


def test_an_empty_or_unreadable_block_is_said_to_be_one():
    assert filled(" \n\t\n") == ({}, ["貼り付ける内容がありません。Excelのセルをコピーして、欄に貼り付けてください。"])
    long = "あ" * 200_000
    cells, said = filled(long)
    assert cells == {"block": long}
    assert said == ["貼り付けた内容を表として読み取れません。Excelのセルを選んでコピーし直してください。"]
