"""Correcting what was sent in, until the deadline: checked as the first time, with the places it asks for now."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from core.clock import Now
from core.jobs.enqueueing import enqueue
from core.people.models import User
from core.questions.checking import Checked, check
from core.questions.services.saving import ChangedMeanwhile, NotComplete, replace_answers
from core.questions.typed import Typed
from publicforms.applicants import address_in, open_text, person_of
from publicforms.asked import definition_at
from publicforms.models import Event, Form, PendingFile, Submission
from publicforms.services import placing
from publicforms.services.pending import hand_over
from publicforms.services.submitting import AlreadySent, NotOpen
from publicforms.services.turnstile import pass_through

Standing = Submission.Standing


class NotCorrectable(Exception):
    """It was withdrawn, or the form lets nobody correct."""


def check_correction(submission: Submission, typed: Typed, *, token: str, complete: bool) -> Checked:
    """Judge what was typed, as the version asks that was answered, with the files of the sheet and of this page."""
    sheet = submission.sheet
    files = files_for(submission, token)
    return check(definition_at(sheet.version), typed, complete=complete, kept=sheet.answers, files=files)


def files_for(submission: Submission, token: str) -> dict[str, str]:
    """id → name: those that were sent in, and those that were chosen on this page."""
    waiting = PendingFile.objects.filter(form=submission.form_id, token=token).values_list("file_id", "file__name")
    return submission.sheet.file_names | {str(pk): name for pk, name in waiting}


def correct(submission: Submission, typed: Typed, *, token: str, edit: int, by: User | None = None) -> Submission:
    """Store the corrected answers, if nobody else did since `edit`. The same answers again are done already.

    Raises NotOpen (by the database's clock), NotCorrectable, NotComplete, ChangedMeanwhile, placing.Full, AlreadySent.
    Nothing is stored then, and every place is as it was. What it was before goes into the sheet's past.
    """
    try:
        with transaction.atomic(durable=True):
            return _correct(submission.pk, typed, token=token, edit=edit, by=by)
    except IntegrityError as error:
        constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
        if constraint == "submission_once_per_person":
            raise AlreadySent from None
        raise


def _correct(pk: int, typed: Typed, *, token: str, edit: int, by: User | None) -> Submission:
    form = Form.objects.select_related("version").get(submissions=pk)
    # Both before the submission, as everybody who changes some: nobody waits for who waits for us.
    placing.hold(form.pk)
    pass_through(form.pk)
    found = Submission.objects.select_for_update(of=("self",), no_key=True).select_related("sheet__version")
    submission = found.get(pk=pk)
    submission.form = form
    _refuse_if_over(submission)
    checked = check_correction(submission, typed, token=token, complete=True)
    if not checked.is_valid:
        raise NotComplete(checked)
    sheet = submission.sheet
    if sheet.answers == checked.answers and sheet.reasons == checked.reasons:
        return submission
    if sheet.edit != edit:
        raise ChangedMeanwhile(sheet, checked)
    _change_places(submission, checked.answers)
    submission.sheet = replace_answers(sheet, checked.answers, checked.reasons, by=by, complete=True)
    hand_over(form, submission.sheet, token)
    _note_applicant(submission, checked.answers)
    event = Event.objects.create(submission=submission, what=Event.What.CORRECTED, by=by)
    if by is None:
        enqueue("publicforms.from_applicant", submission=pk, event=event.pk)
    _move_up(submission)
    return Submission.objects.select_related("form").get(pk=pk)


def _refuse_if_over(submission: Submission) -> None:
    """Decide by the database's clock, in the turnstile, as when it was sent in."""
    form = Form.objects.annotate(at=Now()).get(pk=submission.form_id)
    moment = form.moment(form.at)
    if moment != Form.Moment.OPEN:
        raise NotOpen(moment)
    if submission.is_withdrawn or not form.may_correct or form.is_anonymous:
        raise NotCorrectable


def _change_places(submission: Submission, answers: dict[str, Any]) -> None:
    """Take those that are wanted now and were not before, give back the others. Raises Full, having changed nothing.

    Who waits has none: only what is waited for changes.
    """
    wanted = placing.wanted_places(submission.form, answers)
    had = {tuple(each) for each in submission.places}
    if submission.standing == Standing.COUNTED:
        placing.take(place for place in wanted if (place.question, place.option) not in had)
        names = {(place.question, place.option) for place in wanted}
        submission.places = [each for each in submission.places if tuple(each) not in names]
        placing.give_back(submission)
    submission.places = placing.names(wanted)


def _note_applicant(submission: Submission, answers: dict[str, Any]) -> None:
    """What is kept beside the answers follows them."""
    form, definition = submission.form, definition_at(submission.sheet.version)
    Submission.objects.filter(pk=submission.pk).update(
        places=submission.places,
        person=person_of(form, definition, answers),
        address=address_in(form, definition, answers),
        folded=open_text(definition, answers),
        updated_at=Now(),
    )


def _move_up(submission: Submission) -> None:
    """Places that became free go to those who wait. Who waited and asks for none any more need not wait."""
    changes = {}
    if submission.is_waiting and not submission.places:
        Submission.objects.filter(pk=submission.pk).update(standing=Standing.COUNTED)
        status = submission.status_id
        changes = {(status, Standing.WAITING.value): -1, (status, Standing.COUNTED.value): 1}
    placing.move_up(submission.form, changes)
