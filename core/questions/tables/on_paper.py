"""A table as it is read (core.questions.tables.shown), cut so that it fits on paper.

Widths are counted in halves of a full-width character. No number is ever torn: where the page is too narrow, texts
get more lines, then all pages lie down, then letters get smaller, and then the columns come in bands, one below the
other, each with the rows' names.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

NARROWEST, WIDEST = 5, 80
WIDEST_HEAD = 16  # a longer head gets more lines
LEAST_OF_TEXT = 14  # what a column of texts is not pressed below, if it would like more
MOST_OF_NUMBER = 30
FRAME = 3  # around a "no value" (空欄)
PADDING = 2
# What a page of A4 has room for, with templates/questions/sheet.typ: upright, lying, lying with small letters.
UPRIGHT, LYING, SMALL = 103, 156, 188


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    is_number: bool = False
    is_special: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """One column from its head to its total; the first holds the names of the rows."""

    label: str
    unit: str
    is_number: bool
    cells: Sequence[Cell]
    total: str = ""

    @property
    def wish(self) -> int:
        """What it takes with nothing broken but long texts."""
        return max(min(self._longest, WIDEST), min(halves(self.label) + 1, WIDEST_HEAD), self._at_any_rate)

    @property
    def least(self) -> int:
        """What it takes when the page is narrow."""
        return max(min(self._longest, MOST_OF_NUMBER if self.is_number else LEAST_OF_TEXT), self._at_any_rate)

    @property
    def _at_any_rate(self) -> int:
        return max(NARROWEST, halves(self.unit) + 4 if self.unit else 0)  # a unit is not torn from its brackets

    @property
    def _longest(self) -> int:
        cells = [*self.cells, Cell(self.total)]
        return max(halves(line) + FRAME * cell.is_special for cell in cells for line in cell.text.split("\n"))


@dataclass(frozen=True, slots=True)
class OnPaper:
    columns: Sequence[Column]
    has_foot: bool

    @property
    def lies(self) -> bool:
        """Whether it is too wide for an upright page."""
        return _taken(self.columns) > UPRIGHT

    @property
    def is_small(self) -> bool:
        return _taken(self.columns) > LYING

    def bands(self, *, lies: bool) -> list[dict[str, Any]]:
        """The table in as few parts as fit beside each other, as JSON for the template. `lies`: the pages do."""
        room = SMALL if self.is_small else LYING if lies else UPRIGHT
        names, *others = self.columns
        bands: list[list[Column]] = [[names]]
        for column in others:
            if len(bands[-1]) > 1 and _taken([*bands[-1], column]) > room:
                bands.append([names])
            bands[-1].append(column)
        return [self._band(band, room) for band in bands]

    def _band(self, band: Sequence[Column], room: int) -> dict[str, Any]:
        return {
            "widths": [width + PADDING for width in _widths(band, room)],
            "head": [{"label": each.label, "unit": each.unit, "number": each.is_number} for each in band],
            "rows": [
                [{"text": cell.text, "number": cell.is_number, "special": cell.is_special} for cell in row]
                for row in zip(*(each.cells for each in band), strict=True)
            ],
            "foot": [each.total for each in band] if self.has_foot else [],
        }


def read_table(shown: dict[str, Any]) -> OnPaper:
    """From what the template for reading a table gets."""
    rows, below = shown["rows"], shown["below"]
    names = [Cell(row.label) for row in rows]
    columns = [Column(shown["header"], "", False, names, shown["below_label"] if below else "")]
    for place, column in enumerate(shown["columns"]):
        cells = [row.cells[place] for row in rows]
        columns.append(
            Column(
                column.label,
                column.unit,
                column.is_number,
                [Cell(cell.text, cell.is_number, cell.look not in ("", "zero")) for cell in cells],
                below[place].text if below else "",
            )
        )
    if shown["total_label"]:
        totals = [Cell(row.total, is_number=True) for row in rows]
        columns.append(Column(shown["total_label"], shown["total_unit"], True, totals, shown["whole"]))
    return OnPaper(columns, bool(below))


def halves(text: str) -> int:
    """How wide a text is, at least; digits are a little wider than half."""
    return math.ceil(sum(_width_of(each) for each in text))


def _width_of(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WFA":
        return 2
    return 1.12 if character.isdecimal() else 1.05


def _taken(columns: Sequence[Column]) -> int:
    return sum(each.least + PADDING for each in columns)


def _widths(columns: Sequence[Column], room: int) -> list[int]:
    """What each column gets: its wish; where all wishes are too many, its least and its share of what is left."""
    wish, least = [each.wish for each in columns], [each.least for each in columns]
    room -= PADDING * len(columns)
    over, left = sum(wish) - sum(least), room - sum(least)
    if over <= left:
        return wish
    return [low + max(0, left) * (high - low) // over for low, high in zip(least, wish, strict=True)]
