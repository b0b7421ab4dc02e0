"""Eight workers at once: each job is taken by exactly one. The control takes away what makes it so."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from core.jobs import running
from core.jobs.enqueueing import enqueue
from core.jobs.models import Job
from tests.jobs.work import runs

pytestmark = pytest.mark.django_db(transaction=True)
WORKERS = 8
JOBS = 160


def at_once(function, times=WORKERS) -> list:
    """The results of so many calls that begin together, each on a connection of its own."""
    barrier = Barrier(times)

    def call(number):
        try:
            connection.ensure_connection()
            barrier.wait(10)
            return function(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(call, range(times)))


def claimed_by_all() -> Counter:
    def claim_until_none_is_left(_):
        taken = []
        while (job := running._claim("default")) is not None:
            taken.append(job.pk)
        return taken

    return Counter(pk for taken in at_once(claim_until_none_is_left) for pk in taken)


@pytest.fixture
def jobs():
    Job.objects.bulk_create(Job(kind="test.note", payload={"name": str(n)}) for n in range(JOBS))


def test_each_job_is_claimed_by_exactly_one_worker(jobs):
    claims = claimed_by_all()
    assert len(claims) == JOBS
    assert set(claims.values()) == {1}
    assert set(Job.objects.values_list("attempts", flat=True)) == {1}


def test_control_without_the_row_lock_a_job_is_claimed_twice(jobs, monkeypatch):
    assert "FOR UPDATE SKIP LOCKED" in running.CLAIM
    monkeypatch.setattr(running, "CLAIM", running.CLAIM.replace("FOR UPDATE SKIP LOCKED", ""))
    assert max(claimed_by_all().values()) > 1


def test_a_key_that_eight_enqueue_at_once_is_recorded_once():
    for round_number in range(5):
        key = f"notice-{round_number}"
        at_once(lambda _, key=key: enqueue("test.note", key=key, name="一"))
        assert Job.objects.filter(key=key).count() == 1


def test_a_key_enqueued_again_and_again_while_workers_run_it_is_never_swallowed():
    """Each commit is followed by a run that begins after it, however the two meet."""

    def enqueue_or_work(number):
        for _ in range(40):
            if number % 2:
                running.run_one("default")
            else:
                enqueue("test.note", key="7", name="競争")

    at_once(enqueue_or_work)
    before = runs("競争")
    enqueue("test.note", key="7", name="競争")
    while running.run_one("default"):
        pass
    assert runs("競争") > before
    assert not Job.objects.unfinished().exists()


def test_a_job_is_not_taken_before_those_who_ask_for_it_have_committed():
    """Otherwise it could look too early, and what they committed would wait for ever."""
    enqueue("test.note", key="7", name="一")
    with transaction.atomic():
        enqueue("test.note", key="7", name="二")
        assert at_once(lambda _: running.run_one("default"), times=1) == [False]
    assert at_once(lambda _: running.run_one("default"), times=1) == [True]
