"""Grids with margins of which some cells are masked: what a masked cell might be as well, and what must be masked more.

In such a grid every line adds up to nothing when its margins count negative. Two ways of filling the masked cells
differ by closed walks through masked cells, up and down in turn. So starting from the true numbers, walk after walk
leads to every other grid that a reader must hold possible (the maximum flow of Ford and Fulkerson).
"""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heappop, heappush
from itertools import product

from core.questions.crosstab.table import TOTAL

Grid = dict[tuple[str, str], int]  # (row, column), margins under TOTAL
Spot = tuple[str, str]
Line = tuple[bool, str]  # (is a row, its code)
Cost = tuple[int, int, int]
MOST = 10_000  # larger grids are not searched: everything inside is masked, which always holds


def complements(grid: Grid, hidden: set[Spot], at_least: int) -> set[Spot]:
    """Which cells inside must be masked too, so that each that counts few might as well count `at_least` or more.

    Margins stay as they are: those that are masked have to be enough to keep one another (see suppression).
    """
    merged, masked = _merged(grid, hidden)
    few = sorted(spot for spot in masked if 0 < merged[spot] < at_least)
    inside = {spot for spot in merged if TOTAL not in spot} - masked
    if not few:
        return set()
    if len(merged) > MOST:
        return inside
    possible, more = _Possible(merged, masked), set()
    for spot in few:
        while possible.grid[spot] < at_least:
            found = possible.raised(spot, at_least)
            if found is None:
                return inside
            more |= found
    return more


def _merged(grid: Grid, hidden: set[Spot]) -> tuple[Grid, set[Spot]]:
    """Lines that are masked altogether are one: whatever one of them may count, each of them may count alone."""
    names: dict[Line, str] = {}
    for is_row in (True, False):
        seen = {_code(spot, is_row) for spot in grid if spot not in hidden}
        gone = sorted({_code(spot, is_row) for spot in grid} - seen)
        names |= {(is_row, code): gone[0] for code in gone}
    merged: Grid = {}
    masked = set()
    for (row, column), times in grid.items():
        spot = (names.get((True, row), row), names.get((False, column), column))
        merged[spot] = merged.get(spot, 0) + times
        if (row, column) in hidden:
            masked.add(spot)
    return merged, masked


def _code(spot: Spot, is_row: bool) -> str:
    return spot[0] if is_row else spot[1]


class _Possible:
    """A grid that shows what the true one shows."""

    def __init__(self, grid: Grid, masked: set[Spot]) -> None:
        self.grid, self.masked, self.truth = dict(grid), set(masked), grid
        self.lines: dict[Line, list[Spot]] = {}
        for spot in sorted(grid):
            if spot in masked or TOTAL not in spot:
                self.lines.setdefault((True, spot[0]), []).append(spot)
                self.lines.setdefault((False, spot[1]), []).append(spot)

    def raised(self, spot: Spot, to: int) -> set[Spot] | None:
        """Makes this cell count more, up to `to`; which cells had to be masked for it. Those are the fewest.

        None where nothing helps. Of a grid that adds up there is always a way.
        """
        walk = self._rectangle(spot) or self._cheapest(spot)
        if not walk:
            return None
        falling = [self.grid[one] for one, rises in walk if not rises]
        by = min([to - self.grid[spot], *falling])
        self.grid[spot] += by
        for one, rises in walk:
            self.grid[one] += by if rises else -by
        more = {one for one, _ in walk} - self.masked
        self.masked |= more
        return more

    def _rectangle(self, start: Spot) -> list[tuple[Spot, bool]]:
        """A walk through three other masked cells, which is quickly found; empty where there is none."""
        row, column = start
        up = _sign(start) > 0

        def may(spot: Spot, with_first: bool) -> bool:
            return self._rises(spot, with_first == up) or self.grid[spot] > 0

        beside = [spot for spot in self.lines[True, row] if spot in self.masked and spot != start and may(spot, False)]
        below = [
            spot for spot in self.lines[False, column] if spot in self.masked and spot != start and may(spot, False)
        ]
        for one, other in product(beside, below):
            last = (other[0], one[1])
            if last in self.masked and may(last, True):
                return [
                    (one, self._rises(one, not up)),
                    (other, self._rises(other, not up)),
                    (last, self._rises(last, up)),
                ]
        return []

    @staticmethod
    def _rises(spot: Spot, up: bool) -> bool:
        """Whether it counts more when it goes up in the grid where margins are negative."""
        return up == (_sign(spot) > 0)

    def _cheapest(self, start: Spot) -> list[tuple[Spot, bool]]:
        """The rest of a closed walk that begins with this cell rising: each cell, and whether it rises."""
        begin, goal = (False, start[1]), (True, start[0])
        first_up = _sign(start) > 0
        done: set[Line] = set()
        came: dict[Line, tuple[Line, Spot, bool]] = {}
        best: dict[Line, Cost] = {begin: (0, 0, 0)}
        heap: list[tuple[Cost, Line]] = [((0, 0, 0), begin)]
        while heap:
            cost, line = heappop(heap)
            if line == goal:
                return list(_way(came, begin, goal))
            if line in done:
                continue
            done.add(line)
            is_row = line[0]
            for spot in self.lines[line]:
                # Leaving a column the cell goes against the first one, leaving a row with it.
                rises = self._rises(spot, is_row == first_up)
                following = (not is_row, _code(spot, not is_row))
                if spot == start or following in done or not (rises or self.grid[spot]):
                    continue
                dearer = _sum(cost, self._cost(spot))
                if following not in best or dearer < best[following]:
                    best[following], came[following] = dearer, (line, spot, rises)
                    heappush(heap, (dearer, following))
        return []

    def _cost(self, spot: Spot) -> Cost:
        """Of masking it: zeros last, for often anybody knows them; then as few cells as possible, and small ones."""
        times = self.truth[spot]
        return (0, 0, 0) if spot in self.masked else (int(not times), 1, times)


def _sum(one: Cost, other: Cost) -> Cost:
    return one[0] + other[0], one[1] + other[1], one[2] + other[2]


def _way(came: dict[Line, tuple[Line, Spot, bool]], begin: Line, goal: Line) -> Iterator[tuple[Spot, bool]]:
    line = goal
    while line != begin:
        line, spot, rises = came[line]
        yield spot, rises


def _sign(spot: Spot) -> int:
    """Of a cell in the grid in which every line adds up to nothing: margins are negative, the corner is not."""
    return 1 if (spot[0] == TOTAL) == (spot[1] == TOTAL) else -1
