"""Making the file: checked, written, measured, taken over; then known, all at once.

The same function works for a small export within the request and for a long one in a worker.
"""

from __future__ import annotations

import errno
import logging
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from celery.exceptions import SoftTimeLimitExceeded
from django.db import OperationalError, connection, transaction

from core.clock import Now, later
from core.exports import keeping
from core.exports.cp932_findings import Gathered
from core.exports.encodings import Encoding
from core.exports.messages_out import tell_failed, tell_needs_decision, tell_ready
from core.exports.models import Export
from core.exports.pulse import NoLongerWanted, Pulse
from core.exports.querysets import ExportQuerySet
from core.exports.registry import Producer
from core.jobs.models import Job
from core.jobs.running import LeaseLost
from core.people import audit

logger = logging.getLogger(__name__)

KEEP_SECONDS = 24 * 3600
FULL = "サーバーの空き容量が足りないため、作成できませんでした。管理者に連絡してください。"
TOO_LONG = "1時間以内に終わらなかったため、作成を止めました。条件で絞ってから、もう一度お試しください。"
BROKEN = "処理の途中で問題が起きたため、作成できませんでした。もう一度試しても同じときは、管理者に連絡してください。"
NOT_ALLOWED = "この内容を見る権限がなくなったため、作成しませんでした。"
GAVE_UP = "何度か試しましたが、終わりまで作成できませんでした。管理者に連絡してください。"


class Impossible(Exception):
    """It will not be made, for a reason in words."""


def produce(export: Export, job: Job | None = None) -> None:
    """Make an export that waits, or start over one that was left half done. Of any other it does nothing.

    Afterwards it is done with its file, waits for a decision, or has failed and says why. Only two things come back
    as errors, with the export left as it is, to be made again: an OperationalError (the database is away, or a
    statement took longer than this process allows), and LeaseLost.
    """
    waiting, run = Export.objects.at_work().filter(pk=export.pk), uuid.uuid4()
    if not waiting.update(state=Export.State.RUNNING, run=run, progress=0, touched_at=Now()):
        return
    export = Export.objects.select_related("by").get(pk=export.pk)
    export.run = run  # whatever became of it meanwhile: everything below asks whether this run is still the one
    try:
        with Pulse(export, job) as pulse:
            try:
                _make(export, run, pulse)
            except Exception as error:
                # A statement that the pulse broke off complains of that, not of what led to it.
                if pulse.lost is not None and pulse.lost is not error:
                    raise pulse.lost from error
                raise
    except NoLongerWanted:
        logger.info("export %s is no longer wanted", export.pk)
    except (OperationalError, psycopg.OperationalError) as error:
        if not _is_full(error):
            raise
        _fail(export, FULL, error)
    except LeaseLost:
        raise
    except Impossible as why:
        _fail(export, str(why))
    except SoftTimeLimitExceeded as error:
        _fail(export, TOO_LONG, error)
    except Exception as error:
        _fail(export, FULL if _is_full(error) else BROKEN, error)


def give_up(export: Export) -> None:
    """Its job is dead: say so. Nothing where it has come to an end meanwhile."""
    _settle_as_failed(export, Export.objects.at_work().filter(pk=export.pk), GAVE_UP)


def _make(export: Export, run: uuid.UUID, pulse: Pulse) -> None:
    producer = export.made_by
    if producer is None:
        raise Impossible("この種類の書き出しは、なくなりました。")
    with Gathered() as gathered, keeping.under_construction(export) as file:
        with _one_state_of_the_data():
            if not producer.may(export.definition, export.by):
                raise Impossible(NOT_ALLOWED)
            _check(export, producer, gathered, pulse)
            if not gathered.places:
                pulse.enter(Export.Phase.WRITING)
                rows = producer.write(export.definition, by=export.by, to=file, beat=pulse, mark=export.mark or None)
        pulse.stop()
        pulse.check()
        if gathered.places:
            _ask(export, gathered)
            return
        size, sha256 = keeping.measure(file)
        name = keeping.keep(run, file)
    try:
        _finish(export, content=name, sha256=sha256, rows=rows, size=size)
    except OperationalError:
        raise  # the commit may have come through; if not, the sweep takes the file
    except BaseException:
        keeping.throw_away(name)
        raise


def _check(export: Export, producer: Producer, gathered: Gathered, pulse: Pulse) -> None:
    if export.definition.get("encoding") != Encoding.CP932 or export.mark:
        return
    pulse.enter(Export.Phase.CHECKING)
    for finding in producer.findings(export.definition, by=export.by, beat=pulse):
        gathered.add(finding)


@transaction.atomic
def _finish(export: Export, *, rows: int, **fields: str | int) -> None:
    ours = Export.objects.filter(pk=export.pk, run=export.run)
    done = {"progress": rows, "total": rows, "rows": rows, "expires_at": later(KEEP_SECONDS)}
    if not ours.update(state=Export.State.DONE, run=None, touched_at=Now(), **done, **fields):
        raise NoLongerWanted
    audit.record(
        "export.produced", export, by=export.by, organization=export.concerned,
        rows=rows, size=fields["size"], sha256=fields["sha256"],
    )  # fmt: skip
    if export.in_background:
        tell_ready(export)


@transaction.atomic
def _ask(export: Export, gathered: Gathered) -> None:
    ours = Export.objects.filter(pk=export.pk, run=export.run)
    waits = {"characters": gathered.characters, "expires_at": later(KEEP_SECONDS)}
    if not ours.update(state=Export.State.NEEDS_DECISION, run=None, touched_at=Now(), **waits):
        raise NoLongerWanted
    gathered.keep(export)
    if export.in_background:
        tell_needs_decision(export)


def _fail(export: Export, why: str, error: Exception | None = None) -> None:
    if error is not None:
        logger.error("export %s failed", export.pk, exc_info=error)
    _settle_as_failed(export, Export.objects.filter(pk=export.pk, run=export.run), why)


@transaction.atomic
def _settle_as_failed(export: Export, ours: ExportQuerySet, why: str) -> None:
    moved = {"reason": why, "touched_at": Now()}
    if ours.update(state=Export.State.FAILED, run=None, **moved):
        audit.record("export.failed", export, by=export.by, organization=export.concerned, why=why)
        if export.in_background and why != NOT_ALLOWED:
            tell_failed(export, why)


@contextmanager
def _one_state_of_the_data() -> Iterator[None]:
    """What is checked is what is written, and all sheets of a workbook are of one moment."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def _is_full(error: BaseException) -> bool:
    """No room: in our storage, or on the database's disk for what it sorts."""
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    return isinstance(error, psycopg.errors.DiskFull) or isinstance(error.__cause__, psycopg.errors.DiskFull)
