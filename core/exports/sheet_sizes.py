"""How wide a column and how high a row must be, by what stands in it.

Excel fits the rows itself when it opens a file, LibreOffice does not. Full-width characters count as two.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from core.exports.sheets import Column, NoValue, Strong

WIDEST, NARROWEST = 50, 8
# Room for the cell's own margins.
MARGIN = 2
LINE_POINTS = 18.0
HIGHEST_POINTS = 409.0  # Excel's limit


def widths_of(columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> list[float]:
    """By the column's own word, else by its header and by these rows."""
    found = [max(NARROWEST, *(map(_length, _halves(column.header)))) for column in columns]
    for row in rows:
        for number, cell in enumerate(row):
            found[number] = max(found[number], _width(cell))
    return [
        column.width if column.width is not None else min(width, WIDEST) + MARGIN
        for column, width in zip(columns, found, strict=True)
    ]


def height_of(texts: Iterable[tuple[str, float]]) -> float | None:
    """Of a row with these wrapped texts in cells of these widths; None where one line is enough."""
    most = max((_lines(text, max(width - MARGIN, 1)) for text, width in texts), default=1)
    return min(most * LINE_POINTS, HIGHEST_POINTS) if most > 1 else None


def _lines(text: str, width: float) -> int:
    if len(text) * 2 <= width and "\n" not in text:
        return 1
    return sum(max(-(-_length(line) // int(width)), 1) for line in text.split("\n"))


def _width(cell: Any) -> int:
    if isinstance(cell, Strong):
        cell = cell.value
    if cell is None:
        return 0
    if isinstance(cell, int | float | Decimal):
        return len(f"{cell:,}") + 1
    if isinstance(cell, datetime.date):
        return 16 if isinstance(cell, datetime.datetime) else 10
    text = cell.text if isinstance(cell, NoValue) else str(cell)
    return max(_length(line[:WIDEST]) for line in text.split("\n"))


def _length(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("cp932", "replace"))  # two bytes are as wide as two


def _halves(header: str) -> tuple[str, str]:
    """A header may be broken once."""
    half = (len(header) + 1) // 2
    return header[:half], header[half:]
