"""A worker is killed while it makes an export: the file is whole, or absent and said so. Never half."""

from __future__ import annotations

import datetime
import uuid
from pathlib import Path

import pytest

from core.exports import registry
from core.exports.models import Export
from core.exports.services.requesting import request_export
from core.jobs.models import Job
from tests.exports.conftest import LARGE, files_left, storage  # noqa: F401 - fixtures
from tests.exports.producers import Rows, expected, expected_hash, naive_export
from tests.worker import RealWorker, real_worker, wait_until

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]
State = Export.State
ROWS, PAUSE = 2_000, 0.1


def long_export(cast, **definition) -> Export:
    assert Rows.code in registry.PRODUCERS
    definition = {"organization": cast.ishinomaki.pk, "rows": ROWS, "pause": PAUSE, "size": LARGE, **definition}
    return request_export(Rows.code, definition, by=cast.kaede)


def now(export: Export) -> Export:
    return Export.objects.get(pk=export.pk)


def kill_at(percent: int, export: Export, worker: RealWorker, after: uuid.UUID | None) -> uuid.UUID | None:
    """Kill the run that follows the one named, and name it."""
    wait_until(lambda: now(export).run not in (None, after), worker=worker, every=0.01)
    wait_until(lambda: now(export).progress >= ROWS * percent / 100, worker=worker, every=0.01)
    worker.kill()
    assert now(export).state == State.RUNNING, "the test must strike in the middle"
    return now(export).run


@pytest.fixture
def worker(tmp_path: Path):
    with real_worker(work=["tests.exports.producers"], environment={"PORTAL_DATA": str(tmp_path)}) as running:
        yield running


def test_killed_at_10_50_and_90_percent_it_ends_whole(cast, worker, move_clock, signed_in, files_left):  # noqa: F811
    export = long_export(cast)
    client = signed_in(cast.kaede)
    moved, run = 0, None
    for percent in (10, 50, 90):
        run = kill_at(percent, export, worker, run)
        assert client.get(f"/exports/{export.pk}/file/").status_code == 404
        assert "作成中" in client.get(f"/exports/{export.pk}/").content.decode()
        moved += 61  # the lease
        move_clock(datetime.timedelta(seconds=moved))
        worker.start()
        wait_until(lambda: Job.objects.get(kind="exports.produce").state == Job.State.WAITING, worker=worker)
        moved += 200  # the backoff
        move_clock(datetime.timedelta(seconds=moved))
    wait_until(lambda: now(export).state == State.DONE, worker=worker)
    assert (now(export).rows, now(export).sha256) == (ROWS, expected_hash(ROWS))
    assert b"".join(client.get(f"/exports/{export.pk}/file/")) == expected(ROWS)
    assert [path.name for path in files_left() if path.parts[-3] == "exports"] == [
        now(export).content.name.rpartition("/")[2]
    ]


def test_one_that_kills_every_worker_is_absent_and_said_so(cast, worker, move_clock, signed_in, files_left):  # noqa: F811
    export = long_export(cast)
    moved, run = 0, None
    for attempt in range(1, 6):
        run = kill_at(10, export, worker, run)
        moved += 61
        move_clock(datetime.timedelta(seconds=moved))
        worker.start()
        after = Job.State.DEAD if attempt == 5 else Job.State.WAITING
        wait_until(lambda state=after: Job.objects.get(kind="exports.produce").state == state, worker=worker)
        moved += 2_200  # longer than any backoff
        move_clock(datetime.timedelta(seconds=moved))
    wait_until(lambda: now(export).state == State.FAILED, worker=worker)
    page = signed_in(cast.kaede).get(f"/exports/{export.pk}/").content.decode()
    assert "書き出しができませんでした。ファイルはありません。" in page
    assert "何度か試しました" in page
    assert not [path for path in files_left() if path.parts[-3] == "exports"]


@pytest.mark.parametrize("percent", [10, 50, 90])
def test_control_without_workshop_and_row_a_killed_export_leaves_half_a_file(
    percent, cast, worker, tmp_path, move_clock
):
    """What this house does without: written to where it will lie, asked for by a message, and nobody looks after it."""
    place = tmp_path / "naive.csv"
    naive_export.apply_async(args=[str(place), ROWS, PAUSE], queue="exports")
    wait_until(lambda: _lines(place) >= ROWS * percent / 100, worker=worker, every=0.01)
    worker.kill()
    move_clock(datetime.timedelta(seconds=300))
    left = place.read_bytes()
    assert 0 < len(left) < len(expected(ROWS))
    assert expected(ROWS).startswith(left)


def _lines(place: Path) -> int:
    return place.read_bytes().count(b"\n") if place.exists() else 0
