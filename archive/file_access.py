"""Who may open a notice's attachments: who may see the notice."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from archive.models import Attachment, Notice
from core.people.access import Someone


def openable_by(user: Someone) -> Q:
    visible = Notice.objects.visible_to(user)
    return Q(Exists(Attachment.objects.filter(file=OuterRef("pk"), notice__in=visible.values("pk"))))
