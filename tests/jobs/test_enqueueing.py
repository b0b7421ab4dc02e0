"""A job commits with its business; the nudge comes after the commit, once, and may fail."""

import socket
import time
from collections.abc import Iterator

import pytest
from django.db import transaction

from core.jobs import nudging
from core.jobs.enqueueing import enqueue
from core.jobs.models import Job
from core.jobs.tasks import drain
from tests.worker import nudging as nudging_at

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def nudges(monkeypatch) -> list[str]:
    sent: list[str] = []
    monkeypatch.setattr(drain, "apply_async", lambda args, queue, **_: sent.append(queue))
    return sent


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch):
    monkeypatch.setattr(nudging, "_silent_until", 0.0)


@transaction.atomic
def enqueue_and_fail() -> None:
    enqueue("test.note", name="無かったこと")
    raise RuntimeError


def test_one_nudge_per_commit_and_queue(nudges):
    with transaction.atomic():
        for number in range(20):
            enqueue("test.note", name=str(number))
        assert nudges == []
    assert nudges == ["default"]


def test_a_rollback_leaves_neither_job_nor_nudge(nudges):
    with pytest.raises(RuntimeError):
        enqueue_and_fail()
    assert not Job.objects.exists()
    assert nudges == []


def test_a_savepoint_that_rolls_back_takes_only_its_own_nudge_with_it(nudges):
    with transaction.atomic():
        with pytest.raises(RuntimeError):
            enqueue_and_fail()
        enqueue("test.note", name="残る")
    assert [job.payload["name"] for job in Job.objects.all()] == ["残る"]
    assert nudges == ["default"]


def test_work_for_later_is_not_nudged(nudges):
    from core.clock import later

    enqueue("test.note", name="あとで", at=later(3600))
    assert nudges == []
    assert not Job.objects.due().exists()


# --- Redis is away ----------------------------------------------------------------------------------------------------


@pytest.fixture
def silent_server() -> Iterator[str]:
    """Takes connections and never answers, as an overloaded or stopped Redis does."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(50)
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


@pytest.fixture
def refusing_server() -> str:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"redis://127.0.0.1:{taken.getsockname()[1]}/0"


@pytest.mark.parametrize(("server", "seconds"), [("refusing_server", 1.0), ("silent_server", 5.0)])
def test_without_redis_a_nudge_fails_nothing_and_costs_little_and_then_nothing(server, seconds, request):
    with nudging_at(request.getfixturevalue(server)):
        started = time.monotonic()
        enqueue("test.note", name="一")
        assert time.monotonic() - started < seconds
        started = time.monotonic()
        for _ in range(20):
            enqueue("test.note", name="二")
        assert time.monotonic() - started < 1.0, "after a failure Redis is left in peace for a while"
    assert Job.objects.due("default").count() == 21


def test_nudges_resume_when_the_pause_is_over(nudges, monkeypatch):
    monkeypatch.setattr(nudging, "_silent_until", time.monotonic() + 0.2)
    nudging.nudge("default")
    assert nudges == []
    time.sleep(0.3)
    nudging.nudge("default")
    assert nudges == ["default"]
