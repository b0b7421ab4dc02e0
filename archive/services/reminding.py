"""Reminding those who have not acknowledged (or, where no acknowledgement is asked, not read)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F, QuerySet

from archive.models import Delivery, Notice
from core.clock import Now
from core.jobs.enqueueing import enqueue
from core.people import audit
from core.people.models import User


def owing(notice: Notice) -> QuerySet[Delivery]:
    """Deliveries whose organization still owes something: its acknowledgement, or a first reading."""
    deliveries = notice.deliveries.select_related("organization")
    if notice.needs_acknowledgement:
        return deliveries.filter(acknowledged_at__isnull=True)
    return deliveries.unread_by_all()


@transaction.atomic
def remind(notice: Notice, organizations: Iterable[int], *, by: User) -> int:
    """Remind the people of these organizations; only those that owe. Returns how many organizations are reminded."""
    if notice.state != Notice.State.PUBLISHED:
        return 0
    ids = list(owing(notice).filter(organization__in=list(organizations)).values_list("pk", flat=True))
    reminded = Delivery.objects.filter(pk__in=ids).update(reminded_at=Now(), reminders=F("reminders") + 1)
    if reminded:
        round_number = Delivery.objects.filter(pk__in=ids).order_by("-reminders").values_list("reminders", flat=True)[0]
        enqueue("archive.remind", by=by, notice=notice.pk, deliveries=ids, round=round_number)
        audit.record("notice.reminded", notice, by=by, organization=notice.owner_id, organizations=reminded)
    return reminded
