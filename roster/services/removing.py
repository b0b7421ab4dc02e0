"""Taking somebody off the roster."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction

from core.people import audit
from core.people.models import User
from roster.models import Contact
from roster.services.changing import ChangedMeanwhile


@transaction.atomic
def remove_contact(contact: Contact, *, version: int, by: User) -> None:
    """Delete the entry that the person saw. Raises ChangedMeanwhile when it has become another one since."""
    if not contact.may_be_edited_by(by):
        raise PermissionDenied
    # Recorded first: the entry is named by what it was. Both stand or fall together.
    audit.record("contact.removed", contact, by=by, organization=contact.organization_id)
    deleted, _ = Contact.objects.filter(pk=contact.pk, version=version).delete()
    if not deleted:
        raise ChangedMeanwhile(Contact.objects.select_related("organization", "duty").filter(pk=contact.pk).first())
