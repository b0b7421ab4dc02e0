"""Texts that are too long for a cell: whole on a sheet of their own, told by number where they belong."""

from __future__ import annotations

from collections.abc import Iterator

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from core.exports.cell_looks import Looks
from core.exports.sheet_names import utf16_length

NAME = "長文"
MOST_UNITS = 32_767  # UTF-16 units in a cell
SHOWN = 300  # characters of the beginning that stay in the text's own cell
HEADERS = (("番号", 8), ("シート", 20), ("セル", 10), ("項目", 30), ("何番目", 10), ("本文", 80))


def is_too_long(text: str) -> bool:
    return len(text) > MOST_UNITS // 2 and utf16_length(text) > MOST_UNITS


class LongTexts:
    """The sheet is added with the first text that needs it."""

    def __init__(self, workbook: Workbook, looks: Looks) -> None:
        self._workbook, self._looks = workbook, looks
        self._sheet: Worksheet | None = None
        self._row = self._number = 0

    def keep(self, text: str, *, sheet: str, row: int, column: int, header: str) -> str:
        """Write the text down; returns what is to stand in its own cell."""
        self._number += 1
        pieces = list(_pieces(text))
        for number, piece in enumerate(pieces, start=1):
            place = (f"{self._number}", sheet, xl_rowcol_to_cell(row, column), header, f"{number}/{len(pieces)}")
            self._write(*place, piece)
        return f"{text[:SHOWN]}…（全文はシート「{NAME}」の番号{self._number}にあります）"

    def _write(self, *cells: str) -> None:
        if self._sheet is None:
            self._sheet = self._workbook.add_worksheet(NAME)
            for column, (header, width) in enumerate(HEADERS):
                self._sheet.set_column(column, column, width)
                self._sheet.write_string(0, column, header, self._looks.head)
            self._sheet.freeze_panes(1, 0)
        self._row += 1
        for column, cell in enumerate(cells):
            if self._sheet.write_string(self._row, column, cell, self._looks.text(False, False)):
                raise ValueError(f"The sheet {NAME} is full.")


def _pieces(text: str) -> Iterator[str]:
    """Parts of the text that fit into a cell; a character beyond the basic plane counts as two units."""
    start = 0
    while start < len(text):
        end = start + MOST_UNITS
        while utf16_length(text[start:end]) > MOST_UNITS:
            end -= max((utf16_length(text[start:end]) - MOST_UNITS) // 2, 1)
        yield text[start:end]
        start = end
