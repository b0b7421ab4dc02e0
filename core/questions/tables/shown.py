"""A table as it is read: on a sheet, on its print page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.questions.tables.cells import Cells, in_words, number_in, state
from core.questions.tables.layout import TOTAL, Column, Layout
from core.questions.tables.view import stacked_label


@dataclass(slots=True)
class ShownCell:
    text: str
    stacked_label: str
    is_number: bool = False
    look: str = ""  # of a value that is not a number to add (static/css/components/value.css)


@dataclass(slots=True)
class ShownRow:
    label: str
    cells: list[ShownCell]
    total: str = ""


def shown_table(
    layout: Layout, rows: Sequence[tuple[str, str, Cells]], totals: Mapping[str, str], *, header: str = ""
) -> dict[str, Any]:
    """`rows` are (key, label, cells); `totals` the texts of the totals by part."""
    return {
        "header": header or layout.row_header,
        "columns": layout.columns,
        "rows": [
            ShownRow(label, [_cell(column, cells) for column in layout.columns], totals.get(f"{key}.{TOTAL}", ""))
            for key, label, cells in rows
        ],
        "total_unit": layout.summed_columns[0].unit if layout.has_row_totals else "",
        "total_label": layout.total_label if layout.has_row_totals else "",
        "below_label": layout.total_label,
        "below": [_below(column, totals) for column in layout.columns] if layout.has_foot else [],
        "whole": totals.get(f"{TOTAL}.{TOTAL}", ""),
    }


def _cell(column: Column, cells: Cells) -> ShownCell:
    text = in_words(column, cells, with_unit=False)
    return ShownCell(text, stacked_label(column), column.is_number, _look(column, cells))


def _look(column: Column, cells: Cells) -> str:
    from core.questions.showing import LOOKS  # which imports the kinds

    special = state(column, cells)
    if special:
        return LOOKS[special]
    return "zero" if number_in(column, cells) == 0 else ""


def _below(column: Column, totals: Mapping[str, str]) -> ShownCell:
    return ShownCell(totals.get(f"{TOTAL}.{column.key}", ""), stacked_label(column))
