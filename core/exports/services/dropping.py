"""Taking exports out altogether: for rooms whose records must be gone, and every file that holds them."""

from __future__ import annotations

from django.db import transaction

from core.exports import keeping
from core.exports.models import Export
from core.exports.querysets import ExportQuerySet
from core.jobs.forgetting import forget as forget_jobs
from core.notifications.services.forgetting import forget as forget_messages


@transaction.atomic
def drop(exports: ExportQuerySet) -> int:
    """Delete these exports, whatever became of them: files first, then rows, findings and what was told of them.

    A worker that is making one stops within seconds and leaves nothing. If the process dies before the commit, rows
    are left whose file is gone: call it again. Returns how many there were.
    """
    locked = list(exports.order_by("pk").select_for_update())
    ids = [export.pk for export in locked]
    for export in locked:
        if export.content.name:
            keeping.throw_away(export.content.name)
        keeping.throw_half_away(export)
    Export.objects.filter(pk__in=ids).delete()
    forget_messages(Export._meta.label_lower, ids)
    forget_jobs("exports", export=ids)
    return len(ids)
