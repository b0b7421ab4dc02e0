"""The numbers of a table with given rows, as formulas refer to them: (row, column), with "*" for a total."""

from __future__ import annotations

from decimal import Decimal

from core.questions.tables import totals
from core.questions.tables.cells import number_in
from core.questions.tables.layout import ANY, BETWEEN, Layout
from core.questions.tables.totals import Rows

Path = tuple[str, ...]


def number_at(layout: Layout, answer: Rows, path: Path) -> Decimal | None:
    """The number at a path; None where there is none, as in a blank cell, or no such row or column."""
    if len(path) != 2:
        return None
    row, column = path
    if row == ANY:
        return totals.as_number(_total_below(layout, answer, column))
    if row not in layout.row:
        return None
    cells = answer.get(row, {})
    if column == ANY:
        return totals.as_number(totals.row_total(layout, cells))
    return number_in(layout.column[column], cells) if column in layout.column else None


def paths(layout: Layout) -> list[tuple[Path, str]]:
    """Every place where a number stands, with what it is called: 本庁舎、投票者数."""
    total = layout.total_label
    found: list[tuple[Path, str]] = [
        ((row.key, column.key), layout.place(row, column)) for row in layout.rows for column in layout.numbers
    ]
    found += [((ANY, column.key), f"{total}{BETWEEN}{column.label}") for column in layout.numbers]
    if len(layout.summed_columns) > 1:
        found += [((row.key, ANY), f"{row.label}{BETWEEN}{total}") for row in layout.rows]
        found += [((ANY, ANY), f"{total}{BETWEEN}{total}")]
    return found


def _total_below(layout: Layout, answer: Rows, column: str) -> totals.Total:
    if column == ANY:
        return totals.whole_total(layout, answer)
    if column not in layout.column:
        return None
    return totals.column_total(layout.column[column], totals.summed(layout, answer))
