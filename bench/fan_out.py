"""Telling 100,000 people of 1,788 organizations about one notice.

From the commit that asks for it until a real Celery worker has committed the last inbox row, against one bare
INSERT … SELECT of the same rows; and how much the worker's memory grows meanwhile.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psutil

from bench.measure import Figure
from bench.notice_list import LARGE
from bench.stage import ROOT, Stage, Stages

MEMORY_MB = 100


def figures(stages: Stages) -> Iterator[Figure]:
    stage = stages.stage("bench_large", **LARGE)
    with _worker(stage) as worker:
        answer = stage.inside("bench.telling", str(worker.pid), PORTAL_PROCESS="command")
    yield Figure(
        f"Fan-out to {answer['people']:,} people",
        statistics.median(answer["worker"]),
        "one bare INSERT … SELECT of the same rows",
        statistics.median(answer["bare"]),
        at_most=2,
    )
    yield Figure(
        "The worker's memory grows by",
        answer["grown_mb"],
        "megabytes allowed",
        MEMORY_MB,
        at_most=1,
        unit="MB",
    )


@contextmanager
def _worker(stage: Stage) -> Iterator[psutil.Process]:
    """A Celery worker that takes only the fan-out, so that sending mail does not compete for the two cores."""
    command = [sys.executable, "-m", "celery", "-A", "portal", "worker", "-Q", "default", "-c", "1", "-l", "WARNING"]
    environment = stage.environment | {"PORTAL_PROCESS": "worker"}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 60
        while not psutil.Process(process.pid).children():
            if time.monotonic() > deadline or process.poll() is not None:
                raise SystemExit("The worker did not start.")
            time.sleep(0.2)
        time.sleep(2)
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(timeout=30)
