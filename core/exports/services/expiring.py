"""Files of exports stay for a day, and what is left to decide as well."""

from __future__ import annotations

from functools import partial

from django.db import transaction

from core.clock import Now, later
from core.exports import keeping
from core.exports.models import Export
from core.exports.querysets import EXPIRING, UNFINISHED, ExportQuerySet

# How long the list of one's exports remembers them. The audit log remembers them longer.
FORGET_SECONDS = 30 * 24 * 3600


def expire_overdue() -> int:
    """Erase what has come to its time. Returns how many; meant for the sweep."""
    return expire(Export.objects.overdue())


def expire(exports: ExportQuerySet) -> int:
    """Erase files and findings of these exports now; their rows say so. For rooms whose data must be gone, too.

    The file is gone once that is committed; if the process dies in between, the hourly sweep takes it.
    """
    expired = 0
    for pk in exports.filter(state__in=EXPIRING).order_by("pk").values_list("pk", flat=True):
        expired += _expire_one(pk)
    return expired


def forget_old() -> int:
    """Rows that ended a month ago go from the lists."""
    old = Export.objects.exclude(state__in=(*UNFINISHED, "done")).filter(touched_at__lt=later(-FORGET_SECONDS))
    return old.delete()[0]


@transaction.atomic
def _expire_one(pk: int) -> int:
    locked = Export.objects.select_for_update(skip_locked=True)
    export = locked.filter(pk=pk, state__in=EXPIRING).first()
    if export is None:
        return 0
    name = export.content.name
    export.findings.all().delete()
    Export.objects.filter(pk=pk).update(state=Export.State.EXPIRED, content="", characters=[], touched_at=Now())
    if name:
        transaction.on_commit(partial(keeping.throw_away, name), robust=True)
    return 1
