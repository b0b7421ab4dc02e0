"""Workers die, Redis forgets everything: no job is lost, and work that is safe to repeat has its effect once."""

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from core.jobs.models import Job
from core.people.models import AuditEntry
from embedded.valkey import Valkey
from tests.jobs import work as test_work
from tests.jobs.work import runs
from tests.worker import nudging, real_worker, wait_until

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]
WORK = ["tests.jobs.work"]
JOBS = 500
State = Job.State


@pytest.fixture
def valkey(tmp_path: Path) -> Iterator[Valkey]:
    """A server of our own: it is flushed and killed."""
    server = Valkey(tmp_path / "valkey", log=tmp_path / "valkey.log", fast=True)
    server.start()
    with nudging(server.url):
        yield server
    server.stop()


def effects() -> int:
    return AuditEntry.objects.filter(action="test.ran").count()


def done() -> int:
    return Job.objects.filter(kind="test.note_once", state=State.DONE).count()


def enqueue_many() -> None:
    Job.objects.bulk_create(Job(kind="test.note_once", payload={"name": str(n)}) for n in range(JOBS))


def test_500_jobs_survive_workers_killed_and_redis_flushed(valkey, move_clock):
    moved = 0
    enqueue_many()
    with real_worker(work=WORK, redis_url=valkey.url, concurrency=2) as worker:
        for reached in (80, 200, 320):
            wait_until(lambda reached=reached: effects() >= reached, worker=worker, every=0.02)
            redis.Redis.from_url(valkey.url).flushall()
            worker.kill()
            assert effects() < JOBS, "the test must strike in the middle"
            moved += 61  # the killed workers' leases run out
            move_clock(datetime.timedelta(seconds=moved))
            worker.start()
        wait_until(lambda: done() == JOBS, worker=worker, seconds=60)
    names = AuditEntry.objects.filter(action="test.ran").values_list("details__name", flat=True)
    assert sorted(names, key=int) == [str(n) for n in range(JOBS)]


def test_control_what_only_redis_knew_is_lost(valkey):
    """The same 500 effects as Celery messages without rows: this is why the row is the truth."""
    with real_worker(work=WORK, redis_url=valkey.url, concurrency=2, beat=False) as worker:
        for number in range(JOBS):
            test_work.effect_by_message.apply_async(args=[str(number)], queue="default")
        wait_until(lambda: effects() >= 80, worker=worker, every=0.02)
        redis.Redis.from_url(valkey.url).flushall()
        worker.restart()
        test_work.effect_by_message.apply_async(args=["last"], queue="default")
        wait_until(lambda: runs("last") == 1, worker=worker)
    assert effects() < JOBS


@pytest.mark.parametrize("kind", ["test.exit", "test.kill"])
def test_a_job_that_kills_its_worker_is_dead_after_five_tries_and_the_rest_proceed(kind, valkey, move_clock):
    poison = Job.objects.create(kind=kind, payload={"name": "毒"})
    Job.objects.bulk_create(Job(kind="test.note_once", payload={"name": str(n)}) for n in range(20))
    moved = 0
    with real_worker(work=WORK, redis_url=valkey.url) as worker:
        wait_until(lambda: done() == 20, worker=worker)
        for attempt in range(1, 6):
            wait_until(lambda attempt=attempt: runs("毒") == attempt, worker=worker)
            moved += 61  # the lease
            move_clock(datetime.timedelta(seconds=moved))
            expected = State.DEAD if attempt == 5 else State.WAITING
            wait_until(lambda state=expected: Job.objects.get(pk=poison.pk).state == state, worker=worker)
            moved += 2200  # longer than any backoff
            move_clock(datetime.timedelta(seconds=moved))
    poison.refresh_from_db()
    assert (poison.attempts, runs("毒")) == (5, 5)
    assert "応答しなくなりました" in poison.error


def test_redis_stops_and_returns_and_the_same_worker_goes_on(valkey):
    with real_worker(work=WORK, redis_url=valkey.url) as worker:
        Job.objects.create(kind="test.note", payload={"name": "前"})
        wait_until(lambda: runs("前") == 1, worker=worker)
        valkey.kill()
        Job.objects.create(kind="test.note", payload={"name": "間"})
        with pytest.raises(AssertionError):
            wait_until(lambda: runs("間") == 1, worker=worker, seconds=5)
        valkey.start()
        wait_until(lambda: runs("間") == 1, worker=worker, seconds=45)
