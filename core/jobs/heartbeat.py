"""Whether a worker is there: the sweep, which only a worker runs, leaves its time in one row."""

from __future__ import annotations

from core.clock import Now, later
from core.jobs.models import Heartbeat

SILENT_AFTER_SECONDS = 60


def beat() -> None:
    Heartbeat.objects.update_or_create(name="worker", defaults={"at": Now()})


def a_worker_is_alive() -> bool:
    """A worker ran the sweep within the last minute."""
    return Heartbeat.objects.filter(name="worker", at__gt=later(-SILENT_AFTER_SECONDS)).exists()
