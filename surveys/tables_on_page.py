"""The saved tables that stand on a survey's page, for those who run it."""

from __future__ import annotations

from django.urls import reverse

from core.people.models import User
from core.questions.crosstab.kept import KeptTable, kept_table
from surveys.models import Survey, SurveyTable
from surveys.source import source_of

MOST_SHOWN = 3  # of more there are only the links


def tables_on_page(survey: Survey, user: User) -> list[KeptTable]:
    """A statement for each table that is shown, and a few for all together; one where there are none."""
    saved = list(SurveyTable.objects.visible_to(user).filter(survey=survey, on_page=True))
    if not saved or survey.version_id is None:
        return []
    source, page = source_of(survey, user), reverse("surveys:crosstab", args=[survey.pk])
    counts = len(saved) <= MOST_SHOWN
    return [kept_table(source, one.title, f"{page}?{one.query}", one.query, counts=counts) for one in saved]
