"""Which kinds of work exist. Rooms register theirs in `<room>/work.py`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Work:
    """One kind of work.

    `function(job, **payload)` may run more than once (a worker can die after the work and before the tick), so it
    must be safe to repeat. It may raise `Later` to be called again at a time of its own.
    """

    kind: str
    label: str
    function: Callable[..., None]
    queue: str
    lease_seconds: int
    attempts: int
    minutes: int = 0


ATTEMPTS = 5
WORK: dict[str, Work] = {}


class Later(Exception):
    """Raised by work that cannot go on now. Does not count as a failed attempt."""

    def __init__(self, seconds: float, why: str = "") -> None:
        super().__init__(why)
        self.seconds = seconds


def work(
    kind: str,
    label: str,
    *,
    queue: str = "default",
    lease_seconds: int = 60,
    attempts: int = ATTEMPTS,
    minutes: int = 0,
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a function as a kind of work. `label` is what administrators read. The same kind twice raises.

    `minutes`: the longest it may take, where the usual limit of all work (CELERY_TASK_TIME_LIMIT) is too short. It
    holds for the whole queue, so such work has a queue of its own.
    """

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        if kind in WORK:
            raise ValueError(f"The kind of work {kind!r} is registered twice.")
        WORK[kind] = Work(kind, label, function, queue, lease_seconds, attempts, minutes)
        return function

    return register


def queues() -> list[str]:
    return sorted({each.queue for each in WORK.values()})


def minutes_of(queue: str) -> int:
    """How long work of the queue may take, where some of it takes long; else 0."""
    return max((each.minutes for each in WORK.values() if each.queue == queue), default=0)
