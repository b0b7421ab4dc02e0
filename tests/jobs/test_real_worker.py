"""The worker itself, as it runs in production: real processes, real PostgreSQL, real Valkey."""

import pytest

from core.jobs.enqueueing import enqueue
from core.jobs.heartbeat import a_worker_is_alive
from core.jobs.models import Job
from tests.jobs.work import runs
from tests.worker import real_worker, wait_until

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_worker_runs_what_is_enqueued_and_shows_that_it_lives():
    with real_worker(work=["tests.jobs.work"]) as worker:
        enqueue("test.note", name="紙")
        wait_until(lambda: runs("紙") == 1, worker=worker)
        wait_until(lambda: Job.objects.get().state == Job.State.DONE, worker=worker)
        wait_until(a_worker_is_alive, worker=worker)
