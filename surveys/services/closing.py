"""The end of a survey: closed, opened again, withdrawn."""

from __future__ import annotations

import datetime

from django.db import transaction

from archive.services import withdrawing
from core import clock
from core.clock import Now
from core.people import audit
from core.people.models import User
from surveys.models import Survey
from surveys.services.changing import announce


class NotReopenable(Exception):
    """The survey cannot be opened again; the text says why."""


@transaction.atomic
def close(survey_id: int, *, by: User) -> Survey:
    """From now on nothing is taken. Waits for whoever is handing in at this moment; safe to call again."""
    moved = Survey.objects.filter(pk=survey_id, state=Survey.State.OPEN).update(
        state=Survey.State.CLOSED, closed_at=Now()
    )
    survey = Survey.objects.get(pk=survey_id)
    if moved:
        audit.record("survey.closed", survey, by=by, organization=survey.owner_id)
    return survey


@transaction.atomic
def reopen(survey_id: int, *, due_at: datetime.datetime, by: User) -> Survey:
    """Take answers again, until a new due date. Raises NotReopenable where that date has passed."""
    if due_at <= clock.now():
        raise NotReopenable("回答期限には、これから先の日時を入力してください。")
    moved = Survey.objects.filter(pk=survey_id, state=Survey.State.CLOSED).update(
        state=Survey.State.OPEN, closed_at=None, due_at=due_at
    )
    survey = Survey.objects.get(pk=survey_id)
    if moved:
        audit.record("survey.reopened", survey, by=by, organization=survey.owner_id, due=due_at.isoformat())
        announce(survey, "締め切った調査の受付を再開しました。", by=by)
    return survey


@transaction.atomic
def withdraw(survey_id: int, *, because: str, by: User) -> Survey:
    """Take it back: it disappears for those asked at once, and stays for its owner. Safe to call again."""
    moved = Survey.objects.filter(pk=survey_id, state__in=[Survey.State.OPEN, Survey.State.CLOSED]).update(
        state=Survey.State.WITHDRAWN, withdrawn_because=because
    )
    survey = Survey.objects.get(pk=survey_id)
    if moved and survey.notice_id:
        withdrawing.withdraw(survey.notice_id, because=because, by=by)
        audit.record("survey.withdrawn", survey, by=by, organization=survey.owner_id, because=because)
    return survey
