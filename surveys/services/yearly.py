"""Preparing a year: drafts of several of last year's surveys at once, and those that are not held."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from core.people import audit
from core.people.models import User
from surveys.fiscal_years import fiscal_year_of
from surveys.models import NotHeld, Survey
from surveys.schedules import awaited
from surveys.services.cloning import clone


@transaction.atomic
def draft_year(ids: Collection[int], *, year: int, by: User) -> list[Survey]:
    """Drafts for `year` of those surveys of the year before that have none yet; the others are left alone.

    Safe to call again after a double click, and by two people at once: whoever comes second makes none.
    """
    _lock(ids, by)
    return [clone(survey, by=by) for survey in awaited(by, year).filter(pk__in=ids)]


def _lock(ids: Collection[int], by: User) -> None:
    """Always in the same order. What has come back is read only afterwards."""
    own = Survey.objects.managed_by(by).filter(pk__in=ids)
    list(own.select_for_update(of=("self",)).order_by("pk").values_list("pk"))


@transaction.atomic
def say_not_held(survey: Survey, *, reason: str, by: User) -> NotHeld:
    """It does not come back in the fiscal year after its own. Said again, it changes the reason."""
    year = year_after(survey)
    mark, _ = NotHeld.objects.update_or_create(survey=survey, year=year, defaults={"reason": reason, "by": by})
    audit.record("survey.not_held", survey, by=by, organization=survey.owner_id, year=year, why=reason)
    return mark


@transaction.atomic
def say_held(survey: Survey, *, by: User) -> None:
    """Take that back. Safe to call again."""
    year = year_after(survey)
    taken_back, _ = NotHeld.objects.filter(survey=survey, year=year).delete()
    if taken_back:
        audit.record("survey.held_again", survey, by=by, organization=survey.owner_id, year=year)


def year_after(survey: Survey) -> int:
    """The fiscal year in which an issued survey would come back."""
    if survey.due_at is None:
        raise ValueError("A draft without a due date belongs to no year.")
    return fiscal_year_of(survey.due_at) + 1
