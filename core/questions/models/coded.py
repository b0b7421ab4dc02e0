"""A short copy of what is counted most: one byte for each question with few categories (decision 0019).

It stands beside the answers of a questionnaire whose sheets come by the hundred thousand. The answers are the truth;
the copy can be made again from them at any time.
"""

from __future__ import annotations

from django.db import models

from core.people.models import Organization
from core.questions.models.questionnaires import Questionnaire
from core.questions.models.sheets import AnswerSheet


class CodeBook(models.Model):
    """What the bytes mean. `slots` maps a dimension's id to its categories; its place among them is its byte's.

    `version` is the number of the version as whose questions they were coded.
    """

    questionnaire = models.OneToOneField(Questionnaire, on_delete=models.CASCADE, related_name="code_book")
    version = models.PositiveIntegerField()
    slots = models.JSONField(default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "集計用の符号表"

    def __str__(self) -> str:
        return f"{self.questionnaire}の符号表"


class CodedSheet(models.Model):
    """`codes` has a byte for each slot, in the order of the book."""

    sheet = models.OneToOneField(AnswerSheet, on_delete=models.CASCADE, primary_key=True, related_name="coded")
    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.CASCADE, related_name="+")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", db_index=False)
    codes = models.BinaryField()

    class Meta:
        verbose_name = verbose_name_plural = "集計用の写し"
