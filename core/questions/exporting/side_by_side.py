"""More columns than PostgreSQL gives at once (1,664): several statements over the same rows, put side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from psycopg import sql

from core.exports.reading import rows_of

Value = TypeVar("Value")
MOST_AT_ONCE = 1600


def rows_side_by_side(
    values: Sequence[Value],
    select: Callable[[Sequence[Value]], sql.Composable],
    at_once: int = MOST_AT_ONCE,
) -> Iterator[tuple[Any, ...]]:
    """Rows of all these values, as Python values. `select` makes the statement of some of them.

    The order must be the same each time; in one transaction that sees one state of the data it is.
    """
    if len(values) <= at_once:
        yield from rows_of(select(values))
        return
    parts = [rows_of(select(values[start : start + at_once])) for start in range(0, len(values), at_once)]
    for pieces in zip(*parts, strict=True):
        yield tuple(value for piece in pieces for value in piece)
