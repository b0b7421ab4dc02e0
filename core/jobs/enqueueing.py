"""Putting work on record, and nudging a worker about it."""

from __future__ import annotations

import datetime
import logging
from typing import Any

from django.db import connection, models, transaction

from core.clock import Now
from core.jobs.models import Job
from core.jobs.registry import WORK
from core.people.models import User

logger = logging.getLogger(__name__)


def enqueue(
    kind: str,
    *,
    key: str | None = None,
    at: datetime.datetime | models.Expression | None = None,
    by: User | None = None,
    total: int = 0,
    **payload: Any,
) -> None:
    """Record that work must happen; commits or rolls back with the business it belongs to.

    With a `key`, work of that kind and key that is not yet finished is not recorded twice. `at` is the earliest time;
    long waits are rows with a due time, never broker countdowns.
    """
    registered = WORK[kind]
    job = Job(
        kind=kind,
        key=key,
        queue=registered.queue,
        payload=payload,
        due_at=Now() if at is None else at,
        by=by,
        total=total,
    )
    Job.objects.bulk_create([job], ignore_conflicts=key is not None)
    if at is None:
        _nudge_on_commit(registered.queue)


class _Nudge:
    """Tells Celery that a queue has work, best effort. The sweep finds what a nudge missed."""

    def __init__(self, queue: str) -> None:
        self.queue = queue

    def __call__(self) -> None:
        nudge(self.queue)


def _nudge_on_commit(queue: str) -> None:
    """Once per commit and queue, however many jobs the commit brings."""
    planned = (entry[1] for entry in connection.run_on_commit)
    if not any(isinstance(each, _Nudge) and each.queue == queue for each in planned):
        transaction.on_commit(_Nudge(queue), robust=True)


def nudge(queue: str) -> None:
    """Ask for a worker now. Redis may be away: that costs at most a second and fails nothing."""
    from core.jobs.tasks import drain

    try:
        drain.apply_async(args=[queue], queue=queue, retry=False, ignore_result=True)
    except Exception as error:
        logger.warning("No nudge for queue %s: %s", queue, type(error).__name__)
