"""The statuses of a form's own: added, changed, put in order, removed."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum

from core.people import audit
from core.people.models import User
from publicforms.models import Event, Form, Status, Submission, Tally
from publicforms.services import placing
from publicforms.services.publishing import locked
from publicforms.services.tallying import count

MOST = 20
AT_ONCE = 1000


@transaction.atomic
def add_status(form_id: int, *, name: str, colour: str, is_told: bool, by: User) -> Status:
    """The last one. Raises ValidationError for a name that the form has, or one too many."""
    form = locked(form_id)
    there = list(form.statuses.all())
    if len(there) >= MOST:
        raise ValidationError(f"対応状況は、{MOST}個までにしてください。")
    _refuse_twice(form, name)
    last = max((status.position for status in there), default=0)
    made = Status.objects.create(
        form=form, name=name, colour=colour, is_told=is_told, position=last + 1, is_first=not there
    )
    audit.record("form.status_added", form, by=by, organization=form.owner_id, status=name)
    return made


@transaction.atomic
def change_status(status: Status, *, name: str, colour: str, is_told: bool, is_first: bool, by: User) -> Status:
    """Made the first one, it takes that from the one that was. Raises ValidationError for a name that is taken."""
    form = locked(status.form_id)
    _refuse_twice(form, name, but=status)
    if is_first and not status.is_first:
        form.statuses.filter(is_first=True).update(is_first=False)
        Status.objects.filter(pk=status.pk).update(is_first=True)
    before = status.name
    Status.objects.filter(pk=status.pk).update(name=name, colour=colour, is_told=is_told)
    status.refresh_from_db()
    details = {"before": before} if before != name else {}
    audit.record("form.status_changed", form, by=by, organization=form.owner_id, status=name, **details)
    return status


@transaction.atomic
def move_status(status: Status, to: int, *, by: User) -> None:
    """Put it at this place, counted without itself; places beyond the ends are the ends."""
    form = locked(status.form_id)
    before = list(form.statuses.order_by("position", "pk"))
    rest = [one for one in before if one.pk != status.pk]
    rest.insert(max(0, min(to, len(rest))), status)
    if [one.pk for one in rest] == [one.pk for one in before]:
        return
    for position, one in enumerate(rest):
        one.position = position
    Status.objects.bulk_update(rest, ["position"])
    audit.record("form.statuses_ordered", form, by=by, organization=form.owner_id)


class NotRemovable(Exception):
    """The status has to stay; the text says why."""


@transaction.atomic
def remove_status(status: Status, *, into: Status | None, by: User) -> int:
    """Take it away; submissions that have it get `into`, and so do the numbers of erased ones. Returns how many moved.

    Raises NotRemovable.
    """
    placing.hold(status.form_id)  # first of all, as everybody who changes a submission
    form = locked(status.form_id)
    if status.is_first:
        raise NotRemovable("申込が届いたときの対応状況です。先に、ほかの対応状況を最初のものにしてください。")
    status = form.statuses.select_for_update().get(pk=status.pk)
    moved = 0
    if number_at(status):
        if into is None or into.form_id != form.pk or into.pk == status.pk:
            raise NotRemovable("この対応状況の申込があります。移す先を選んでください。")
        moved = _move(form, status, into, by=by)
    name = status.name
    status.delete()
    details = {"into": into.name, "submissions": moved} if moved and into else {}
    audit.record("form.status_removed", form, by=by, organization=form.owner_id, status=name, **details)
    return moved


def number_at(status: Status) -> int:
    """How many are counted under it: of an erased form those that were there, too."""
    return Tally.objects.filter(status=status).aggregate(all=Sum("number"))["all"] or 0


def _move(form: Form, status: Status, into: Status, *, by: User) -> int:
    ids = list(Submission.objects.filter(status=status).order_by("pk").select_for_update().values_list("pk", flat=True))
    words = f"「{status.name}」から「{into.name}」へ"
    if not form.is_anonymous:  # of an anonymous form nothing is kept of when a single submission changed
        Event.objects.bulk_create(
            (Event(submission_id=pk, what=Event.What.STATUS, detail=words, by=by) for pk in ids), batch_size=AT_ONCE
        )
    Submission.objects.filter(pk__in=ids).update(status=into)
    changes = {}
    for tally in Tally.objects.filter(form=form, status=status):
        changes[status.pk, tally.standing] = -tally.number
        changes[into.pk, tally.standing] = tally.number
    count(form, changes)
    return len(ids)


def _refuse_twice(form: Form, name: str, but: Status | None = None) -> None:
    same = form.statuses.filter(name=name)
    if (same.exclude(pk=but.pk) if but else same).exists():
        raise ValidationError({"name": f"「{name}」は、すでにあります。"})
