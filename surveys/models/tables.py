"""Cross-tables of a survey that somebody saved, to be run again over whatever has come in since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from core.people.restricting import may_manage
from core.questions.models import SavedTable
from surveys.models.surveys import Survey
from surveys.querysets import SurveyTableQuerySet

if TYPE_CHECKING:
    from core.people.models import User


class SurveyTable(SavedTable):
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="tables")
    is_shared = models.BooleanField("この調査を扱う人みんなに見せる", default=False)
    on_page = models.BooleanField("調査の「内容」のページにも載せる", default=False)

    objects = SurveyTableQuerySet.as_manager()

    class Meta(SavedTable.Meta):
        constraints = [
            models.UniqueConstraint(fields=["survey", "created_by", "title"], name="survey_table_once_per_title"),
            models.CheckConstraint(
                condition=Q(on_page=False) | Q(is_shared=True), name="survey_table_on_the_page_is_shared"
            ),
        ]

    @property
    def shown_to(self) -> str:
        return "調査のページに掲載" if self.on_page else super().shown_to

    def may_be_removed_by(self, user: User) -> bool:
        return self.is_removable_by(user, manages=may_manage(user, self.survey))
