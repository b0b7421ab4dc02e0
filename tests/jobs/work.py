"""Work that only tests ask for. A worker knows it when started with `work=["tests.jobs.work"]`.

What a run leaves behind is a row of its own, so that "how often" can be counted: an audit entry.
"""

import os
import signal
import time

from celery import shared_task

from core.jobs.models import Job
from core.jobs.registry import Later, work
from core.people import audit
from core.people.models import AuditEntry


def runs(name: str) -> int:
    return AuditEntry.objects.filter(action="test.ran", details__name=name).count()


def note_run(name: str) -> None:
    audit.record("test.ran", by=None, name=name)


@work("test.note", "テスト：実行を記録する")
def note(job: Job, name: str) -> None:
    note_run(name)


@work("test.note_once", "テスト：1回だけ記録する")
def note_once(job: Job, name: str) -> None:
    """Safe to repeat, as all work must be: the second run finds the effect of the first."""
    if not runs(name):
        note_run(name)


@work("test.fail", "テスト：失敗する")
def fail(job: Job, name: str = "") -> None:
    note_run(name)
    raise RuntimeError("この処理は必ず失敗します。")


@work("test.wait", "テスト：あとにする")
def wait(job: Job, name: str = "", seconds: float = 30) -> None:
    note_run(name)
    raise Later(seconds, "相手の準備がまだです。")


@work("test.exit", "テスト：プロセスごと終わる")
def exit_process(job: Job, name: str) -> None:
    note_run(name)
    os._exit(70)


@work("test.kill", "テスト：プロセスを殺す")
def kill_process(job: Job, name: str) -> None:
    note_run(name)
    os.kill(os.getpid(), signal.SIGKILL)


@work("test.slow", "テスト：時間がかかる")
def slow(job: Job, name: str, seconds: float) -> None:
    time.sleep(seconds)
    note_run(name)


@shared_task(name="tests.effect_by_message")
def effect_by_message(name: str) -> None:
    """The control: an effect that only a message asks for."""
    if not runs(name):
        note_run(name)
