"""Work that recurs. Rooms register a function that looks into the rows and enqueues what has become due."""

from __future__ import annotations

import logging
from collections.abc import Callable

logger = logging.getLogger(__name__)

PLANNERS: list[Callable[[], None]] = []


def planner(function: Callable[[], None]) -> Callable[[], None]:
    """Register a function that every sweep calls. It may run zero, one or two times, so it must only enqueue with keys
    or change rows whose WHERE says that it is still needed."""
    PLANNERS.append(function)
    return function


def plan() -> None:
    """Call every planner; one that fails is logged and does not keep the others from their turn."""
    for function in PLANNERS:
        try:
            function()
        except Exception:
            logger.exception("planner %s failed", function.__qualname__)
