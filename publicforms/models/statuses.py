"""Statuses of a form's own (受付・確認中・採用 …), and how many submissions stand at each."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from publicforms.models.forms import Form


class Colour(models.TextChoices):
    """The chip's colours (components/chip.html); the words always stand beside them."""

    GRAY = "gray", "灰"
    BLUE = "blue", "青"
    GREEN = "green", "緑"
    YELLOW = "yellow", "黄"
    ORANGE = "orange", "橙"
    RED = "red", "赤"


class Status(models.Model):
    form = models.ForeignKey(Form, on_delete=models.CASCADE, related_name="statuses")
    name = models.CharField("名前", max_length=30)
    colour = models.CharField("色", max_length=10, choices=Colour.choices, default=Colour.GRAY)
    position = models.PositiveSmallIntegerField("順番", default=0)
    # The one that a new submission has.
    is_first = models.BooleanField(default=False)
    # Whether the applicant reads it on their page.
    is_told = models.BooleanField("申込者のページに表示する", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "対応状況"
        ordering = ["form", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["form", "name"], name="status_name_once"),
            models.UniqueConstraint(fields=["form"], condition=Q(is_first=True), name="one_first_status"),
        ]

    def __str__(self) -> str:
        return self.name


class Tally(models.Model):
    """How many submissions of a form have this status and standing. Changed with them, in the same transaction."""

    form = models.ForeignKey(Form, on_delete=models.CASCADE, related_name="tallies")
    status = models.ForeignKey(Status, on_delete=models.CASCADE, related_name="+")
    standing = models.CharField(max_length=10)
    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "申込の件数"
        constraints = [models.UniqueConstraint(fields=["form", "status", "standing"], name="tally_once")]
