"""Places (定員): how many a form takes, altogether or for one of its options, and how many are taken."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from publicforms.models.forms import Form


class Place(models.Model):
    """`question` and `option` are empty for the whole form. `taken` is changed under the row's lock only."""

    form = models.ForeignKey(Form, on_delete=models.CASCADE, related_name="places")
    question = models.CharField(max_length=40, blank=True)
    option = models.CharField(max_length=40, blank=True)
    limit = models.PositiveIntegerField("定員")
    taken = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "定員"
        ordering = ["form", "question", "option"]
        constraints = [
            models.UniqueConstraint(fields=["form", "question", "option"], name="place_once"),
            models.CheckConstraint(
                condition=Q(question="", option="") | (~Q(question="") & ~Q(option="")), name="place_of_form_or_option"
            ),
        ]

    @property
    def left(self) -> int:
        """How many are free; none where a limit was lowered below what is taken."""
        return max(0, self.limit - self.taken)

    @property
    def is_of_form(self) -> bool:
        return not self.question
