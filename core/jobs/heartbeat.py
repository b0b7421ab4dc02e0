"""Whether a worker is there: sweeps and jobs, which only workers run, leave their time in one row."""

from __future__ import annotations

import datetime

from core.clock import Now, later
from core.jobs.models import Heartbeat

SILENT_AFTER_SECONDS = 60
EVERY_SECONDS = 10


def beat() -> None:
    """Cheap when somebody did so within the last ten seconds, so that it may be called wherever work goes on."""
    if not _heard_of_within(EVERY_SECONDS):
        Heartbeat.objects.update_or_create(name="worker", defaults={"at": Now()})


def last_beat() -> datetime.datetime | None:
    return Heartbeat.objects.filter(name="worker").values_list("at", flat=True).first()


def a_worker_is_alive() -> bool:
    return _heard_of_within(SILENT_AFTER_SECONDS)


def _heard_of_within(seconds: float) -> bool:
    return Heartbeat.objects.filter(name="worker", at__gt=later(-seconds)).exists()
