"""What the audit log holds of the notices, in the order in which it happened."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING

from archive.models import Delivery, Notice
from core.people.models import AuditEntry

if TYPE_CHECKING:
    from demo.notices.making import Made


def record(made: list[Made]) -> None:
    entries = sorted((entry for each in made for entry in _entries(each)), key=lambda entry: entry.at)
    AuditEntry.objects.bulk_create(entries, batch_size=5000)


def _entries(made: Made) -> Iterator[AuditEntry]:
    notice = made.notice
    yield _entry("notice.drafted", notice, notice.created_at)
    if notice.scheduled_for:
        yield _entry("notice.scheduled", notice, notice.updated_at, {"at": notice.scheduled_for.isoformat()})
    if not notice.published_at:
        return
    yield _entry("notice.published", notice, notice.published_at, {"organizations": len(made.deliveries)})
    for delivery in made.deliveries:
        if delivery.acknowledged_at:
            yield _acknowledged(notice, delivery)
    reminded = [each for each in made.deliveries if each.reminded_at]
    if reminded:
        yield _entry("notice.reminded", notice, reminded[0].reminded_at, {"organizations": len(reminded)})
    if notice.withdrawn_at:
        yield _entry("notice.withdrawn", notice, notice.withdrawn_at, {"because": notice.withdrawn_because})


def _entry(action: str, notice: Notice, at: datetime.datetime, details: dict | None = None) -> AuditEntry:
    return AuditEntry(
        at=at,
        action=action,
        by=notice.created_by,
        organization=notice.owner,
        subject_kind=notice._meta.label_lower,
        subject_id=str(notice.pk),
        subject_label=notice.title[:255],
        details=details or {},
    )


def _acknowledged(notice: Notice, delivery: Delivery) -> AuditEntry:
    entry = _entry("notice.acknowledged", notice, delivery.acknowledged_at)
    entry.by, entry.organization = delivery.acknowledged_by, delivery.organization
    return entry
