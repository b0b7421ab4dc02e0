"""One table of a workbook, row by row: a row that is written cannot be changed any more."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import chain, islice
from typing import Any

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from core.clock import TOKYO
from core.exports import long_texts
from core.exports.cell_looks import Looks
from core.exports.cell_values import has_serial, is_exact, shape_of
from core.exports.long_texts import LongTexts
from core.exports.neutralizing import is_dangerous
from core.exports.sheet_names import SheetNames
from core.exports.sheet_sizes import height_of, widths_of
from core.exports.sheets import Column, Head, NoValue, Sheet, Strong

MOST_ROWS = 1_048_576
A4 = 9
# Above so many frozen rows a small screen would show little else.
MOST_FROZEN_ROWS = 15
# By the first so many rows the widths of columns are chosen.
MEASURED_ROWS = 500


class Book:
    """The workbook under construction."""

    def __init__(self, workbook: Workbook, names: SheetNames) -> None:
        self.workbook, self.names = workbook, names
        self.looks = Looks(workbook)
        self.long_texts = LongTexts(workbook, self.looks)

    def write(self, sheet: Sheet) -> Iterator[None]:
        """Yields after each row."""
        rows = iter(sheet.rows)
        first = list(islice(rows, MEASURED_ROWS))
        part = Part(self, sheet, widths_of(sheet.columns, first), number=1)
        for row in chain(first, rows):
            if part.row == MOST_ROWS - 1:  # the last one says where the table goes on
                part = part.next()
            part.write_row(row)
            yield
        part.finish()


class Part:
    """One worksheet: the whole of a table, or as much of it as fits."""

    def __init__(self, book: Book, sheet: Sheet, widths: Sequence[float], number: int) -> None:
        self.book, self.sheet, self.widths, self.number = book, sheet, widths, number
        self.name = book.names.take(sheet.name)
        self.page: Worksheet = book.workbook.add_worksheet(self.name)
        for column, width in enumerate(widths):
            self.page.set_column(column, column, width)
        self.row = 0
        self._write_above()
        self.head_row = self.row
        self._write_head()
        self.first_row = self.row

    def next(self) -> Part:
        following = Part(self.book, self.sheet, self.widths, self.number + 1)
        self.page.write_string(self.row, 0, f"シート「{following.name}」に続きます。", self.book.looks.beside)
        self.finish()
        return following

    def finish(self) -> None:
        page, sheet = self.page, self.sheet
        if self.first_row <= MOST_FROZEN_ROWS:
            page.freeze_panes(self.first_row, sheet.frozen_columns)
        if not sheet.head and self.row > self.first_row:
            page.autofilter(self.head_row, 0, self.row - 1, max(len(sheet.columns) - 1, 0))
        page.repeat_rows(self.head_row, self.first_row - 1)
        page.set_landscape()
        page.set_paper(A4)
        page.fit_to_pages(1, 0)
        page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        page.set_footer("&L&A&R&P / &N")

    # --- above the table ---

    def _write_above(self) -> None:
        sheet, looks = self.sheet, self.book.looks
        title = f"{sheet.title}（{self.number}枚目）" if self.number > 1 else sheet.title
        lines = [(title, looks.title)] if title else []
        lines += [(f"{label}：{value}", looks.beside) for label, value in sheet.conditions]
        lines += [(f"注：{note}", looks.beside) for note in sheet.notes]
        for text, look in lines:
            self._text(0, " ".join(text.split()), look)
            self.row += 1
        self.row += 1 if lines else 0

    def _write_head(self) -> None:
        """Cells over several columns are merged. One over several rows is not: its text stands in the lowest."""
        rows = self.sheet.head or [[column.header for column in self.sheet.columns]]
        pending: dict[int, tuple[Head, int]] = {}  # column → what comes down from above, and for how many rows more
        looks = self.book.looks
        for cells in rows:
            left = iter([cell if isinstance(cell, Head) else Head(cell) for cell in cells])
            texts: list[tuple[str, float]] = []
            column = 0
            while column < len(self.sheet.columns):
                head, more = pending.pop(column, (None, 0))
                from_above = head is not None
                if head is None:
                    head = next(left, Head(""))
                    more = head.rows - 1
                if more:
                    pending[column] = (head, more - 1)
                look = looks.head_above if more else looks.head_below if from_above else looks.head
                self._head_cell(column, head, "" if more else head.text, look)
                if not more:
                    texts.append((head.text, sum(self.widths[column : column + head.columns])))
                column += head.columns
            self._fit(texts)
            self.row += 1

    def _head_cell(self, column: int, head: Head, text: str, look: Any) -> None:
        if head.columns > 1:
            look = self.book.looks.head_over if head.rows == 1 else look
            self.page.merge_range(self.row, column, self.row, column + head.columns - 1, "", look)
        self._text(column, text, look)

    # --- the table ---

    def write_row(self, cells: Sequence[Any]) -> None:
        if len(cells) != len(self.sheet.columns):
            raise ValueError(f"{len(self.sheet.columns)} columns, but {len(cells)} cells.")
        for number, (column, cell) in enumerate(zip(self.sheet.columns, cells, strict=True)):
            strong = isinstance(cell, Strong)
            self._write_cell(number, column, cell.value if isinstance(cell, Strong) else cell, strong=strong)
        self._fit(
            (cell[: long_texts.SHOWN] if long_texts.is_too_long(cell) else cell, width)
            for cell, width in zip(cells, self.widths, strict=True)
            if isinstance(cell, str)
        )
        self.row += 1

    def _write_cell(self, number: int, column: Column, value: Any, *, strong: bool) -> None:
        looks = self.book.looks
        if value is None:
            self.page.write_blank(self.row, number, None, looks.text(strong, False))
        elif isinstance(value, NoValue):
            self._text(number, value.text, looks.no_value)
        elif isinstance(value, int | float | Decimal) and is_exact(value):
            shape = shape_of(column, value)
            self.page.write_number(self.row, number, value, looks.number(shape, strong))
        elif isinstance(value, datetime.date) and has_serial(value):
            self._date(number, value, strong=strong)
        else:
            text = str(value).replace("\r\n", "\n").replace("\r", "\n")
            self._text(number, text, looks.text(strong, is_dangerous(text)))

    def _date(self, number: int, value: datetime.date, *, strong: bool) -> None:
        shape = "yyyy/mm/dd"
        if isinstance(value, datetime.datetime):
            shape = "yyyy/mm/dd hh:mm"
            value = value.astimezone(TOKYO).replace(tzinfo=None) if value.tzinfo else value
        self.page.write_datetime(self.row, number, value, self.book.looks.number(shape, strong))

    def _text(self, number: int, text: str, look: Any) -> None:
        if long_texts.is_too_long(text):
            header = self.sheet.columns[number].header
            text = self.book.long_texts.keep(text, sheet=self.name, row=self.row, column=number, header=header)
        if not text:
            self.page.write_blank(self.row, number, None, look)
        elif text.startswith("<r>") and text.endswith("</r>"):  # xlsxwriter would take it for its own markup
            self.page.write_rich_string(self.row, number, *text[:2], text[2:], look)
        else:
            self.page.write_string(self.row, number, text, look)

    def _fit(self, texts: Iterable[tuple[str, float]]) -> None:
        """Make the row high enough for its wrapped texts."""
        # xlsxwriter would remember the height of every row, though those above are written.
        self.page.row_info.clear()
        self.page.row_sizes.clear()
        if (points := height_of(texts)) is not None:
            self.page.set_row(self.row, points)
