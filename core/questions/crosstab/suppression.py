"""Small cells of anonymous questionnaires (X6): what counts so few that it tells of a person, and what would tell it.

- A cell that counts some, but fewer than `at_least`, is masked.
- Where the total of a line counts that few, the whole line is: even its zeros would say where the few are.
- Then further cells, until no masked cell can be worked out from the totals (complementary suppression).

The last is decided exactly. A table with its margins is a grid in which every line adds up to nothing when margins
count negative. Two ways of filling the masked cells differ by closed walks through masked cells, up and down in turn.
So a cell is safe if there is such a walk that leaves no cell below zero; otherwise it is found by subtraction.

Cells along an axis of several answers do not add up to their totals: nothing is found there by subtraction, so small
ones are masked and no more.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

from core.questions.crosstab.table import TOTAL, CrossTable, Place

Grid = dict[tuple[str, str], int]  # (row, column), margins under TOTAL
Spot = tuple[str, str]


def masked(table: CrossTable, at_least: int) -> frozenset[Place]:
    """Which cells of the table must not be shown, nor anything that follows from them."""
    rows = [one.code for one in table.shown_rows]
    columns = [one.code for one in table.shown_columns] if table.has_columns else [TOTAL]
    found: set[Place] = set()
    for layer in table.layers:
        grid = {(row, column): table.cell(Place(layer.code, row, column)).times for row in rows for column in columns}
        hidden = masked_in(grid, at_least, adds_up=not table.spec.of_many)
        found |= {Place(layer.code, *spot) for spot in hidden}
    return frozenset(found)


def masked_in(grid: Grid, at_least: int, *, adds_up: bool = True) -> set[Spot]:
    """The same for one layer. The grid has its margins, and every cell of every row."""
    hidden = _small(grid, at_least)
    if not adds_up:
        return hidden
    small = set(hidden)
    while open_spot := next((spot for spot in sorted(small) if not _is_safe(grid, hidden, spot)), None):
        more = _cheapest(grid, hidden, open_spot)
        if more is None:  # nothing left that could hide it
            return set(grid)
        hidden.add(more)
    return hidden


def _small(grid: Grid, at_least: int) -> set[Spot]:
    found = {spot for spot, times in grid.items() if 0 < times < at_least}
    rows = {row for row, column in found if column == TOTAL}
    columns = {column for row, column in found if row == TOTAL}
    # With one column alone it is its own margin.
    if any(column != TOTAL for _, column in grid):
        found |= {(row, column) for row, column in grid if row in rows}
    found |= {(row, column) for row, column in grid if column in columns}
    return found


def _is_safe(grid: Grid, hidden: set[Spot], spot: Spot) -> bool:
    """Whether the cell could as well be one more, or one less."""
    return any(_walk(grid, hidden, spot, up) for up in (True, False) if up or grid[spot])


def _walk(grid: Grid, hidden: set[Spot], start: Spot, up: bool) -> bool:
    """Whether a closed walk of masked cells begins with this one going up (or down).

    Each step changes one cell by one so that its line comes right again. In the grid with negative margins cells go
    up and down in turn; a margin goes the other way than it seems there.
    """
    row, column = start
    # We stand in a line that is out of balance and have to come back to the other line of the first cell.
    grows = up == (_sign(start) > 0)
    queue: deque[tuple[bool, str]] = deque([(False, column)])  # (is a row, its code)
    seen = {(False, column)}
    while queue:
        is_row, line = queue.popleft()
        # Leaving a column the cell goes against the first one, leaving a row with it.
        with_first = is_row
        for spot in _in_line(hidden, is_row, line):
            if spot == start or not _may(grid, spot, grows == with_first):
                continue
            following = (not is_row, spot[0] if not is_row else spot[1])
            if following == (True, row):
                return True
            if following not in seen:
                seen.add(following)
                queue.append(following)
    return False


def _may(grid: Grid, spot: Spot, grows: bool) -> bool:
    """Whether a cell may go up (in the grid with negative margins) by one: any; down only from above zero."""
    rises = grows == (_sign(spot) > 0)
    return rises or grid[spot] > 0


def _sign(spot: Spot) -> int:
    """Of a cell in the grid in which every line adds up to nothing: margins are negative, the corner is not."""
    row, column = spot
    return 1 if (row == TOTAL) == (column == TOTAL) else -1


def _in_line(spots: Iterable[Spot], is_row: bool, line: str) -> Iterator[Spot]:
    return (spot for spot in spots if (spot[0] if is_row else spot[1]) == line)


def _cheapest(grid: Grid, hidden: set[Spot], spot: Spot) -> Spot | None:
    """Another cell to mask: of the lines that give this one away, the one that counts fewest; margins last."""
    row, column = spot
    lines = [_free(grid, hidden, True, row), _free(grid, hidden, False, column)]
    tight = [free for is_row, free in ((True, lines[0]), (False, lines[1])) if free and _is_tight(hidden, is_row, spot)]
    choice = [one for free in tight or lines for one in free] or [one for one in grid if one not in hidden]
    return min(choice, key=lambda one: (TOTAL in one, grid[one] == 0, grid[one], one), default=None)


def _free(grid: Grid, hidden: set[Spot], is_row: bool, line: str) -> list[Spot]:
    return [spot for spot in _in_line(grid, is_row, line) if spot not in hidden]


def _is_tight(hidden: set[Spot], is_row: bool, spot: Spot) -> bool:
    """Whether the cell is the only masked one in its line."""
    line = spot[0] if is_row else spot[1]
    return sum(1 for _ in _in_line(hidden, is_row, line)) == 1
