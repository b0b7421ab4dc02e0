"""What workers do for exports. They have a queue of their own: a long one keeps no mail waiting."""

from __future__ import annotations

from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast

from core.clock import later
from core.exports import keeping
from core.exports.models import Export
from core.exports.services.expiring import expire_overdue, forget_old
from core.exports.services.producing import give_up, produce
from core.exports.services.requesting import PRODUCE, hand_to_worker
from core.jobs.enqueueing import enqueue
from core.jobs.models import Job
from core.jobs.registry import work
from core.jobs.schedule import planner

QUEUE = "exports"
MINUTES = 60
SWEEP, HOURLY = "exports.sweep", "hourly"
# Longer than a web process lives that does not answer: what it was making, it makes no more.
LEFT_AFTER_SECONDS = 180


@work(PRODUCE, "書き出しファイルの作成", queue=QUEUE, minutes=MINUTES)
def produce_work(job: Job, *, export: int) -> None:
    found = Export.objects.filter(pk=export).first()
    if found is not None:
        produce(found, job)


@work(SWEEP, "書き出しの残りの片付け", lease_seconds=600)
def sweep_work(job: Job) -> None:
    keeping.sweep()
    forget_old()


@planner
def erase_overdue_exports() -> None:
    expire_overdue()


@planner
def pick_up_left_exports() -> None:
    """An export that nobody is making any more: its web process died, or its job is dead."""
    jobs = Job.objects.filter(kind=PRODUCE, key=Cast(OuterRef("pk"), CharField()))
    left = Export.objects.at_work().filter(~Exists(jobs.unfinished()), touched_at__lt=later(-LEFT_AFTER_SECONDS))
    for export in left.annotate(is_dead=Exists(jobs.dead())).select_related("by"):
        if export.is_dead:
            give_up(export)
        else:
            hand_to_worker(export)


@planner
def sweep_once_an_hour() -> None:
    """There is always one sweep waiting: once it has run, the next is put on record, due an hour later."""
    if not Job.objects.unfinished().filter(kind=SWEEP, key=HOURLY).exists():
        enqueue(SWEEP, key=HOURLY, at=later(3600))
