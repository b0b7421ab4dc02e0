"""How far an export has come, and whether it is still wanted."""

from __future__ import annotations

import logging
import threading
from types import TracebackType
from typing import Self

import psycopg
from django.db import DatabaseError, connection

from core.exports.models import Export
from core.jobs.models import Job
from core.jobs.running import LeaseLost, beat

logger = logging.getLogger(__name__)

EVERY_SECONDS = 2.0


class NoLongerWanted(Exception):
    """It was cancelled, or another run has begun to make it."""


class Pulse:
    """What a producer calls as `beat(done, total)`, which only notes the numbers.

    With a job, a thread reports them every two seconds, on a connection of its own: that of the work is busy as long as
    rows come from it, and what it writes nobody would see before the end. The thread keeps the job's lease while a
    long statement says nothing, and breaks that statement off once the export is no longer wanted. What hangs for
    ever is ended by the worker's time limit, and this thread with it.
    """

    def __init__(self, export: Export, job: Job | None) -> None:
        self.export, self.job = export, job
        self.done = self.total = 0
        self.phase = Export.Phase(export.phase)
        self.lost: Exception | None = None
        self._over = threading.Event()
        self._thread: threading.Thread | None = None
        self._working: psycopg.Connection | None = None

    def __call__(self, done: int, total: int) -> None:
        self.done, self.total = done, total
        self.check()

    def check(self) -> None:
        """Raise when somebody has cancelled the export or taken it over."""
        if self.lost is not None:
            raise self.lost

    def enter(self, phase: Export.Phase) -> None:
        """What follows counts from zero again."""
        self.phase, self.done = phase, 0
        self.check()

    def __enter__(self) -> Self:
        # Inside somebody's transaction (a test's) another connection would not find the rows.
        if self.job is not None and not connection.in_atomic_block:
            connection.ensure_connection()
            self._working = connection.connection
            self._thread = threading.Thread(target=self._report_until_over, name="pulse", daemon=True)
            self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def stop(self) -> None:
        """No report comes after this. Safe to call twice."""
        self._over.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _report_until_over(self) -> None:
        try:
            while not self._over.wait(EVERY_SECONDS) and self.lost is None:
                try:
                    self._report()
                except (LeaseLost, NoLongerWanted) as lost:
                    self.lost = lost
                    self._break_off()
                except DatabaseError as error:  # if it stays away, the lease runs out and the work starts over
                    logger.warning("export %s: no report: %s", self.export.pk, type(error).__name__)
                    connection.close()
        finally:
            connection.close()

    def _report(self) -> None:
        ours = Export.objects.filter(pk=self.export.pk, run=self.export.run)
        if not ours.update(phase=self.phase, progress=self.done, total=self.total or self.export.total):
            raise NoLongerWanted
        if self.job is not None:
            beat(self.job, self.done, self.total)

    def _break_off(self) -> None:
        if self._working is not None:
            try:
                self._working.cancel_safe(timeout=5)
            except psycopg.Error as error:
                logger.warning("export %s: not broken off: %s", self.export.pk, type(error).__name__)
