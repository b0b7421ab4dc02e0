"""A real Celery worker with its scheduler, as child processes on the test's own database.

    with real_worker() as worker:           # the test must be `django_db(transaction=True)`
        publish(notice.pk, by=cast.sato)
        wait_until(lambda: Notification.objects.count() == 5, worker=worker)
        worker.kill()                        # -9, with all its children, wherever they are
        worker.start()

It connects as the application's role, listens to every queue and sweeps every second.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psutil
from django.conf import settings
from django.db import connection
from kombu import pools

from embedded import processes
from portal.celery import app

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60


class RealWorker:
    """`python -m celery worker --beat` in a session of its own. `log` is what it has written so far."""

    def __init__(
        self,
        folder: Path,
        *,
        redis_url: str | None = None,
        queues: Iterable[str] = ("default", "mail", "files", "exports"),
        concurrency: int = 1,
        beat: bool = True,
        work: Iterable[str] = (),
        environment: dict[str, str] | None = None,
    ) -> None:
        self.folder = folder
        self.beat = beat
        self.command = [
            *(sys.executable, "-m", "celery", "-A", "tests.worker_app", "worker"),
            *("--loglevel=INFO", "--without-gossip", "--without-mingle", f"--concurrency={concurrency}"),
            f"--queues={','.join(queues)}",
        ]
        if beat:
            self.command += ["--beat", f"--schedule={folder / 'beat-schedule'}"]
        self.environment = {
            **os.environ,
            "DATABASE_URL": on_the_test_database(os.environ["DATABASE_URL"]),
            "DATABASE_OWNER_URL": on_the_test_database(os.environ["DATABASE_OWNER_URL"]),
            "REDIS_URL": redis_url or settings.REDIS_URL,
            "PORTAL_AS_OWNER": "0",
            "PORTAL_PROCESS": "worker",
            "TEST_WORK": ",".join(work),
            "PYTHONUNBUFFERED": "1",
            **(environment or {}),
        }
        self._log = folder / "worker.log"
        self._process: psutil.Popen | None = None

    @property
    def log(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace") if self._log.exists() else ""

    @property
    def pid(self) -> int:
        assert self._process is not None, "The worker does not run."
        return self._process.pid

    def start(self, *, wait: bool = True) -> None:
        """Start it; with `wait`, come back when it takes work."""
        assert self._process is None, "The worker runs already."
        before = len(self.log)
        for left in self.folder.glob("beat-schedule*"):  # a killed scheduler may leave it half-written
            left.unlink()
        with self._log.open("ab") as log:
            self._process = psutil.Popen(
                self.command,
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=processes.die_with_parent,
            )
        if wait:
            wait_until(lambda: " ready." in self.log[before:], worker=self, seconds=START_SECONDS)

    def kill(self) -> None:
        """As a power cut would: the worker and all its children at once."""
        self._end(signal.SIGKILL, patience=0)

    def stop(self) -> None:
        """As a deployment would: the worker finishes what it is doing."""
        self._end(signal.SIGTERM, patience=20)

    def restart(self) -> None:
        self.kill()
        self.start()

    def alive(self) -> bool:
        return self._process is not None and processes.alive(self._process)

    def _end(self, first: signal.Signals, *, patience: float) -> None:
        if self._process is None:
            return
        children = []
        with suppress(psutil.NoSuchProcess):
            children = self._process.children(recursive=True)
        if first == signal.SIGKILL:
            processes.end([self._process, *children], patience=0, first=first)
        else:
            processes.end([self._process], patience=patience, first=first)
            processes.end(children, patience=0, first=signal.SIGKILL)
        self._process.wait(10)
        self._process = None


@contextmanager
def real_worker(**options) -> Iterator[RealWorker]:
    """A running worker, ended with the block. Options: see `RealWorker`. Its log is shown when the block fails."""
    with tempfile.TemporaryDirectory(prefix="musubi-worker-") as folder:
        worker = RealWorker(Path(folder), **options)
        try:
            worker.start()
            yield worker
        except BaseException:
            print(f"--- the worker's log\n{worker.log[-4_000:]}")
            raise
        finally:
            worker.stop()


def wait_until(
    condition: Callable[[], bool], *, worker: RealWorker | None = None, seconds: float = 30, every: float = 0.1
) -> None:
    """Ask again and again. Fails after so many seconds, or at once when the worker has gone away."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert worker is None or worker.alive(), f"The worker ended:\n{worker.log[-4000:]}"
        assert time.monotonic() < deadline, f"Not within {seconds} seconds."
        time.sleep(every)


@contextmanager
def nudging(redis_url: str) -> Iterator[None]:
    """Inside, this process sends its nudges to another Redis than the test session's."""
    before = app.conf.broker_url
    _point_at(redis_url)
    try:
        yield
    finally:
        _point_at(before)


def _point_at(redis_url: str) -> None:
    app.conf.broker_url = app.conf.broker_read_url = app.conf.broker_write_url = redis_url
    pools.reset()
    app._pool = app.amqp._producer_pool = None


def on_the_test_database(url: str) -> str:
    """The same server and role, but the database that this test uses."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"/{connection.settings_dict['NAME']}"))
