"""The life of a form: published, closed, opened again, withdrawn."""

from __future__ import annotations

import datetime

from django.db import transaction

from core import clock
from core.clock import TOKYO
from core.people import audit
from core.people.models import User
from publicforms.checklist import missing
from publicforms.models import Form
from publicforms.services.turnstile import hold


class NotReady(Exception):
    """The form cannot be opened; `missing` says what it lacks."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__("、".join(missing))
        self.missing = missing


def locked(form_id: int) -> Form:
    """The form, held: submissions that are being stored are there by now, and the next ones wait for us."""
    hold(form_id)
    return Form.objects.select_for_update(of=("self",)).select_related("questionnaire", "owner").get(pk=form_id)


@transaction.atomic
def publish(form_id: int, *, by: User) -> Form:
    """Put a draft at its address. Visitors can send in from `opens_at` on. Safe to call again. Raises NotReady."""
    form = locked(form_id)
    if not form.is_draft:
        return form
    if found := missing(form):
        raise NotReady(found)
    form.state = Form.State.PUBLISHED
    form.version = form.questionnaire.published
    form.erase_on = erased_on(form)
    form.opened_at = clock.now()
    form.save(update_fields=["state", "version", "erase_on", "opened_at"])
    audit.record("form.published", form, by=by, organization=form.owner_id)
    return form


def erased_on(form: Form) -> datetime.date | None:
    """So many days after the end of its time."""
    if form.closes_at is None or form.keep_days is None:
        return None
    return form.closes_at.astimezone(TOKYO).date() + datetime.timedelta(days=form.keep_days)
