"""The jobs' own housekeeping."""

from __future__ import annotations

from core.clock import later
from core.jobs.models import Job
from core.jobs.schedule import planner

KEEP_DAYS = 30
AT_ONCE = 5_000


@planner
def forget_finished_jobs() -> None:
    """Done jobs are deleted after 30 days, some thousand per sweep. Dead ones stay until somebody deals with them."""
    old = Job.objects.filter(state=Job.State.DONE, finished_at__lt=later(-KEEP_DAYS * 24 * 3600))
    Job.objects.filter(pk__in=old.order_by("finished_at").values("pk")[:AT_ONCE]).delete()
