"""Inbox entries become read: by the record that they are about, or by hand."""

from __future__ import annotations

from collections.abc import Collection

from django.db import models

from core.clock import Now
from core.notifications.models import Notification
from core.people.models import User


def mark_read(user: User, subject: models.Model) -> int:
    """The person has seen this record, so everything said about it is read. Called by the record's own page."""
    return Notification.objects.visible_to(user).unread().about(subject).update(read_at=Now())


def mark_entries_read(user: User, entries: Collection[int]) -> int:
    """Those of the entries that are the person's own; others are not touched."""
    return Notification.objects.visible_to(user).unread().filter(pk__in=entries).update(read_at=Now())


def mark_all_read(user: User) -> int:
    return Notification.objects.visible_to(user).unread().update(read_at=Now())
