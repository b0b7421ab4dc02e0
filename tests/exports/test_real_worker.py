"""A long export in the worker as it runs in production: progress, stopping, the application's role."""

from __future__ import annotations

import datetime

import pytest

from core.exports.models import Export
from core.exports.services.cancelling import cancel
from core.jobs.models import Job
from tests.exports.conftest import LARGE
from tests.exports.producers import expected
from tests.worker import real_worker, wait_until

pytestmark = pytest.mark.django_db(transaction=True)
State = Export.State


@pytest.fixture
def worker(tmp_path):
    with real_worker(work=["tests.exports.producers"], environment={"PORTAL_DATA": str(tmp_path)}) as running:
        yield running


def now(export: Export) -> Export:
    return Export.objects.get(pk=export.pk)


def test_progress_is_seen_while_rows_come_and_the_file_is_there_at_the_end(ask, worker):
    export = ask(rows=2_000, pause=0.05, size=LARGE)
    wait_until(lambda: 0 < now(export).progress < 2_000, worker=worker, every=0.02)
    assert (now(export).state, now(export).content.name) == (State.RUNNING, "")
    wait_until(lambda: now(export).state == State.DONE, worker=worker)
    assert now(export).content.read() == expected(2_000)
    job = Job.objects.get(kind="exports.produce")
    wait_until(lambda: Job.objects.get(pk=job.pk).state == Job.State.DONE, worker=worker)


def test_a_running_one_stops_soon_after_it_was_cancelled_and_leaves_no_file(ask, cast, worker, files_left, tmp_path):
    export = ask(rows=100_000, pause=0.05, size=LARGE)
    wait_until(lambda: now(export).progress > 0, worker=worker, every=0.02)
    assert list((tmp_path / "exports-under-construction").iterdir())
    cancel(export, by=cast.kaede)
    wait_until(lambda: Job.objects.get(kind="exports.produce").state == Job.State.DONE, worker=worker, seconds=5)
    assert (now(export).state, now(export).content.name) == (State.CANCELLED, "")
    assert not [path for path in files_left() if "export" in str(path)]


def test_while_a_statement_says_nothing_the_job_stays_with_its_worker(ask, cast, worker):
    """Its lease is a minute: without a pulse the sweep would give the job to another worker."""

    def leased_until() -> datetime.datetime:
        return Job.objects.values_list("leased_until", flat=True).get(kind="exports.produce")

    export = ask(rows=50, fail="sql", size=LARGE)
    wait_until(lambda: now(export).progress == 50, worker=worker, every=0.02)
    before = leased_until()
    wait_until(lambda: leased_until() > before, worker=worker, seconds=10)
    cancel(export, by=cast.kaede)
    wait_until(lambda: Job.objects.get(kind="exports.produce").state == Job.State.DONE, worker=worker, seconds=10)


def test_a_long_statement_is_broken_off_when_it_was_cancelled(ask, cast, worker):
    """It says nothing for a minute; nobody waits for that."""
    export = ask(rows=50, fail="sql", size=LARGE)
    wait_until(lambda: now(export).progress == 50, worker=worker, every=0.02)
    cancel(export, by=cast.kaede)
    wait_until(lambda: Job.objects.get(kind="exports.produce").state == Job.State.DONE, worker=worker, seconds=10)
    assert now(export).state == State.CANCELLED
    assert "Traceback" not in worker.log


def test_a_worker_that_is_killed_half_way_is_followed_by_one_that_starts_over(ask, worker, move_clock, files_left):
    """tests/faults/test_exports_workers_killed.py does it at 10, 50 and 90 %, with a control."""
    export = ask(rows=2_000, pause=0.05, size=LARGE)
    wait_until(lambda: now(export).progress >= 1_000, worker=worker, every=0.01)
    worker.kill()
    assert (now(export).state, now(export).content.name) == (State.RUNNING, "")
    move_clock(datetime.timedelta(seconds=61))
    worker.start()
    wait_until(lambda: Job.objects.get(kind="exports.produce").state == Job.State.WAITING, worker=worker)
    move_clock(datetime.timedelta(seconds=120))
    wait_until(lambda: now(export).state == State.DONE, worker=worker)
    assert now(export).content.read() == expected(2_000)
    assert len([path for path in files_left() if path.parent.parent.name == "exports"]) == 1
