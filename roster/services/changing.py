"""Changing an entry of the roster, without overwriting what somebody else has just saved."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F

from core.clock import Now
from core.people import audit
from core.people.models import User
from roster.models import Contact
from roster.services.adding import AlreadyListed


class ChangedMeanwhile(Exception):
    """Somebody else saved the entry since it was opened. `current` is what stands now; None when it was deleted."""

    def __init__(self, current: Contact | None) -> None:
        super().__init__(current.pk if current else None)
        self.current = current


def change_contact(contact: Contact, *, version: int, by: User, **written: Any) -> bool:
    """Write the fields to the entry, if it still is what the person saw. False when they change nothing.

    Raises ChangedMeanwhile, and AlreadyListed when it would become the same as another entry.
    """
    if not contact.may_be_edited_by(by):
        raise PermissionDenied
    changed = sorted(name for name, value in written.items() if getattr(contact, name) != value)
    if not changed and contact.version == version:
        return False
    try:
        with transaction.atomic():
            saved = Contact.objects.filter(pk=contact.pk, version=version).update(
                **written, version=F("version") + 1, updated_at=Now(), updated_by=by
            )
            if not saved:
                raise ChangedMeanwhile(_current(contact))
            contact.refresh_from_db()
            audit.record("contact.changed", contact, by=by, organization=contact.organization_id, fields=changed)
    except IntegrityError as error:
        raise AlreadyListed from error
    return True


def _current(contact: Contact) -> Contact | None:
    return Contact.objects.select_related("organization", "duty", "updated_by").filter(pk=contact.pk).first()
