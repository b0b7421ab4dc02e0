"""A form is put at its address. What ends it has a file of its own (ending)."""

from __future__ import annotations

import datetime

from django.db import transaction

from core import clock
from core.clock import TOKYO
from core.people import audit
from core.people.models import User
from core.questions.models import Version
from core.questions.services.publishing import publish as publish_questionnaire
from publicforms.making.checklist import missing
from publicforms.making.drafted import version_to_publish
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
    # No key of it changes: who only refers to the form (a counter, a submission) need not wait for the row.
    rows = Form.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("questionnaire", "owner").get(pk=form_id)


@transaction.atomic
def publish(form_id: int, *, by: User, seen: tuple[int, int] | None = None) -> Form:
    """Put a draft at its address. Visitors can send in from `opens_at` on. Safe to call again. Raises NotReady.

    Questions that were never published are published with it. `seen` is the (number, edit) of the draft that the
    person looked at: raises EditedMeanwhile (core.questions.services.publishing) when it is not that any more.
    """
    form = locked(form_id)
    if not form.is_draft:
        return form
    version = version_to_publish(form)
    found = missing(form)
    if version is None or found:
        raise NotReady(found)
    form.version = frozen(version, by=by, seen=seen)
    form.state = Form.State.PUBLISHED
    form.erase_on = erased_on(form)
    form.opened_at = clock.now()
    form.save(update_fields=["state", "version", "erase_on", "opened_at"])
    audit.record("form.published", form, by=by, organization=form.owner_id)
    return form


def frozen(version: Version, *, by: User, seen: tuple[int, int] | None = None) -> Version:
    """The version as one that never changes again: published now where it is a draft still."""
    if not version.is_draft:
        return version
    number, edit = seen or (version.number, version.edit)
    return publish_questionnaire(version.questionnaire, by=by, number=number, edit=edit)


def erased_on(form: Form) -> datetime.date | None:
    """So many days after the end of its time."""
    if form.closes_at is None or form.keep_days is None:
        return None
    return form.closes_at.astimezone(TOKYO).date() + datetime.timedelta(days=form.keep_days)
