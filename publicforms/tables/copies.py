"""The short copies that tables of a form with many submissions count (decision 0019)."""

from __future__ import annotations

from core.questions.crosstab.source import Coded
from core.questions.models import CodeBook, CodedSheet
from publicforms.models import Coding, Form, Submission


def copies_of(form: Form) -> Coded | None:
    """What counts instead of `form.submissions.standing()`; None where there are no copies of what is asked now.

    Whatever has changed since they were made is counted by its answers, until a worker has made them again.
    """
    coding = Coding.objects.filter(form=form, version=form.version_id).first()
    if coding is None or form.is_anonymous:
        return None
    book = CodeBook.objects.filter(questionnaire=form.questionnaire_id, version=form.asked_version.number).first()
    if book is None:
        return None
    copies = CodedSheet.objects.filter(questionnaire=form.questionnaire_id)
    changed = Submission.objects.filter(form=form, updated_at__gte=coding.until)
    if not changed.exists():
        return Coded(copies, book.slots)
    rest = changed.standing()
    return Coded(copies.exclude(sheet__in=changed.values("sheet")), book.slots, rest)
