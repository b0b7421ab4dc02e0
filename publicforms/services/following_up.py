"""After a submission is committed: the reply to the applicant, and a word to the office. Workers call these."""

from __future__ import annotations

from django.db import transaction

from publicforms.mails.arrivals import GATHERED_SECONDS, tell_arrivals, tell_from_applicant
from publicforms.mails.replies import tell_moved_up, tell_receipt, tell_saved
from publicforms.models import Event, Form, SavedEntry, Submission


def follow_up(submission_id: int) -> None:
    """Safe to repeat: one reply for a submission, however often. Of an anonymous form nobody is told anything."""
    with transaction.atomic():
        submission = _held(submission_id)
        if submission is None or submission.form.is_anonymous:
            return
        tell_receipt(submission)
    tell_of_arrivals(submission.form_id)


@transaction.atomic
def tell_of_arrivals(form_id: int) -> None:
    form = Form.objects.select_related("owner").filter(pk=form_id).first()
    if form is not None:
        tell_arrivals(form)


@transaction.atomic
def follow_moving_up(submission_id: int) -> None:
    """Safe to repeat."""
    submission = _held(submission_id)
    if submission is not None:
        tell_moved_up(submission)


@transaction.atomic
def follow_applicant(event_id: int) -> None:
    """The applicant did something with the submission: the office is told, of the same thing once in ten minutes."""
    event = Event.objects.filter(pk=event_id).first()
    submission = _held(event.submission_id) if event is not None else None
    if event is not None and submission is not None:
        tell_from_applicant(submission, event.what, f"{int(event.at.timestamp()) // GATHERED_SECONDS}")


def follow_save(entry_id: int) -> None:
    """Safe to repeat: one mail for a save."""
    entry = SavedEntry.objects.select_related("form__owner").filter(pk=entry_id).first()
    if entry is not None:
        tell_saved(entry)


def _held(pk: int) -> Submission | None:
    """Held until the commit: who erases it meanwhile waits, and finds what was said about it."""
    found = Submission.objects.select_related("form__owner").select_for_update(of=("self",), no_key=True)
    return found.filter(pk=pk).first()
