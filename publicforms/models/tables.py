"""What tables of a form's submissions need beside them: tables that somebody saved, how far short copies have come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from core.questions.models import SavedTable, Version
from publicforms.models.forms import Form
from publicforms.querysets import FormTableQuerySet

if TYPE_CHECKING:
    from core.people.models import User


class FormTable(SavedTable):
    form = models.ForeignKey(Form, on_delete=models.CASCADE, related_name="tables")
    is_shared = models.BooleanField("このフォームの申込を見る人みんなに見せる", default=False)

    objects = FormTableQuerySet.as_manager()

    class Meta(SavedTable.Meta):
        constraints = [
            models.UniqueConstraint(fields=["form", "created_by", "title"], name="form_table_once_per_title"),
        ]

    def may_be_removed_by(self, user: User) -> bool:
        return self.is_removable_by(user, manages=self.form.may_be_edited_by(user))


class Coding(models.Model):
    """Of a form with many submissions: whatever has not changed since `until` has a short copy (decision 0019)."""

    form = models.OneToOneField(Form, on_delete=models.CASCADE, related_name="coding")
    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="+")  # as whose questions
    until = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "集計用の写しの進み具合"
