"""A table beside the one of an earlier sheet: which cells can still be read, and which numbers are far off."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from core.questions.numbers.jumps import Jump, jump
from core.questions.tables.cells import Cells, number_in, state
from core.questions.tables.layout import BETWEEN, Column, Layout
from core.questions.tables.totals import Rows, as_number, column_total


def carried_cells(now: Layout, was: Layout, cells: Cells) -> dict[str, Any]:
    """The cells of columns that have the same kind now."""
    same = {key for key, column in was.column.items() if key in now.column and now.column[key].kind is column.kind}
    return {key: cell for key, cell in cells.items() if key in same}


def units(layout: Layout) -> dict[str, str]:
    return {column.key: column.unit for column in layout.numbers}


def cell_jumps(layout: Layout, old: Rows, new: Rows, percent: int) -> list[Jump]:
    """Cell by cell. No value, of whatever kind, is nothing to compare with."""
    found = [
        jump(
            _value(column, old.get(row.key, {})),
            _value(column, new.get(row.key, {})),
            percent,
            unit=column.unit,
            place=layout.place(row, column),
        )
        for row in layout.rows
        for column in layout.numbers
    ]
    return [one for one in found if one]


def total_jumps(layout: Layout, old: list[Cells], new: list[Cells], percent: int) -> list[Jump]:
    """Rows that respondents add are not the same ones as last time: their totals are compared, column by column."""
    found = [
        jump(
            as_number(column_total(column, old)),
            as_number(column_total(column, new)),
            percent,
            unit=column.unit,
            place=f"{layout.total_label}{BETWEEN}{column.label}",
        )
        for column in layout.numbers
    ]
    return [one for one in found if one]


def _value(column: Column, cells: Mapping[str, Any]) -> Decimal | None:
    return number_in(column, cells) if state(column, cells) is None else None
