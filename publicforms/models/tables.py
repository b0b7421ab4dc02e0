"""What tables of a form's submissions need beside them: tables that somebody saved, how far short copies have come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from core.clock import Now
from core.questions.models import Version
from publicforms.models.forms import Form
from publicforms.querysets import FormTableQuerySet

if TYPE_CHECKING:
    from core.people.models import User


class FormTable(models.Model):
    """`query` is the address's whole definition (core.questions.crosstab.spec); no figure is kept."""

    form = models.ForeignKey(Form, on_delete=models.CASCADE, related_name="tables")
    title = models.CharField("集計の名前", max_length=200)
    query = models.TextField("集計の条件", max_length=10000)
    is_shared = models.BooleanField("このフォームの申込を見る人みんなに見せる", default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="保存した人", on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField("保存日時", db_default=Now(), editable=False)

    objects = FormTableQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "保存した集計"
        ordering = ["title", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["form", "created_by", "title"], name="form_table_once_per_title"),
        ]

    def __str__(self) -> str:
        return self.title

    def may_be_removed_by(self, user: User) -> bool:
        """Whoever saved it; a shared one everybody who edits the form, for it must not depend on one person."""
        return self.created_by_id == user.pk or (self.is_shared and self.form.may_be_edited_by(user))


class Coding(models.Model):
    """Of a form with many submissions: whatever has not changed since `until` has a short copy (decision 0019)."""

    form = models.OneToOneField(Form, on_delete=models.CASCADE, related_name="coding")
    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="+")  # as whose questions
    until = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "集計用の写しの進み具合"
