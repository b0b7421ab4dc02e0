"""Reminding those who owe an answer (督促), and nobody else: as planned, or by hand."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db import transaction

from core import clock
from core.jobs.enqueueing import enqueue
from core.people import audit
from core.people.models import User
from surveys.models import Reminder, Response, Survey

# Planned reminders leave when people are at work.
HOUR = 9


@transaction.atomic
def remind(survey: Survey, responses: Iterable[int], *, words: str, by: User) -> int:
    """Remind those of these organizations that owe an answer. Returns how many are reminded."""
    owing = list(survey.responses.owing().with_due().filter(pk__in=list(responses)).select_related("survey"))
    made = Reminder.objects.bulk_create(
        Reminder(response=response, due_on=_day(response), by=by, words=words) for response in owing
    )
    if made:
        _enqueue(survey, made, by=by)
        audit.record("survey.reminded", survey, by=by, organization=survey.owner_id, organizations=len(made))
    return len(made)


def remind_as_planned() -> None:
    """What a sweep does: of every open survey, those organizations whose day it is today. Each is reminded once."""
    now = clock.now()
    if now.hour < HOUR:
        return
    for survey in Survey.objects.due_to_remind():
        _remind_planned(survey, now.date())


@transaction.atomic
def _remind_planned(survey: Survey, today: datetime.date) -> None:
    # Sweeps may run at the same time: the second passes over a survey that the first is at.
    if not Survey.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=survey.pk).exists():
        return
    planned = Reminder.objects.filter(response__survey=survey, days__isnull=False)
    told = set(planned.values_list("response", "days", "due_on"))
    due_on = {days: today - datetime.timedelta(days=days) for days in survey.reminder_days}
    made = Reminder.objects.bulk_create(
        Reminder(response=response, days=days, due_on=day)
        for response in survey.responses.owing().with_due().select_related("survey")
        for days, day in due_on.items()
        if _day(response) == day and (response.pk, days, day) not in told
    )
    if made:
        _enqueue(survey, made, by=None)


def _day(response: Response) -> datetime.date:
    return response.due.astimezone(clock.TOKYO).date()


def _enqueue(survey: Survey, reminders: list[Reminder], *, by: User | None) -> None:
    enqueue("surveys.remind", by=by, survey=survey.pk, reminders=[reminder.pk for reminder in reminders])
