"""Who did: `record()` adds a line to the audit log, in the same transaction as what it tells of."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models

from core.people.audit_words import label
from core.people.models import AuditEntry, Organization, User

__all__ = ["label", "record"]


def record(
    action: str,
    subject: models.Model | None = None,
    *,
    by: User | AnonymousUser | None,
    organization: Organization | int | None = None,
    **details: Any,
) -> AuditEntry:
    """Add one entry.

    `action` is "<thing>.<past participle>" ("notice.published"). `organization` is the one concerned, whose manager
    may read the entry. `details` must be JSON and hold no more personal data than the entry needs.
    """
    return AuditEntry.objects.create(
        action=action,
        by=by if isinstance(by, User) and by.pk else None,
        organization_id=organization.pk if isinstance(organization, Organization) else organization,
        subject_kind=subject._meta.label_lower if subject is not None else "",
        subject_id=str(subject.pk) if subject is not None else "",
        subject_label=str(subject)[:255] if subject is not None else "",
        details=details,
    )
