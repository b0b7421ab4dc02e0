"""Workbooks for people, read back by another library."""

from __future__ import annotations

import datetime
import io
import tracemalloc
from decimal import Decimal

import openpyxl
import pytest

from core.exports import sheet_writing
from core.exports.keeping import workshop
from core.exports.sheet_names import SheetNames, utf16_length
from core.exports.sheets import Column, Head, NoValue, Sheet, Strong
from core.exports.workbook import TooManyColumns, write_workbook

pytestmark = pytest.mark.django_db

COLUMNS = [
    Column("団体コード"),
    Column("団体名"),
    Column("人数", "number"),
    Column("面積", "number"),
    Column("割合", "percent"),
    Column("日付", "date"),
    Column("意見"),
]
ROWS = [
    ["040002", "仙台市", 1234, Decimal("12.50"), 0.256, datetime.date(2026, 4, 1), "一行目\n二行目"],
    ["041009", "髙﨑𠮷", NoValue("該当なし"), -5, None, None, "=1+1"],
    ["合計", None, Strong(1234), Decimal("12.50"), Decimal("1"), None, "+81-3-1234-5678"],
]


def made(*sheets: Sheet, **options) -> openpyxl.Workbook:
    file = io.BytesIO()
    write_workbook(sheets, file, **options)
    return openpyxl.load_workbook(file)


def values(page, *, skip: int = 0) -> list[list]:
    return [list(row) for row in page.iter_rows(values_only=True)][skip:]


def test_a_table_stands_below_its_title_conditions_and_notes():
    sheet = Sheet(
        "回答", COLUMNS, ROWS, title="財政状況調査", conditions=[("期間", "4月から6月まで")], notes=["速報値です。"]
    )
    page = made(sheet)["回答"]
    above = [row[0] for row in values(page)[:4]]
    assert above == ["財政状況調査", "期間：4月から6月まで", "注：速報値です。", None]
    assert values(page, skip=4) == [
        [column.header for column in COLUMNS],
        ["040002", "仙台市", 1234, 12.5, 0.256, datetime.datetime.fromisoformat("2026-04-01"), "一行目\n二行目"],
        ["041009", "髙﨑𠮷", "該当なし", -5, None, None, "=1+1"],
        ["合計", None, 1234, 12.5, 1, None, "+81-3-1234-5678"],
    ]


def test_numbers_are_numbers_and_look_like_them():
    page = made(Sheet("回答", COLUMNS, ROWS))["回答"]
    assert [page.cell(2, column).data_type for column in range(1, 8)] == ["s", "s", "n", "n", "n", "d", "s"]
    assert [page.cell(2, column).number_format for column in (3, 4, 5, 6)] == [
        "#,##0",
        "#,##0.00",
        "0.0%",
        "yyyy/mm/dd",
    ]
    assert page.cell(4, 3).font.b
    assert page.cell(3, 3).font.color.rgb == "FF767676"
    assert page.cell(2, 7).alignment.wrap_text


def test_a_text_stays_a_text_whatever_it_begins_with():
    texts = [
        "=1+1",
        "@SUM(A1)",
        "-1+1",
        "http://example.jp/",
        "007",
        "{=1}",
        "<r><t>a</t></r>",
        "_x0041_",
        "a\x01b",
        "\uffffz",
    ]
    page = made(Sheet("文字", [Column("文字")], [[text] for text in texts]))["文字"]
    read = [openpyxl.utils.escape.unescape(row[0]) for row in values(page, skip=1)]
    assert read == texts
    assert {cell.data_type for (cell,) in page.iter_rows(min_row=2)} == {"s"}
    assert page.cell(2, 1).quotePrefix
    assert not page.cell(6, 1).quotePrefix
    assert page.cell(5, 1).hyperlink is None


def test_what_a_spreadsheet_would_round_or_misread_is_written_as_text():
    rows = [[123456789012345], [1234567890123456], [Decimal("0.12345678901234567")], [datetime.date(1868, 1, 25)]]
    page = made(Sheet("数", [Column("数", "number")], rows))["数"]
    assert [row[0] for row in values(page, skip=1)] == [
        123456789012345,
        "1234567890123456",
        "0.12345678901234567",
        "1868-01-25",
    ]


def test_times_are_those_of_japan():
    rows = [[datetime.datetime(2026, 4, 1, 0, 30, tzinfo=datetime.UTC)]]
    assert values(made(Sheet("時", [Column("時", "date")], rows))["時"])[1] == [
        datetime.datetime.fromisoformat("2026-04-01T09:30")
    ]


def test_header_rows_have_cells_over_several_columns_and_rows():
    head = [
        ["団体コード", "団体名", Head("実績", columns=3), Head("日付", rows=2), Head("意見", rows=2)],
        [Head(""), Head(""), "人数", "面積", "割合"],
    ]
    page = made(Sheet("回答", COLUMNS, ROWS, head=head, frozen_columns=2))["回答"]
    assert values(page)[:2] == [
        ["団体コード", "団体名", "実績", None, None, None, None],
        [None, None, "人数", "面積", "割合", "日付", "意見"],
    ]
    assert [str(merged) for merged in page.merged_cells.ranges] == ["C1:E1"]
    assert page.freeze_panes == "C3"
    assert values(page, skip=2)[0][:3] == ["040002", "仙台市", 1234]


