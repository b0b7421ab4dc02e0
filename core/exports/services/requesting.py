"""Asking for an export: a small one is made at once, the rest by a worker."""

from __future__ import annotations

import hashlib
import json
import logging

import psycopg
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, OperationalError, transaction

from core.clock import Now
from core.exports.file_names import safe_file_name
from core.exports.models import Export
from core.exports.registry import PRODUCERS, Definition
from core.exports.services.producing import produce
from core.jobs.enqueueing import enqueue
from core.people import audit
from core.people.models import User

logger = logging.getLogger(__name__)

PRODUCE = "exports.produce"
# So many rows are written within a second or two.
SMALL_ROWS = 5_000


def request_export(code: str, definition: Definition, *, by: User) -> Export:
    """Ask a producer for a file, as this person may see it. Returns the export as it stands then.

    A small one is made before this returns, any other by a worker: `core.exports.answers.answer` gives the file, or
    leads to the export's page. Asking twice for the same, before the first is finished, is asking once. Call it
    outside a transaction: a file lies on the disk before its row is committed.

    Raises LookupError for a producer that nobody registered, PermissionDenied where the person may not have this.
    """
    producer = PRODUCERS.get(code)
    if producer is None:
        raise LookupError(f"No producer {code!r} is registered.")
    if not producer.may(definition, by):
        raise PermissionDenied
    rows = producer.size(definition, by)
    fingerprint = _fingerprint(code, definition)
    export = Export(
        by=by,
        producer=code,
        definition=definition,
        fingerprint=fingerprint,
        title=producer.title(definition)[:200],
        file_name=safe_file_name(producer.file_name(definition)),
        total=rows,
        in_background=rows > SMALL_ROWS,
    )
    if not _put_on_record(export):
        found = Export.objects.unfinished().filter(by=by, fingerprint=fingerprint).first()
        # It was finished in between: what was asked for then is what is asked for now.
        return found or Export.objects.filter(by=by, fingerprint=fingerprint).latest("pk")
    return set_going(export)


def set_going(export: Export) -> Export:
    """Have a queued export made: here where it is small, else its job is on record already."""
    if not export.in_background:
        try:
            produce(export)
        except (OperationalError, psycopg.OperationalError) as error:
            # Longer than a page may take; a worker has more time.
            logger.warning("export %s goes to a worker: %s", export.pk, type(error).__name__)
            hand_to_worker(export)
    export.refresh_from_db()
    return export


@transaction.atomic
def hand_to_worker(export: Export) -> None:
    """Whatever became of who made it until now, a worker will start it over."""
    back = {"state": Export.State.QUEUED, "run": None, "in_background": True, "touched_at": Now()}
    if Export.objects.at_work().filter(pk=export.pk).update(**back):
        enqueue_production(export)


def enqueue_production(export: Export) -> None:
    """Last in the transaction that queues the export."""
    enqueue(PRODUCE, key=str(export.pk), by=export.by, total=export.total, export=export.pk)


def _put_on_record(export: Export) -> bool:
    """False where the same is being made already."""
    try:
        with transaction.atomic():
            export.save(force_insert=True)
            audit.record(
                "export.requested", export, by=export.by, organization=export.concerned,
                kind=export.label, rows=export.total, definition=export.audited_definition,
            )  # fmt: skip
            if export.in_background:
                enqueue_production(export)
    except IntegrityError:
        return False
    return True


def _fingerprint(code: str, definition: Definition) -> str:
    text = json.dumps([code, definition], sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()
