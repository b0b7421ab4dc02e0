"""Trying a questionnaire: an answer sheet that counts for nothing, kept for those who compose it."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from core.clock import Now
from core.people.models import User
from core.questions.models.questionnaires import Questionnaire
from core.questions.models.sheets import AnswerSheet
from core.questions.querysets import TrialQuerySet


class Trial(models.Model):
    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.CASCADE, related_name="trials")
    sheet = models.OneToOneField(AnswerSheet, on_delete=models.CASCADE, related_name="trial")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="試した人", on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField("作成日時", db_default=Now(), editable=False)

    objects = TrialQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "試し回答"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.questionnaire}の試し回答"

    def may_be_answered_by(self, user: User) -> bool:
        return self.questionnaire.may_be_composed_by(user)
