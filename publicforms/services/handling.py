"""What the office does with submissions: status, who handles it, comments. All of it for one or for many at once.

Ids that are not of the form count for nothing. Whatever stands as wanted already stays untouched, so that everything
is safe to repeat; rows are locked in one order, so that two who change at once wait for each other and both are seen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.db import transaction
from django.db.models import F, Q, QuerySet

from core.clock import Now, later
from core.people import audit
from core.people.models import User
from publicforms.mails.letters import tell_assigned, tell_new_link
from publicforms.models import Comment, Event, Form, Status, Submission
from publicforms.services import placing
from publicforms.services.tallying import count
from publicforms.services.turnstile import pass_through

TWICE_SECONDS = 60


@transaction.atomic
def set_status(form: Form, ids: Iterable[int], status: Status, *, by: User) -> int:
    """Put these at the status. Returns how many were not at it before: none where it was removed meanwhile."""
    if status.form_id != form.pk:
        raise ValueError("The status is another form's.")
    found = list(_held(form, ids, ~Q(status=status)).values_list("pk", "status_id", "standing"))
    names = dict(form.statuses.values_list("pk", "name"))
    if not found or status.pk not in names:
        return 0
    Submission.objects.filter(pk__in=[pk for pk, _, _ in found]).update(status=status, updated_at=Now())
    Event.objects.bulk_create(
        Event(submission_id=pk, what=Event.What.STATUS, detail=f"「{names[old]}」から「{status}」へ", by=by)
        for pk, old, _ in found
    )
    _record("submission.status_changed", form, [pk for pk, _, _ in found], by=by, status=status.name)
    changes: Counter[tuple[int, str]] = Counter()
    for _, old, standing in found:
        changes[old, standing] -= 1
        changes[status.pk, standing] += 1
    count(form, changes)
    return len(found)


@transaction.atomic
def assign(form: Form, ids: Iterable[int], person: User | None, *, by: User) -> int:
    """Give these to a person of the office, who is told; with None to nobody. Returns how many were not theirs."""
    theirs = Q(assignee=person) if person else Q(assignee__isnull=True)
    found = list(_held(form, ids, ~theirs).values_list("pk", flat=True))
    if not found:
        return 0
    Submission.objects.filter(pk__in=found).update(assignee=person, updated_at=Now())
    detail = f"{person}さんへ"[:200] if person else "担当者なしへ"
    Event.objects.bulk_create(Event(submission_id=pk, what=Event.What.ASSIGNED, detail=detail, by=by) for pk in found)
    _record("submission.assigned", form, found, by=by, assignee=str(person or ""))
    if person and person != by:
        tell_assigned(form, person, len(found), by=by)
    return len(found)


@transaction.atomic
def comment(submission: Submission, text: str, *, by: User) -> Comment:
    """Add it. The same words of the same person within a minute are one comment: a button pressed twice."""
    Submission.objects.select_for_update(no_key=True).only("pk").get(pk=submission.pk)
    fresh = Comment.objects.filter(submission=submission, text=text, by=by, at__gt=later(-TWICE_SECONDS)).first()
    if fresh:
        return fresh
    made = Comment.objects.create(submission=submission, text=text, by=by)
    audit.record("submission.commented", submission, by=by, organization=submission.form.owner_id)
    return made


@transaction.atomic
def replace_link(submission: Submission, *, by: User) -> bool:
    """Another link for the applicant, who is told by mail; the old one is dead. False where somebody was faster."""
    here = Submission.objects.filter(pk=submission.pk, link_number=submission.link_number)
    if not here.update(link_number=F("link_number") + 1, updated_at=Now()):
        return False
    submission.refresh_from_db(fields=["link_number"])
    Event.objects.create(submission=submission, what=Event.What.LINK, by=by)
    audit.record("submission.link_replaced", submission, by=by, organization=submission.form.owner_id)
    tell_new_link(submission, by=by)
    return True


def _held(form: Form, ids: Iterable[int], condition: Q) -> QuerySet[Submission]:
    """Those of the form that are still otherwise, locked until the commit.

    Nothing is joined: a row that was changed while we waited for it would not fit what it was joined with, and be
    left out.
    """
    placing.hold(form.pk)  # both before the submissions, as everybody who changes some
    pass_through(form.pk)  # no status is removed meanwhile
    held = Submission.objects.filter(condition, form=form, pk__in=list(ids)).order_by("pk")
    return held.select_for_update(no_key=True)


def _record(action: str, form: Form, ids: list[int], *, by: User, **details: str) -> None:
    """One entry: about the submission, or about the form where there are several."""
    subject = Submission.objects.select_related("form").get(pk=ids[0]) if len(ids) == 1 else form
    audit.record(action, subject, by=by, organization=form.owner_id, number=len(ids), **details)
