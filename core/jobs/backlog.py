"""What else waits or has failed, told by the rooms above: figures for the page about jobs.

A room registers a function in `<room>/backlog.py`, found at start-up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    label: str
    number: int
    url: str = ""
    # Whether a number above zero wants somebody to do something.
    is_trouble: bool = False


FIGURES: list[Callable[[], list[Figure]]] = []


def backlog(function: Callable[[], list[Figure]]) -> Callable[[], list[Figure]]:
    """Register a function that gives figures. It is called each time an administrator looks at the page."""
    FIGURES.append(function)
    return function


def figures() -> Iterator[Figure]:
    for function in FIGURES:
        yield from function()
