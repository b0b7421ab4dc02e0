"""Templates of letters, kept for each form."""

from __future__ import annotations

from django.db import transaction

from core.people import audit
from core.people.models import User
from publicforms.models import LetterTemplate


@transaction.atomic
def save_template(template: LetterTemplate, *, by: User) -> LetterTemplate:
    template.save()
    audit.record("letter_template.saved", template, by=by, organization=template.form.owner_id)
    return template


@transaction.atomic
def delete_template(template: LetterTemplate, *, by: User) -> None:
    """Safe to repeat. Letters that were written from it stay."""
    if template.pk and LetterTemplate.objects.filter(pk=template.pk).exists():
        audit.record("letter_template.deleted", template, by=by, organization=template.form.owner_id)
        LetterTemplate.objects.filter(pk=template.pk).delete()
