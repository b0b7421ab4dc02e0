"""Cross-tables of a survey that somebody saved, to be run again over whatever has come in since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.clock import Now
from core.people.restricting import may_manage
from surveys.models.surveys import Survey
from surveys.querysets import SurveyTableQuerySet

if TYPE_CHECKING:
    from core.people.models import User


class SurveyTable(models.Model):
    """`query` is the address's whole definition (core.questions.crosstab.spec); no figure is kept."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="tables")
    title = models.CharField("集計の名前", max_length=200)
    query = models.TextField("集計の条件", max_length=10000)
    is_shared = models.BooleanField("この調査を扱う人みんなに見せる", default=False)
    on_page = models.BooleanField("調査の「内容」のページにも載せる", default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="保存した人", on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField("保存日時", db_default=Now(), editable=False)

    objects = SurveyTableQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "保存した集計"
        ordering = ["title", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "created_by", "title"], name="survey_table_once_per_title"),
            models.CheckConstraint(
                condition=Q(on_page=False) | Q(is_shared=True), name="survey_table_on_the_page_is_shared"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def may_be_removed_by(self, user: User) -> bool:
        """Whoever saved it; a shared one everybody who runs the survey, for it must not depend on one person."""
        return self.created_by_id == user.pk or (self.is_shared and may_manage(user, self.survey))
