"""How the queues stand: what waits, what runs, since when, what is dead."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import Count, Min, Q

from core import clock
from core.clock import Now
from core.jobs.models import Job
from core.jobs.registry import queues

NAMES = {"default": "標準", "mail": "メール送信", "files": "ファイル", "exports": "書き出し"}


@dataclass(frozen=True)
class Queue:
    name: str
    due: int = 0
    later: int = 0
    running: int = 0
    dead: int = 0
    # How long the oldest due job has been waiting.
    oldest: datetime.timedelta | None = None

    @property
    def label(self) -> str:
        return NAMES.get(self.name, self.name)


def queue_states() -> list[Queue]:
    """One for every queue that work is registered for, or that has a row."""
    waiting, due = Q(state=Job.State.WAITING), Q(state=Job.State.WAITING, due_at__lte=Now())
    rows = (
        Job.objects.exclude(state=Job.State.DONE)
        .order_by()
        .values("queue")
        .annotate(
            due=Count("pk", filter=due),
            later=Count("pk", filter=waiting & Q(due_at__gt=Now())),
            running=Count("pk", filter=Q(state=Job.State.RUNNING)),
            dead=Count("pk", filter=Q(state=Job.State.DEAD)),
            since=Min("due_at", filter=due),
        )
    )
    now = clock.now()
    found = {
        row["queue"]: Queue(
            row["queue"],
            **{name: row[name] for name in ("due", "later", "running", "dead")},
            oldest=max(now - row["since"], datetime.timedelta(0)) if row["since"] else None,
        )
        for row in rows
    }
    return [found.get(name, Queue(name)) for name in sorted({*queues(), *found})]
