"""The Celery tasks. They carry a queue's name; what to do stands in the rows."""

import time

from celery import shared_task

from core.jobs import heartbeat
from core.jobs.nudging import nudge
from core.jobs.running import run_one
from core.jobs.running import sweep as sweep_jobs
from core.jobs.schedule import plan

# Short: a worker process that is busy draining runs no sweep, and a sweep that waits longer than 10 s is dropped.
DRAIN_SECONDS = 5.0


@shared_task(name="core.jobs.drain")
def drain(queue: str) -> None:
    """Run due jobs of the queue until none is left, or for some seconds; then another nudge goes on."""
    until = time.monotonic() + DRAIN_SECONDS
    while run_one(queue):
        if time.monotonic() > until:
            nudge(queue)
            return


@shared_task(name="core.jobs.sweep")
def sweep() -> None:
    """Every few seconds: plan what has become due, give back what was abandoned, nudge queues that have work."""
    heartbeat.beat()
    plan()
    for queue in sweep_jobs():
        nudge(queue)
