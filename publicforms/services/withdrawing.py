"""Withdrawing a submission: its places go to those who wait, who are told."""

from __future__ import annotations

from django.db import transaction

from core.clock import Now
from core.jobs.enqueueing import enqueue
from core.people import audit
from core.people.models import User
from publicforms.models import Event, Submission
from publicforms.services import placing
from publicforms.services.turnstile import pass_through

Standing = Submission.Standing


@transaction.atomic
def withdraw(submission: Submission, *, by: User | None = None) -> Submission:
    """Take it out of the count and give its places back. Safe to call again; also after the form has closed.

    Without `by` the applicant does it, and the office is told.
    """
    form = submission.form
    placing.hold(form.pk)
    pass_through(form.pk)  # a quota that is being set counts the submission, or finds it withdrawn
    held = Submission.objects.select_for_update(of=("self",), no_key=True).get(pk=submission.pk)
    was = held.standing
    here = Submission.objects.filter(pk=held.pk).standing()
    if not here.update(standing=Standing.WITHDRAWN, withdrawn_at=Now(), updated_at=Now()):
        return Submission.objects.select_related("form").get(pk=held.pk)
    if was == Standing.COUNTED:  # who waits has no place
        placing.give_back(held)
    event = Event.objects.create(submission=held, what=Event.What.WITHDRAWN, by=by)
    if by is None:
        enqueue("publicforms.from_applicant", submission=held.pk, event=event.pk)
    else:
        audit.record("submission.withdrawn", submission, by=by, organization=form.owner_id)
    placing.move_up(form, {(held.status_id, was): -1, (held.status_id, Standing.WITHDRAWN.value): 1})
    return Submission.objects.select_related("form").get(pk=held.pk)
