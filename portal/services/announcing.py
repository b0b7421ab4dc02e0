"""Putting announcements up and taking them down."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from core import clock
from core.people import audit
from core.people.access import user_may
from core.people.models import User, Verb
from portal.models import Announcement


@transaction.atomic
def announce(announcement: Announcement, *, by: User, **fields: Any) -> Announcement:
    """Put up a new announcement or change one. Only for organizations the person publishes for."""
    new = announcement.pk is None
    for name, value in fields.items():
        setattr(announcement, name, value)
    if not user_may(by, Verb.PUBLISH, announcement.owner_id):
        raise PermissionDenied
    announcement.shown_from = announcement.shown_from or clock.now()
    if new:
        announcement.by = by
    announcement.save()
    action = "announcement.posted" if new else "announcement.changed"
    audit.record(action, announcement, by=by, organization=announcement.owner_id)
    return announcement


@transaction.atomic
def end(announcement: Announcement, *, by: User) -> None:
    """Take it down now. It stays on record. Ending twice changes nothing."""
    now = clock.now()
    ended = (
        Announcement.objects.filter(pk=announcement.pk)
        .exclude(shown_until__lte=now)
        .update(shown_from=min(announcement.shown_from, now), shown_until=now)
    )
    if ended:
        audit.record("announcement.ended", announcement, by=by, organization=announcement.owner_id)
