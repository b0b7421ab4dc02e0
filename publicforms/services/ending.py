"""The end of a form's time: closed, opened again, withdrawn. Whoever is sending in at this moment is waited for."""

from __future__ import annotations

import datetime

from django.db import transaction

from core import clock
from core.clock import TOKYO
from core.people import audit
from core.people.models import User
from publicforms.anonymity import let_in_counted
from publicforms.models import Form
from publicforms.services.publishing import erased_on, locked


class NotReopenable(Exception):
    """The form cannot be opened again; the text says why."""


@transaction.atomic
def close(form_id: int, *, by: User) -> Form:
    """From now on nothing is taken. The day on which submissions are erased stays as applicants were told it.

    Safe to call again; a draft and a withdrawn form stay what they are.
    """
    form = locked(form_id)
    if form.state != Form.State.PUBLISHED:
        return form
    form.state, form.closed_at = Form.State.CLOSED, clock.now()
    form.save(update_fields=["state", "closed_at"])
    audit.record("form.closed", form, by=by, organization=form.owner_id)
    return form


@transaction.atomic
def reopen(form_id: int, *, closes_at: datetime.datetime, by: User) -> Form:
    """Take submissions again until a new time, also where the old one has passed by itself.

    Submissions are kept as many days after the new time as after the old. Raises NotReopenable.
    """
    form = locked(form_id)
    refuse_reopening(form, closes_at)
    let_in_counted(form)
    form.state, form.closed_at, form.closes_at = Form.State.PUBLISHED, None, closes_at
    if form.opens_at and form.opens_at >= closes_at:
        form.opens_at = None
    form.erase_on = erased_on(form)
    form.edit += 1  # whoever has the settings open would put the old time back
    form.save(update_fields=["state", "closed_at", "opens_at", "closes_at", "erase_on", "edit"])
    audit.record("form.reopened", form, by=by, organization=form.owner_id, closes_at=closes_at.isoformat())
    return form


def refuse_reopening(form: Form, closes_at: datetime.datetime) -> None:
    """Raises NotReopenable where a form in this state cannot be open until then."""
    now = clock.now()
    if form.erased_at:
        raise NotReopenable("申込を消去したフォームは、再開できません。複製して、新しいフォームを作ってください。")
    if is_due(form, now):
        raise NotReopenable("申込を消去する日を過ぎています。複製して、新しいフォームを作ってください。")
    if form.moment(now) != Form.Moment.AFTER:
        raise NotReopenable("受付を終えたフォームだけ、再開できます。")
    if closes_at <= now:
        raise NotReopenable("新しい受付終了には、これから先の日時を入力してください。")


def is_due(form: Form, now: datetime.datetime) -> bool:
    """Whether the day has come on which its submissions are erased: from then on nothing puts that off."""
    return form.erase_on is not None and form.erase_on <= now.astimezone(TOKYO).date()


@transaction.atomic
def withdraw(form_id: int, *, because: str, by: User) -> Form:
    """Call it off: its page says so and why. What was sent in stays for the office. Safe to call again."""
    form = locked(form_id)
    if form.state not in (Form.State.PUBLISHED, Form.State.CLOSED):
        return form
    form.state, form.withdrawn_because = Form.State.WITHDRAWN, because
    form.save(update_fields=["state", "withdrawn_because"])
    audit.record("form.withdrawn", form, by=by, organization=form.owner_id, because=because)
    return form