def test_it_is_ready_to_be_printed_and_scrolled():
    page = made(Sheet("回答", COLUMNS, ROWS, title="調査", frozen_columns=2))["回答"]
    assert page.freeze_panes == "C4"
    assert page.print_title_rows == "$3:$3"
    assert page.page_setup.orientation == "landscape"
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert (page.page_setup.fitToWidth or 1, page.page_setup.fitToHeight) == (1, 0)  # 0: as many as it takes
    assert str(page.page_setup.paperSize) == page.PAPERSIZE_A4
    assert page.cell(3, 1).font.name == "游ゴシック"
    assert page.auto_filter.ref == "A3:G6"


def test_rows_are_as_high_as_their_texts_and_columns_as_wide():
    rows = [["短い"], ["長い文章です。" * 20], ["一行目\n二行目\n三行目"]]
    page = made(Sheet("文", [Column("意見"), Column("幅", width=30)], [[*row, ""] for row in rows]))["文"]
    assert page.column_dimensions["A"].width == pytest.approx(52, abs=1)
    assert page.column_dimensions["B"].width == pytest.approx(30, abs=1)
    heights = [page.row_dimensions[row].height for row in (2, 3, 4)]
    assert heights[0] is None or heights[0] < 20
    assert heights[1] >= 5 * 18
    assert heights[2] == 3 * 18


def test_a_table_that_is_full_goes_on_in_another_sheet_and_both_say_so(monkeypatch):
    monkeypatch.setattr(sheet_writing, "MOST_ROWS", 13)
    rows = ([f"{number}", number] for number in range(20))
    book = made(Sheet("回答", [Column("名"), Column("数", "number")], rows, title="調査"))
    assert book.sheetnames == ["回答", "回答（2）", "回答（3）"]
    first, second, third = (values(book[name]) for name in book.sheetnames)
    assert len(first) == 13
    assert first[-1] == ["シート「回答（2）」に続きます。", None]
    assert second[:3] == [["調査（2枚目）", None], [None, None], ["名", "数"]]
    assert [row[1] for page in (first[:-1], second[:-1], third) for row in page[3:]] == list(range(20))


def test_a_text_that_no_cell_can_hold_stands_whole_on_a_sheet_of_its_own():
    text = "𠮷野家で" * 20_000
    rows = [["040002", "短い"], ["041009", text], ["042013", "あ" * 32_767], ["042021", "い" * 32_768]]
    book = made(Sheet("回答", [Column("団体コード"), Column("意見")], rows), Sheet("長文", [Column("別の表")], [["x"]]))
    assert book.sheetnames == ["回答", "長文", "長文（2）"]
    cells = [row[1] for row in values(book["回答"], skip=1)]
    assert cells[1] == f"{text[:300]}…（全文はシート「長文」の番号1にあります）"
    assert cells[2] == "あ" * 32_767
    assert cells[3].endswith("…（全文はシート「長文」の番号2にあります）")
    long = values(book["長文"])
    assert long[0] == ["番号", "シート", "セル", "項目", "何番目", "本文"]
    assert long[1][:5] == ["1", "回答", "B3", "意見", "1/4"]
    assert "".join(row[5] for row in long[1:] if row[0] == "1") == text
    assert "".join(row[5] for row in long[1:] if row[0] == "2") == "い" * 32_768
    assert all(utf16_length(row[5]) <= 32_767 for row in long[1:])


def test_sheets_have_valid_names_and_no_two_the_same():
    names = SheetNames()
    assert [names.take(wanted) for wanted in ("収入/支出[1]", "", " a\n b ", "A B", "History", "'x'")] == [
        "収入／支出［1］",
        "シート",
        "a b",
        "A B（2）",
        "History（2）",
        "’x’",
    ]
    long = [names.take("𠮷" * 40) for _ in range(12)]
    assert len(set(long)) == 12
    assert max(utf16_length(name) for name in long) <= 31


def test_more_columns_than_a_sheet_has_are_refused_in_words():
    with pytest.raises(TooManyColumns, match="CSV"):
        made(Sheet("広い", [Column(f"{number}") for number in range(16_385)], []))


def test_a_row_of_another_length_is_an_error():
    with pytest.raises(ValueError, match="2 columns, but 1 cells"):
        made(Sheet("回答", [Column("a"), Column("b")], [["1"]]))


def test_an_empty_table_has_its_header_all_the_same():
    assert values(made(Sheet("空", COLUMNS[:2], []))["空"]) == [["団体コード", "団体名"]]


def test_its_parts_lie_where_they_are_swept_and_are_gone_even_if_somebody_stops_it():
    class Cancelled(Exception):
        pass

    def stop(done: int) -> None:
        assert [path.is_dir() for path in workshop().iterdir()] == [True]
        raise Cancelled

    sheet = Sheet("数", [Column("数", "number")], ([number] for number in range(5000)))
    with pytest.raises(Cancelled):
        write_workbook([sheet], io.BytesIO(), progress=stop)
    assert list(workshop().iterdir()) == []
    told: list[int] = []
    assert write_workbook([Sheet("数", [Column("数")], [[1]] * 2500)], io.BytesIO(), progress=told.append) == 2500
    assert told == [1000, 2000, 2500]


def test_memory_does_not_grow_with_the_rows(tmp_path):
    def peak(rows: int) -> int:
        sheet = Sheet("数", [Column("名"), Column("数", "number")], ([f"あ\n{n}", n] for n in range(rows)))
        with (tmp_path / "a.xlsx").open("wb") as file:
            tracemalloc.start()
            write_workbook([sheet], file)
            _, most = tracemalloc.get_traced_memory()
            tracemalloc.stop()
        return most

    peak(10)
    assert peak(40_000) < peak(4_000) * 1.3
