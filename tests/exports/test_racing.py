"""Eight clicks at the same moment are one export, one job, one file."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable

import pytest
from django.db import connection

from core.exports.models import Export
from core.exports.services import requesting
from core.jobs.models import Job
from tests.exports.conftest import LARGE

pytestmark = pytest.mark.django_db(transaction=True)
CLICKS = 8


def at_once(do: Callable[[], object]) -> list[BaseException]:
    start, failures = threading.Barrier(CLICKS), []

    def click() -> None:
        try:
            start.wait()
            do()
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(CLICKS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


def jobs() -> int:
    return Job.objects.filter(kind=requesting.PRODUCE).count()


def test_eight_clicks_on_a_long_one_are_one_export_and_one_job(ask):
    assert at_once(lambda: ask(size=LARGE)) == []
    assert (Export.objects.count(), jobs()) == (1, 1)


def test_control_without_the_fingerprint_there_are_eight(ask, monkeypatch):
    monkeypatch.setattr(requesting, "_fingerprint", lambda *_: uuid.uuid4().hex)
    assert at_once(lambda: ask(size=LARGE)) == []
    assert (Export.objects.count(), jobs()) == (CLICKS, CLICKS)


def test_clicks_on_a_small_one_leave_only_whole_files(ask, files_left):
    """Whoever comes while it is made waits for nothing and gets that one; whoever comes after gets one anew."""
    assert at_once(lambda: ask(rows=2_000, pause=0.01)) == []
    made = Export.objects.all()
    assert {export.state for export in made} == {Export.State.DONE}
    assert len(files_left()) == made.count() < CLICKS
