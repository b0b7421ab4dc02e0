"""A table through all sheets: what was counted in each cell, and the totals that follow from the sums."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from core.questions.definition import Question
from core.questions.options import labelled
from core.questions.specials import Special
from core.questions.tables.layout import Column, Layout, Row
from core.questions.tables.totals import Total
from core.questions.tabulation.figures import EXACT, States, Tally

Place = tuple[str, str]  # row, column


@dataclass
class TableTotals:
    """Row × column. The states of a cell count sheets: where a whole table has no value, so have its cells.

    `gone` are rows that were removed and that answers still use; totals leave them out, as those of a sheet do.
    """

    layout: Layout
    cells: dict[Place, Tally]
    gone: tuple[Row, ...] = ()

    @property
    def rows(self) -> tuple[Row, ...]:
        return (*self.layout.rows, *self.gone)

    def column_total(self, column: Column) -> Total:
        """As below a table: rows that are totals of others do not count twice."""
        return self._total((row.key, column.key) for row in self.layout.summed_rows)

    def row_total(self, row: Row) -> Total:
        return self._total((row.key, column.key) for column in self.layout.summed_columns)

    @cached_property
    def whole_total(self) -> Total:
        layout = self.layout
        return self._total((row.key, column.key) for row in layout.summed_rows for column in layout.summed_columns)

    def _total(self, places: Iterable[Place]) -> Total:
        """See core.questions.tables.totals: not applicable is zero, but nothing else than that is no zero."""
        tallies = [self.cells[place] for place in places]
        sums = [tally.figures.sum for tally in tallies if tally.figures.sum is not None]
        if sums:
            return exact_sum(sums)
        return Special.NOT_APPLICABLE if any(tally.states.not_applicable for tally in tallies) else None


@dataclass
class LineTotals:
    """A table whose rows are added. Here the states of a column count its cells, one for each line of each sheet."""

    layout: Layout
    lines: int = 0
    most: int = 0  # the most lines on one sheet
    columns: dict[str, Tally] = field(default_factory=dict)

    def column_total(self, column: Column) -> Total:
        tally = self.columns[column.key]
        if tally.figures.sum is not None:
            return tally.figures.sum
        return Special.NOT_APPLICABLE if tally.states.not_applicable else None


def exact_sum(numbers: Iterable[Decimal]) -> Decimal:
    result = Decimal(0)
    for number in numbers:
        result = EXACT.add(result, number)
    return result


def rows_gone(question: Question) -> tuple[Row, ...]:
    return tuple(Row(row["key"], labelled(row)) for row in question.settings.get("rows", ()) if row.get("gone"))


def finish_cells(table: TableTotals, whole: States, total: int) -> None:
    """Give every cell the states of the tables that have no value as a whole, and count who has not answered."""
    table.gone = tuple(
        row
        for row in table.gone
        if any(table.cells[row.key, column.key].states.answered for column in table.layout.columns)
    )
    for tally in table.cells.values():
        for special in (Special.BLANK, Special.NOT_APPLICABLE, Special.EXEMPT, Special.NOT_ASKED):
            tally.states.add(special.value, getattr(whole, special.value))
        tally.states.other_kind += whole.other_kind
        tally.states.fill_up(total)
