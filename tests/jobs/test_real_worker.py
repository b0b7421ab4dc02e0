"""The worker as it runs in production: real processes, real PostgreSQL, real Valkey, the application's role."""

import datetime

import pytest

from core import clock
from core.jobs.enqueueing import enqueue
from core.jobs.heartbeat import a_worker_is_alive
from core.jobs.models import Job
from tests.jobs.work import runs
from tests.worker import real_worker, wait_until

pytestmark = pytest.mark.django_db(transaction=True)
WORK = ["tests.jobs.work"]


def test_a_worker_runs_what_is_enqueued_and_shows_that_it_lives():
    with real_worker(work=WORK) as worker:
        enqueue("test.note", name="紙")
        wait_until(lambda: runs("紙") == 1, worker=worker)
        wait_until(lambda: Job.objects.get().state == Job.State.DONE, worker=worker)
        wait_until(a_worker_is_alive, worker=worker)


def test_a_nudge_brings_a_worker_at_once_and_the_sweep_what_had_none(move_clock):
    """Without a scheduler only nudges work; with one, a job comes in time though nobody nudges."""
    with real_worker(work=WORK, beat=False) as worker:
        enqueue("test.note", name="すぐ")
        wait_until(lambda: runs("すぐ") == 1, worker=worker, seconds=5)
        enqueue("test.note", name="あす", at=clock.now() + datetime.timedelta(days=1))
    move_clock(datetime.timedelta(days=1, seconds=1))
    with real_worker(work=WORK) as worker:
        wait_until(lambda: runs("あす") == 1, worker=worker)


def test_a_worker_that_is_asked_to_end_finishes_its_job_first():
    with real_worker(work=WORK) as worker:
        enqueue("test.slow", name="最後まで", seconds=2)
        wait_until(lambda: Job.objects.filter(state=Job.State.RUNNING).exists(), worker=worker)
        worker.stop()
        assert runs("最後まで") == 1
        assert Job.objects.get().state == Job.State.DONE
