"""Driving dead jobs again: by an administrator, once the cause is gone."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from core.clock import Now
from core.jobs.models import Job, JobQuerySet
from core.jobs.nudging import nudge_on_commit
from core.people import audit
from core.people.models import User


def redrive_all(jobs: JobQuerySet, *, by: User) -> int:
    """Give the dead ones among these jobs a fresh start, and say how many. Safe to call again."""
    driven = 0
    for job in jobs.dead().order_by("pk"):
        driven += redrive(job, by=by)
    return driven


@transaction.atomic
def redrive(job: Job, *, by: User) -> bool:
    """Give a dead job a fresh start. False when it is not dead (any more).

    Where the same work was recorded anew meanwhile, that job does it, and the dead one is closed.
    """
    dead = Job.objects.dead().filter(pk=job.pk)
    try:
        with transaction.atomic():
            driven = dead.update(
                state=Job.State.WAITING, due_at=Now(), attempts=0, progress=0, error="", finished_at=None
            )
    except IntegrityError:
        driven = dead.update(state=Job.State.DONE, error="同じ処理があらためて登録されたため、終わりにしました。")
    if driven:
        audit.record("job.redriven", job, by=by)
        nudge_on_commit(job.queue)
    return bool(driven)
