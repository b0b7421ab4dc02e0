"""Small cells of anonymous questionnaires (X6): what counts so few that it tells of a person, and what would tell it.

- A cell that counts some, but fewer than `at_least`, is masked. Where numbers are measured, those who gave one count.
- Where the total of a line counts that few, the whole line is: even its zeros would say where the few are.
- Then further cells (complementary suppression), until each small one might as well count `at_least` or more, whatever
  is subtracted from whatever is shown. Nothing but its X tells that it is small.
- Totals are masked exactly where the simple table of that axis masks them, which is one click away; the cells inside
  come after them. A layer that the simple table of layers would mask is masked altogether.
- Of several answers each option is a table with the rest: those who chose it, those who answered but did not, and
  those without an answer. So an option that nearly everybody chose is masked as one that nearly nobody did.

What is not guaranteed: two tables of different filters, layers, classes or times can be subtracted from one another;
a group all of whose members answered the same is not hidden, nor that a masked cell is not zero; sums and means are
kept from subtraction, not from what somebody knows of their bounds; the smallest and largest number that are shown are
one person's each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product

from core.questions.crosstab.dimensions import SPECIAL
from core.questions.crosstab.grouping import Axis
from core.questions.crosstab.spec import Measure
from core.questions.crosstab.table import TOTAL, Cell, CrossTable, Place
from core.questions.crosstab.walks import Grid, Spot, complements

REST = "~"  # in the place of a code: who answered, but not this
EXTREMES = (Measure.LEAST, Measure.MOST)


def masked(table: CrossTable, at_least: int) -> frozenset[Place]:
    """Which cells of the table must not be shown, nor anything that follows from them."""
    spec = table.spec
    columns = [one.code for one in table.shown_columns] if table.has_columns else [TOTAL]
    spots = list(product([one.code for one in table.shown_rows], columns))

    def times(cell: Cell) -> int:
        return cell.times if spec.of is None else cell.values

    gone: set[Spot] = set()
    if spec.layer:
        layers = {(one.code, TOTAL): times(table.cell(Place(one.code, TOTAL, TOTAL))) for one in table.layers}
        layers[TOTAL, TOTAL] = times(table.cell(Place(TOTAL, TOTAL, TOTAL)))
        gone = masked_in(layers, at_least, many_rows=_is_many(spec.layer))
    found: set[Place] = set()
    for layer in table.layers:
        grid = {spot: times(table.cell(Place(layer.code, *spot))) for spot in spots}
        if table.is_few or (layer.code, TOTAL) in gone:
            hidden = set(grid)
        else:
            hidden = _masked_either_way(grid, at_least, spec.rows, spec.columns)
        if spec.measure in EXTREMES:
            hidden |= _totals_of(hidden)
        found |= {Place(layer.code, *spot) for spot in hidden}
    return frozenset(found)


def _masked_either_way(grid: Grid, at_least: int, rows: Axis | None, columns: Axis | None) -> set[Spot]:
    """The same cells when rows and columns are exchanged: where two would do, each table would show one of them."""
    if rows and columns and (columns.dimension.id, columns.by) < (rows.dimension.id, rows.by):
        turned = {spot[::-1]: times for spot, times in grid.items()}
        return {spot[::-1] for spot in _masked_either_way(turned, at_least, columns, rows)}
    return masked_in(grid, at_least, many_rows=_is_many(rows), many_columns=_is_many(columns))


def masked_in(grid: Grid, at_least: int, *, many_rows: bool = False, many_columns: bool = False) -> set[Spot]:
    """The same for one layer. The grid has its margins, and every cell of every row.

    Along an axis of several answers the margins are the respondents, and every cell counts those who chose that.
    """
    if 0 < grid[TOTAL, TOTAL] < at_least:
        return set(grid)
    hidden = {spot for spot, times in grid.items() if 0 < times < at_least}
    for axis, is_many, other_is_many in ((0, many_rows, many_columns), (1, many_columns, many_rows)):
        totals = {spot[axis]: times for spot, times in grid.items() if spot[1 - axis] == TOTAL}
        gone = _totals(totals, at_least, is_many)
        hidden |= {spot for spot in grid if spot[axis] in gone and spot[1 - axis] == TOTAL}
        # The bases of several answers hang together with every option: with them goes their line.
        whole = gone if other_is_many else {code for code in gone if totals[code] < at_least}
        hidden |= {spot for spot in grid if spot[axis] in whole}
    for view in _views(grid, many_rows, many_columns):
        hidden |= complements(view, {spot for spot in view if spot in hidden or REST in spot}, at_least)
    return hidden


def _totals(totals: dict[str, int], at_least: int, is_many: bool) -> set[str]:
    """Which totals of one axis are masked: small ones, and with them so many that together they are not small."""
    found = set()
    for parts in _parts(totals, is_many):
        hidden = {code for code, times in parts.items() if 0 < times < at_least or code == REST}
        if any(0 < parts[code] < at_least for code in hidden):
            left = sorted((times, code) for code, times in parts.items() if times and code not in hidden)
            while sum(parts[code] for code in hidden) < at_least:
                hidden.add(left.pop(0)[1])
        found |= hidden
    return found - {REST}


def _parts(totals: dict[str, int], is_many: bool) -> Iterator[dict[str, int]]:
    """The totals of an axis, so that they add up: as they are, or of several answers one option at a time."""
    for group in _groups(totals, is_many):
        parts = {code: totals[code] for code in group}
        if is_many:
            parts[REST] = totals[TOTAL] - sum(parts.values())
        yield parts


def _groups(codes: Iterable[str], is_many: bool) -> list[list[str]]:
    """Which lines make a table that adds up, but for those who answered something else."""
    lines = sorted(set(codes) - {TOTAL})
    if not is_many:
        return [lines]
    specials = [code for code in lines if code.startswith(SPECIAL)]
    return [[code, *specials] for code in lines if code not in specials] or [specials]


def _views(grid: Grid, many_rows: bool, many_columns: bool) -> Iterator[Grid]:
    """The grid, so that it adds up both ways; none where it has one axis alone."""
    rows, columns = ({spot[axis] for spot in grid} for axis in (0, 1))
    if columns == {TOTAL}:
        return
    for some_rows, some_columns in product(_groups(rows, many_rows), _groups(columns, many_columns)):
        view = {(row, column): grid[row, column] for row in (*some_rows, TOTAL) for column in (*some_columns, TOTAL)}
        if many_rows:
            for column in (*some_columns, TOTAL):
                view[REST, column] = view[TOTAL, column] - sum(view[row, column] for row in some_rows)
        if many_columns:
            for row in (*some_rows, *([REST] if many_rows else []), TOTAL):
                view[row, REST] = view[row, TOTAL] - sum(view[row, column] for column in some_columns)
        yield view


def _is_many(axis: Axis | None) -> bool:
    return axis is not None and axis.counted.many


def _totals_of(hidden: set[Spot]) -> set[Spot]:
    """Of every line that has one of these cells: its smallest and largest number may be that of the cell."""
    return {spot for row, column in hidden for spot in ((row, TOTAL), (TOTAL, column), (TOTAL, TOTAL))}
