"""Totals of rows and columns: worked out whenever they are looked at, never stored."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext, gettext_noop

from core.questions.kinds.base import Refused, Surroundings
from core.questions.numbers.typing import shown_number
from core.questions.specials import Special, special_in
from core.questions.tables.cells import NA_TEXT, Cells, number_in, read_cell
from core.questions.tables.layout import TOTAL, Column, Layout

TO_BE_MENDED = gettext_noop("誤りを直すと計算します")

Rows = Mapping[str, Cells]  # row key → cells
Total = Decimal | Special | None  # None: there is nothing to add up; NOT_APPLICABLE: nothing but 該当なし


def column_total(column: Column, rows: Iterable[Cells]) -> Total:
    return _total((column, cells) for cells in rows)


def row_total(layout: Layout, cells: Cells) -> Total:
    return _total((column, cells) for column in layout.summed_columns)


def whole_total(layout: Layout, answer: Rows) -> Total:
    return _total((column, cells) for cells in summed(layout, answer) for column in layout.summed_columns)


def summed(layout: Layout, answer: Rows) -> list[Cells]:
    """The rows that count for a column's total."""
    return [answer.get(row.key, {}) for row in layout.summed_rows]


def as_number(total: Total) -> Decimal | None:
    """A total as formulas see it."""
    return Decimal(0) if isinstance(total, Special) else total


def totals(layout: Layout, answer: Rows) -> dict[str, Total]:
    """Every total that the table shows, by its part: total.c1, r1.total, total.total."""
    rows = summed(layout, answer)
    found: dict[str, Total] = {}
    for column in layout.numbers:
        if column.total:
            found[f"{TOTAL}.{column.key}"] = column_total(column, rows)
    if layout.has_row_totals:
        for row in layout.rows:
            found[f"{row.key}.{TOTAL}"] = row_total(layout, answer.get(row.key, {}))
        if layout.has_foot:
            found[f"{TOTAL}.{TOTAL}"] = whole_total(layout, answer)
    return found


def written(total: Total) -> str:
    """A total as the page shows it: nothing where there is nothing to add up, which is not zero."""
    if total is None:
        return ""
    return NA_TEXT if isinstance(total, Special) else shown_number(total)


def typed_numbers(columns: Iterable[Column], text_of: Callable[[str], str], cells: Cells) -> tuple[Cells, set[str]]:
    """One row while it is being typed: its numbers, and the columns where what stands there is none.

    `cells` are those that were read already.
    """
    around = Surroundings()
    found: dict[str, Any] = dict(cells)
    wrong = set()
    for column in columns:
        text = "" if column.key in found else text_of(column.key)
        if text and not text.isspace():
            try:
                found[column.key] = read_cell(column, text, around)
            except Refused:
                wrong.add(column.key)
    return found, wrong


def in_words(layout: Layout, answer: Rows, wrong: Collection[tuple[str, str]] = ()) -> dict[str, str]:
    """The totals as the page shows them. `wrong` are the cells (row, column) that hold no number yet."""
    counted = {row.key for row in layout.summed_rows}
    added = {column.key for column in layout.summed_columns}
    waiting = {f"{TOTAL}.{column}" for row, column in wrong if row in counted}
    waiting |= {f"{row}.{TOTAL}" for row, column in wrong if column in added}
    waiting |= {f"{TOTAL}.{TOTAL}" for row, column in wrong if row in counted and column in added}
    return {
        part: gettext(TO_BE_MENDED) if part in waiting else written(total)
        for part, total in totals(layout, answer).items()
    }


def below_in_words(layout: Layout, rows: Iterable[Cells], wrong: Collection[str] = ()) -> dict[str, str]:
    """The totals of columns over any rows. `wrong` are the columns in which some cell holds no number yet."""
    lines = list(rows)
    return {
        f"{TOTAL}.{column.key}": gettext(TO_BE_MENDED) if column.key in wrong else written(column_total(column, lines))
        for column in layout.numbers
        if column.total
    }


def _total(cells: Iterable[tuple[Column, Cells]]) -> Total:
    result: Decimal | None = None
    some_na = False
    for column, row in cells:
        number = number_in(column, row)
        if number is None:
            continue
        if special_in(row[column.key]) is not None:
            some_na = True
        else:
            result = number if result is None else result + number
    return Special.NOT_APPLICABLE if result is None and some_na else result
