"""Putting work on record."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import models

from core.clock import Now
from core.jobs.models import Job
from core.jobs.nudging import nudge_on_commit
from core.jobs.registry import WORK
from core.people.models import User


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

    With a `key`, work of that kind and key that is not yet finished is not recorded twice, but a run of it is sure to
    begin after this commit: a job that is running now will run once more. Its row is locked until the commit, so
    enqueue last in a transaction. `at` is the earliest time; long waits are rows with a due time, never broker
    countdowns.
    """
    queue = WORK[kind].queue
    job = Job(kind=kind, key=key, queue=queue, payload=payload, due_at=Now() if at is None else at, by=by, total=total)
    if key is None:
        Job.objects.bulk_create([job])
    else:
        _record_once(job)
    if at is None:
        nudge_on_commit(queue)


def _record_once(job: Job) -> None:
    """Insert the job, or mark the unfinished one with its key to run (again) after our commit."""
    while True:
        Job.objects.bulk_create([job], ignore_conflicts=True)
        if Job.objects.unfinished().filter(kind=job.kind, key=job.key).update(again=True):
            return
        # It finished between the two statements: now there is room.
        job.pk = None
