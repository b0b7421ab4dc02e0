"""Reading is a person's, acknowledging an organization's."""

from __future__ import annotations

from django.db import transaction

from archive.models import Delivery, Notice, Reading
from core.clock import Now
from core.notifications.services.reading import mark_read as mark_notifications_read
from core.people import audit
from core.people.access import organizations_for
from core.people.models import User, Verb


def note_reading(notice: Notice, *, by: User) -> None:
    """Remember the first time a person of an addressed organization opened a published notice."""
    if notice.state != Notice.State.PUBLISHED:
        return
    received = Delivery.objects.filter(notice=notice, organization__in=organizations_for(by, Verb.READ_RECORDS))
    if received.exists():
        Reading.objects.bulk_create([Reading(notice=notice, user=by)], ignore_conflicts=True)
        mark_notifications_read(by, notice)


@transaction.atomic
def acknowledge(notice: Notice, *, by: User) -> int:
    """Acknowledge for every organization of the person that has not done so. Returns for how many it was the first.

    Safe twice: who was first stays on record. A withdrawn notice is not acknowledged.
    """
    deliveries = Delivery.objects.filter(
        notice=notice,
        notice__state=Notice.State.PUBLISHED,
        notice__needs_acknowledgement=True,
        organization__in=organizations_for(by, Verb.ACKNOWLEDGE),
        acknowledged_at__isnull=True,
    )
    first = 0
    for delivery in deliveries.select_for_update(of=("self",)).select_related("organization"):
        first += Delivery.objects.filter(pk=delivery.pk, acknowledged_at__isnull=True).update(
            acknowledged_at=Now(), acknowledged_by=by
        )
        audit.record("notice.acknowledged", notice, by=by, organization=delivery.organization)
    return first
