"""Saving a cross-table of a survey, and taking it away again."""

from __future__ import annotations

from django.db import transaction

from core.people import audit
from core.people.models import User
from core.questions.crosstab.audited import without_typed_words
from surveys.models import Survey, SurveyTable


@transaction.atomic
def save_table(
    survey: Survey, *, title: str, query: str, is_shared: bool = False, on_page: bool = False, by: User
) -> SurveyTable:
    """Under this title; what the same person saved under it before is replaced."""
    table, _ = SurveyTable.objects.update_or_create(
        survey=survey,
        created_by=by,
        title=title,
        defaults={"query": query, "is_shared": is_shared or on_page, "on_page": on_page},
    )
    kept = without_typed_words(query)  # the log outlives the answers that were searched for
    audit.record("survey.table_saved", survey, by=by, organization=survey.owner_id, table=title, query=kept)
    return table


@transaction.atomic
def remove_table(table: SurveyTable, *, by: User) -> None:
    """Safe to call again."""
    if SurveyTable.objects.filter(pk=table.pk).delete()[0]:
        audit.record("survey.table_removed", table.survey, by=by, organization=table.survey.owner_id, title=table.title)
