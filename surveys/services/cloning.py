"""Next year's survey from this year's: the same words and organizations, dates a year later.

What was never issued, or was withdrawn, was not asked: its copy is for the same year.
"""

from __future__ import annotations

import datetime

from django.db import transaction

from core import clock
from core.people import audit
from core.people.models import User
from surveys.fiscal_years import fiscal_year_of
from surveys.models import NotHeld, Survey
from surveys.office_days import is_office_day
from surveys.services.composing import WRITTEN


@transaction.atomic
def clone(survey: Survey, *, by: User) -> Survey:
    """A new draft. The questionnaire is the same one, so that last year's answers stand beside.

    Of an issued survey safe to call again, also by two people at once: as long as nobody has written in its copy, there
    is no second one.
    """
    copied = Survey(owner=survey.owner, created_by=by)
    for name in WRITTEN:
        setattr(copied, name, getattr(survey, name))
    if not (survey.is_draft or survey.is_withdrawn):
        copied.previous = survey
        copied.due_at = a_year_later(survey.due_at) if survey.due_at else None
        # It is held after all.
        NotHeld.objects.filter(survey=survey).delete()
        if there := _untouched_copy(survey, copied.due_at):
            return there
    copied.save()
    copied.to_organizations.set(survey.to_organizations.all())
    copied.to_groups.set(survey.to_groups.all())
    audit.record("survey.drafted", copied, by=by, organization=survey.owner_id, copied_from=survey.pk)
    return copied


def _untouched_copy(survey: Survey, due_at: datetime.datetime | None) -> Survey | None:
    """The same copy, made before and not written in yet. Whoever is making one in this moment is waited for."""
    Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk)
    same = Survey.objects.filter(previous=survey, due_at=due_at, state=Survey.State.DRAFT, edit=1)
    return same.select_related("created_by").first()


def a_year_later(moment: datetime.datetime) -> datetime.datetime:
    """The same time a year later, moved on to the next day on which offices work.

    Always in the fiscal year after: what would slip over the end of March is moved back instead.
    """
    local = moment.astimezone(clock.TOKYO)
    try:
        later = local.replace(year=local.year + 1)
    except ValueError:  # 29 February
        later = local.replace(year=local.year + 1, day=28)
    moved = _next_office_day(later, 1)
    return moved if fiscal_year_of(moved) == fiscal_year_of(later) else _next_office_day(later, -1)


def _next_office_day(moment: datetime.datetime, days: int) -> datetime.datetime:
    while not is_office_day(moment.date()):
        moment += datetime.timedelta(days=days)
    return moment
