"""Stopping an export that is not finished."""

from __future__ import annotations

from django.db import transaction

from core.clock import Now
from core.exports.models import Export
from core.people import audit
from core.people.models import User


@transaction.atomic
def cancel(export: Export, *, by: User) -> bool:
    """False when there is nothing (more) to stop. A worker that is making it stops within seconds and leaves no file.

    What was found of it is forgotten.
    """
    moved = {"state": Export.State.CANCELLED, "run": None, "touched_at": Now()}
    if not Export.objects.unfinished().filter(pk=export.pk).update(**moved):
        return False
    export.findings.all().delete()
    audit.record("export.cancelled", export, by=by, organization=export.concerned)
    return True
