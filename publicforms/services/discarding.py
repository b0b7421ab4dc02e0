"""Throwing a form away that was never published: nobody has seen it, nothing was sent in."""

from __future__ import annotations

from django.db import transaction

from core.people import audit
from core.people.models import User
from core.questions.services.composing import NotDeletable, delete
from publicforms.models import OneTimeCode
from publicforms.services.publishing import locked


class WasPublished(Exception):
    """Its address was given out; it is withdrawn instead, and its submissions are erased in their time."""


@transaction.atomic
def delete_draft(form_id: int, *, by: User) -> None:
    """With its settings, and with its questions where they were never published. Raises WasPublished."""
    form = locked(form_id)
    if not form.is_draft or form.submissions.exists():
        raise WasPublished
    audit.record("form.deleted", form, by=by, organization=form.owner_id)
    questionnaire = form.questionnaire
    OneTimeCode.objects.filter(form=form).delete()
    form.delete()
    try:
        with transaction.atomic():
            delete(questionnaire, by=by)
    except NotDeletable:
        pass  # published or tried before: it stays among the questionnaires
