"""Putting somebody on the roster."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from core.people import audit
from core.people.models import Organization, User
from roster.models import Contact, may_edit_roster


class AlreadyListed(Exception):
    """The same person is listed for the same duty already: a second click, or somebody was faster."""


def add_contact(*, organization: Organization, by: User, **written: Any) -> Contact:
    """List a contact of an organization. Raises AlreadyListed."""
    if not may_edit_roster(by, organization.pk):
        raise PermissionDenied
    contact = Contact(organization=organization, updated_by=by, **written)
    try:
        with transaction.atomic():
            contact.save(force_insert=True)
            audit.record("contact.added", contact, by=by, organization=organization)
    except IntegrityError as error:
        raise AlreadyListed from error
    return contact
