"""Letters from the office to applicants: kept with the submission, sent by mail by the worker."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db import transaction

from core.jobs.enqueueing import enqueue
from core.jobs.models import Job
from core.jobs.running import beat
from core.people import audit
from core.people.models import User
from publicforms.mails.letters import tell_letter
from publicforms.mails.placeholders import filled
from publicforms.models import Event, Form, Letter, Submission
from publicforms.services import placing

AT_A_TIME = 100


@transaction.atomic
def write_to_applicants(
    form: Form, ids: Iterable[int], *, subject: str, text: str, sending: uuid.UUID, by: User
) -> int:
    """Write to those of them who gave an address; their placeholders are filled in. Returns to how many.

    `sending` stands for the page from which it is sent: the same one again writes to nobody twice.
    """
    placing.hold(form.pk)  # before the submissions, as everybody who moves people up
    there = Submission.objects.filter(form=form, pk__in=list(ids)).exclude(address="").order_by("pk")
    held = list(there.select_for_update(no_key=True).values_list("pk", flat=True))
    done = Letter.objects.filter(sending=sending, submission__in=held).values("submission")
    to = list(Submission.objects.filter(pk__in=held).exclude(pk__in=done).select_related("status").order_by("pk"))
    if not to:
        return 0
    Letter.objects.bulk_create(
        Letter(
            submission=one,
            subject=filled(subject, form, one)[:200],
            text=filled(text, form, one),
            by=by,
            sending=sending,
        )
        for one in to
    )
    Event.objects.bulk_create(Event(submission=one, what=Event.What.LETTER, by=by) for one in to)
    about = to[0] if len(to) == 1 else form
    audit.record("submission.letter_sent", about, by=by, organization=form.owner_id, number=len(to))
    enqueue("publicforms.send_letters", by=by, sending=str(sending))
    return len(to)


def send_letters(sending: str, job: Job | None = None) -> None:
    """Hand them to the post, one by one. Safe to repeat."""
    waiting = list(Letter.objects.filter(sending=sending).order_by("pk").values_list("pk", flat=True))
    for done, pk in enumerate(waiting, 1):
        _send(pk)
        if job is not None and (done % AT_A_TIME == 0 or done == len(waiting)):
            beat(job, progress=done, total=len(waiting))


@transaction.atomic
def _send(pk: int) -> None:
    """Its submission is held until the commit: who erases it meanwhile waits, and finds what was said about it."""
    found = Letter.objects.select_related("submission__form__owner", "by")
    letter = found.select_for_update(of=("submission",), no_key=True).filter(pk=pk).first()
    if letter is not None:
        tell_letter(letter)
