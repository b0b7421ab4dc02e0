"""People change their own name as it is shown to others."""

from __future__ import annotations

from django.db import transaction

from core.people import audit
from core.people.access import posts_of
from core.people.models import User


@transaction.atomic
def rename(person: User, *, name: str, kana: str) -> User:
    """Names are stored as typed. Safe to call again."""
    kept = User.objects.select_for_update().get(pk=person.pk)
    if (kept.name, kept.kana) == (name, kana):
        return kept
    before, kept.name, kept.kana = kept.name, name, kana
    kept.save(update_fields=["name", "kana"])
    posts = posts_of(kept)
    audit.record(
        "person.renamed", kept, by=kept, organization=posts[0].organization_id if posts else None, before=before
    )
    return kept
