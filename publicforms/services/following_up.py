"""After a submission is committed: the reply to the applicant, and a word to the office. Workers call these."""

from __future__ import annotations

from django.db import transaction

from publicforms.mails.arrivals import GATHERED_SECONDS, tell_arrivals, tell_from_applicant
from publicforms.mails.replies import tell_moved_up, tell_receipt, tell_saved
from publicforms.models import Event, Form, SavedEntry, Submission


def follow_up(submission_id: int) -> None:
    """Safe to repeat: one reply for a submission, however often. Of an anonymous form nobody is told anything."""
    submission = _submission(submission_id)
    if submission is None or submission.form.is_anonymous:
        return
    tell_receipt(submission)
    tell_of_arrivals(submission.form_id)


@transaction.atomic
def tell_of_arrivals(form_id: int) -> None:
    form = Form.objects.select_related("owner").filter(pk=form_id).first()
    if form is not None:
        tell_arrivals(form)


def follow_moving_up(submission_id: int) -> None:
    """Safe to repeat."""
    submission = _submission(submission_id)
    if submission is not None:
        tell_moved_up(submission)


def follow_applicant(event_id: int) -> None:
    """The applicant did something with the submission: the office is told, of the same thing once in ten minutes."""
    found = Event.objects.select_related("submission__form__owner", "submission__assignee")
    event = found.filter(pk=event_id).first()
    if event is not None:
        tell_from_applicant(event.submission, event.what, f"{int(event.at.timestamp()) // GATHERED_SECONDS}")


def follow_save(entry_id: int) -> None:
    """Safe to repeat: one mail for a save."""
    entry = SavedEntry.objects.select_related("form__owner").filter(pk=entry_id).first()
    if entry is not None:
        tell_saved(entry)


def _submission(pk: int) -> Submission | None:
    return Submission.objects.select_related("form__owner", "assignee").filter(pk=pk).first()
