"""Next year's survey from this year's: the same words and organizations, dates a year later.

What was never issued, or was withdrawn, was not asked: its copy is for the same year.
"""

from __future__ import annotations

import datetime

import jpholiday
from django.db import transaction

from core import clock
from core.people import audit
from core.people.models import User
from surveys.models import Survey
from surveys.services.composing import WRITTEN


@transaction.atomic
def clone(survey: Survey, *, by: User) -> Survey:
    """A new draft. The questionnaire is the same one, so that last year's answers stand beside."""
    copied = Survey(owner=survey.owner, created_by=by)
    for name in WRITTEN:
        setattr(copied, name, getattr(survey, name))
    if not (survey.is_draft or survey.is_withdrawn):
        copied.previous = survey
        copied.due_at = a_year_later(survey.due_at) if survey.due_at else None
    copied.save()
    copied.to_organizations.set(survey.to_organizations.all())
    copied.to_groups.set(survey.to_groups.all())
    audit.record("survey.drafted", copied, by=by, organization=survey.owner_id, copied_from=survey.pk)
    return copied


def a_year_later(moment: datetime.datetime) -> datetime.datetime:
    """The same time a year later, moved on to the next day on which offices work."""
    local = moment.astimezone(clock.TOKYO)
    try:
        later = local.replace(year=local.year + 1)
    except ValueError:  # 29 February
        later = local.replace(year=local.year + 1, day=28)
    while later.weekday() >= 5 or jpholiday.is_holiday(later.date()):
        later += datetime.timedelta(days=1)
    return later
