"""A survey that does not come back (今年度は実施しない): said of last year's, for the fiscal year after it."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from core.clock import Now
from surveys.models.surveys import Survey


class NotHeld(models.Model):
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="not_held", db_index=False)
    # The fiscal year (from April) in which it is not held.
    year = models.PositiveSmallIntegerField("年度")
    reason = models.CharField("理由", max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("日時", db_default=Now(), editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "実施しない調査"
        constraints = [models.UniqueConstraint(fields=["survey", "year"], name="not_held_once_a_year")]

    def __str__(self) -> str:
        return f"{self.survey} {self.year}"
