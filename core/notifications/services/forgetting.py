"""Taking back what was said about records that are erased: messages, inbox entries, and mails that have not left."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models, transaction
from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast

from core.notifications.models import Message

AT_ONCE = 1_000


@transaction.atomic
def forget(subject_kind: str, ids: Iterable[int | str]) -> int:
    """Delete every message about these records, with addresses, texts and failures. Returns how many messages.

    `subject_kind` is the model's label ("publicforms.submission"). A mail that is being sent at this moment may still
    arrive; no other does.
    """
    messages = Message.objects.filter(subject_kind=subject_kind, subject_id__in=[str(each) for each in ids])
    number = messages.count()
    messages.delete()
    return number


def forget_what_is_gone(model: type[models.Model]) -> int:
    """Delete the messages about records of this model that are there no more. Meant for the sweep."""
    there = model._default_manager.annotate(as_text=Cast("pk", CharField())).filter(as_text=OuterRef("subject_id"))
    about = Message.objects.filter(~Exists(there), subject_kind=model._meta.label_lower)
    return forget(model._meta.label_lower, about.values_list("subject_id", flat=True)[:AT_ONCE])
