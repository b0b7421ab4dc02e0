"""Who may open a file of an answer: for trials, those who compose the questionnaire. Features add their own."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from core.people.access import Someone
from core.questions.models import SheetFile, Trial


def openable_by(user: Someone) -> Q:
    sheets = Trial.objects.visible_to(user).values("sheet")
    return Q(Exists(SheetFile.objects.filter(file=OuterRef("pk"), sheet__in=sheets)))
