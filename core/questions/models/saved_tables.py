"""A cross-table that somebody saved, to be run again over whatever has come in since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from core.clock import Now

if TYPE_CHECKING:
    from core.people.models import User


class SavedTable(models.Model):
    """`query` is the address's whole definition (core.questions.crosstab.spec); no figure is kept.

    A room's model says of what it is, by a key with related_name="tables", and among whom it is shared: `is_shared`.
    """

    is_shared: models.BooleanField

    title = models.CharField("集計の名前", max_length=200)
    query = models.TextField("集計の条件", max_length=10000)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="保存した人", on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField("保存日時", db_default=Now(), editable=False)

    class Meta:
        abstract = True
        verbose_name = verbose_name_plural = "保存した集計"
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def shown_to(self) -> str:
        """Who sees it besides, in a word or two; nothing where nobody does."""
        return "共有" if self.is_shared else ""

    def is_removable_by(self, user: User, *, manages: bool) -> bool:
        """By whoever saved it; a shared one by all who manage what it counts, for it must not depend on one person."""
        return self.created_by_id == user.pk or (self.is_shared and manages)
