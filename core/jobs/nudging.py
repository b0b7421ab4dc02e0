"""Asking Celery for a worker now. Best effort: the sweep finds what a nudge missed."""

from __future__ import annotations

import logging
import time

from django.db import connection, transaction

from core.jobs.registry import minutes_of

logger = logging.getLogger(__name__)

# After a failure this process leaves Redis in peace for so long: an outage costs one page its second, not every page.
PAUSE_SECONDS = 5.0
_silent_until = 0.0


class _Nudge:
    """A nudge that waits for its commit; a class, so that it is recognized among what else waits."""

    def __init__(self, queue: str) -> None:
        self.queue = queue

    def __call__(self) -> None:
        nudge(self.queue)


def nudge_on_commit(queue: str) -> None:
    """Once per commit and queue, however many jobs the commit brings."""
    waiting = (entry[1] for entry in connection.run_on_commit)
    if not any(isinstance(each, _Nudge) and each.queue == queue for each in waiting):
        transaction.on_commit(_Nudge(queue), robust=True)


def nudge(queue: str) -> None:
    """Redis may be away: that costs at most a second or two and fails nothing."""
    global _silent_until
    from core.jobs.tasks import drain

    if time.monotonic() < _silent_until:
        return
    try:
        drain.apply_async(args=[queue], queue=queue, retry=False, ignore_result=True, **_limits(queue))
    except Exception as error:
        _silent_until = time.monotonic() + PAUSE_SECONDS
        logger.warning("No nudge for queue %s: %s", queue, type(error).__name__)


def _limits(queue: str) -> dict[str, int]:
    """Of a queue with long work, in seconds. Redis gives a nudge out again meanwhile, which finds nothing to do."""
    seconds = minutes_of(queue) * 60
    return {"soft_time_limit": seconds, "time_limit": seconds + 60} if seconds else {}
