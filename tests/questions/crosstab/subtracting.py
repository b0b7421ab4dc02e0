"""What a reader works out who subtracts: written anew, without the walks of core.questions.crosstab.walks.

Respondents flow from a source through rows and columns into a sink. What is shown is a pipe through which exactly so
many flow, what is masked one through which any number may. Whether there is such a flow is asked of Edmonds and Karp.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Set
from itertools import product

Grid = dict[tuple[str, str], int]
Spot = tuple[str, str]
TOTAL = ""


def might_count(grid: Grid, hidden: Set[Spot], spot: Spot, number: int) -> bool:
    """Whether that many respondents, or more, may stand behind a masked cell, for all that is shown."""
    most = sum(grid.values()) + number
    pipes: list[tuple[object, object, int, int]] = []
    for row, column in grid:
        least, upmost = (0, most) if (row, column) in hidden else (grid[row, column],) * 2
        if (row, column) == spot:
            least = number
        begin = "source" if row == TOTAL else ("row", row)
        end = "sink" if column == TOTAL else ("column", column)
        # A row's total flows into the row, a column's out of it, that of all from the sink back to the source.
        if row == TOTAL and column == TOTAL:
            begin, end = end, begin
        elif column == TOTAL:
            begin, end = "source", begin
        elif row == TOTAL:
            begin, end = end, "sink"
        pipes.append((begin, end, least, upmost))
    return _is_possible(pipes)


def _is_possible(pipes: list[tuple[object, object, int, int]]) -> bool:
    room: dict[object, dict[object, int]] = defaultdict(lambda: defaultdict(int))
    need = 0
    for begin, end, least, most in pipes:
        room[begin][end] += most - least
        room["given"][end] += least
        room[begin]["taken"] += least
        need += least
    while way := _way(room):
        by = min(room[one][other] for one, other in way)
        for one, other in way:
            room[one][other] -= by
            room[other][one] += by
        need -= by
    return need == 0


def _way(room: dict[object, dict[object, int]]) -> list[tuple[object, object]]:
    came: dict[object, object] = {"given": None}
    queue: deque[object] = deque(["given"])
    while queue and "taken" not in came:
        one = queue.popleft()
        for other, left in list(room[one].items()):
            if left and other not in came:
                came[other] = one
                queue.append(other)
    way, node = [], "taken"
    while came.get(node) is not None:
        way.append((came[node], node))
        node = came[node]
    return way


def all_that_fit(grid: Grid, hidden: Set[Spot], most: int) -> Iterator[Grid]:
    """Every grid that shows the same, one by one; for small ones, none of whose cells counts more than `most`."""
    inside = [spot for spot in grid if TOTAL not in spot]
    choices = [range(most + 1) if spot in hidden else (grid[spot],) for spot in inside]
    for numbers in product(*choices):
        made = with_margins(dict(zip(inside, numbers, strict=True)))
        if all(made[spot] == times for spot, times in grid.items() if spot not in hidden):
            yield made


def with_margins(inside: Grid) -> Grid:
    grid: Grid = defaultdict(int)
    for (row, column), times in inside.items():
        for spot in product((row, TOTAL), (column, TOTAL)):
            grid[spot] += times
    return dict(grid)
