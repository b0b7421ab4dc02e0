"""Claiming a due job under a lease, running it, and recording how it went."""

from __future__ import annotations

import logging
import random
import uuid

from django.db import connection, transaction
from django.db.models import F, QuerySet

from core.clock import Now, later
from core.jobs import heartbeat
from core.jobs.models import Job
from core.jobs.registry import ATTEMPTS, WORK, Later
from core.tracebacks import told

logger = logging.getLogger(__name__)

# One statement, committed before the work begins: a killed worker leaves a lease that runs out, never a lost job.
CLAIM = """
UPDATE jobs_job SET state = 'running', attempts = attempts + 1, again = false, lease = %s,
                    leased_until = portal_now() + make_interval(secs => %s)
WHERE id = (
    SELECT id FROM jobs_job
    WHERE state = 'waiting' AND queue = %s AND due_at <= portal_now()
    ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
) RETURNING id
"""
FIRST_LEASE_SECONDS = 60
# After the first, second, … failed attempt.
BACKOFF_SECONDS = (10, 30, 120, 600, 1800)


class LeaseLost(Exception):
    """Another worker has the job now: this one was too slow and must stop."""


def run_one(queue: str) -> bool:
    """Claim and run the next due job of the queue. False when there is none."""
    job = _claim(queue)
    if job is None:
        return False
    logger.info("job %s %s: attempt %s", job.pk, job.kind, job.attempts)
    try:
        registered = WORK[job.kind]
        beat(job)
        registered.function(job, **job.payload)
    except LeaseLost:
        logger.warning("job %s %s: lease lost", job.pk, job.kind)
    except Later as wait:
        _settle(job, state=Job.State.WAITING, due_at=later(wait.seconds), attempts=F("attempts") - 1, error=str(wait))
    except Exception as error:
        logger.exception("job %s %s failed", job.pk, job.kind)
        _failed(job, told(error)[-4000:])
    else:
        _done(job)
    return True


def beat(job: Job, progress: int | None = None, total: int | None = None) -> None:
    """Say that the work goes on: prolongs the lease, records progress. Raises LeaseLost when it is no longer ours.

    Call it between transactions, not inside one: nobody sees it before the commit.
    """
    fields: dict = {"leased_until": later(WORK[job.kind].lease_seconds)}
    if progress is not None:
        fields["progress"] = progress
    if total is not None:
        fields["total"] = total
    if not _ours(job).update(**fields):
        raise LeaseLost
    heartbeat.beat()


def sweep() -> list[str]:
    """Give abandoned jobs back (or bury them after their last attempt); returns the queues that have due work."""
    for job in Job.objects.abandoned():
        with transaction.atomic():
            locked = Job.objects.abandoned().select_for_update(skip_locked=True).filter(pk=job.pk).first()
            if locked is not None:
                _failed(locked, f"{locked.attempts}回目の処理中に、作業プロセスが応答しなくなりました。")
    return list(Job.objects.due().order_by().values_list("queue", flat=True).distinct())


def _claim(queue: str) -> Job | None:
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [uuid.uuid4(), FIRST_LEASE_SECONDS, queue])
        row = cursor.fetchone()
    return Job.objects.select_related("by").get(pk=row[0]) if row else None


def _ours(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, lease=job.lease)


def _settle(job: Job, **fields) -> None:
    """Only the worker that still holds the lease may say how the job went."""
    if not _ours(job).update(lease=None, leased_until=None, **fields):
        logger.warning("job %s %s: finished after its lease was lost", job.pk, job.kind)


def _done(job: Job) -> None:
    """Finished, unless somebody asked for it again meanwhile: then it starts over."""
    finished = {"state": Job.State.DONE, "finished_at": Now(), "error": "", "lease": None, "leased_until": None}
    if not _ours(job).filter(again=False).update(**finished):
        _settle(job, state=Job.State.WAITING, due_at=Now(), attempts=0, error="")


def _failed(job: Job, error: str) -> None:
    # A kind that is unknown here may be known to the workers of a newer version: it gets its tries as well.
    limit = WORK[job.kind].attempts if job.kind in WORK else ATTEMPTS
    if job.attempts >= limit:
        logger.error("job %s %s is dead after %s attempts", job.pk, job.kind, job.attempts)
        _settle(job, state=Job.State.DEAD, finished_at=Now(), error=error)
        return
    base = BACKOFF_SECONDS[min(job.attempts, len(BACKOFF_SECONDS)) - 1]
    wait = base * random.uniform(0.8, 1.2)  # noqa: S311 - jitter, so that retries do not arrive together
    _settle(job, state=Job.State.WAITING, due_at=later(wait), error=error)
