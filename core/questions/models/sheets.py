"""Answer sheets: the answers of one respondent to one version. Whose they are, the features say that hold them."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.clock import Now
from core.files.models import StoredFile
from core.people.models import Organization
from core.questions.definition import Definition
from core.questions.earlier import comparable_answers
from core.questions.models.questionnaires import Version
from core.questions.querysets import AnswerSheetQuerySet


class AnswerSheet(models.Model):
    """Answers as JSON, keyed by question; the kinds of "no value" stay apart (core.questions.specials)."""

    version = models.ForeignKey(Version, verbose_name="様式の版", on_delete=models.PROTECT, related_name="sheets")
    # Whose record it is: who answered a survey, or whose public form was filled in.
    organization = models.ForeignKey(
        Organization, verbose_name="団体", on_delete=models.PROTECT, related_name="answer_sheets"
    )
    earlier = models.ForeignKey(
        "self", verbose_name="前回の回答", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )  # of the same respondent: shown beside the questions, and what big changes are measured against
    # Its respondent's own, while what is handed in is a copy: nobody counts it, judges it or compares it.
    is_private = models.BooleanField(default=False, editable=False)
    answers = models.JSONField("回答", default=dict)
    reasons = models.JSONField("理由", default=dict)  # by question or check, for what was soft-required
    # Counts the saves: a save says which one it started from.
    edit = models.PositiveIntegerField(default=1, editable=False)
    # When it was last checked in full; null while it is a partial answer.
    completed_at = models.DateTimeField("回答完了日時", null=True, blank=True, editable=False)
    created_at = models.DateTimeField("作成日時", db_default=Now(), editable=False)
    updated_at = models.DateTimeField("更新日時", db_default=Now(), editable=False)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="更新した人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    # What people search by: the texts of the answers, folded (core.search.folding). Never shown.
    folded = models.TextField(default="", blank=True, editable=False)

    objects = AnswerSheetQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "回答用紙"

    def __str__(self) -> str:
        return f"{self.version}の回答"

    @cached_property
    def definition(self) -> Definition:
        return self.version.definition

    @cached_property
    def earlier_answers(self) -> dict[str, Any]:
        """What today's answers are held against (`check(earlier=…)`): the earlier ones of the same kind and unit.

        At most two queries, none where there is no earlier sheet.
        """
        earlier = self.earlier
        if earlier is None:
            return {}
        return comparable_answers(self.definition, earlier.definition, earlier.answers)

    @cached_property
    def file_names(self) -> dict[str, str]:
        """The files that were given to this sheet: id → name."""
        return {str(pk): name for pk, name in self.files.values_list("file_id", "file__name")}


class PastAnswers(models.Model):
    """What a sheet held before it was saved again: the base of a merge, and its history."""

    sheet = models.ForeignKey(AnswerSheet, on_delete=models.CASCADE, related_name="past")
    edit = models.PositiveIntegerField()
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField()
    reasons = models.JSONField(default=dict)
    completed_at = models.DateTimeField(null=True)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "以前の回答"
        ordering = ["sheet", "-edit"]
        constraints = [models.UniqueConstraint(fields=["sheet", "edit"], name="past_answers_once_per_edit")]


class Draft(models.Model):
    """What one person typed and has not saved yet, exactly as typed. It outlives their session."""

    sheet = models.ForeignKey(AnswerSheet, on_delete=models.CASCADE, related_name="drafts")
    # Null for somebody without an account, who has the sheet's link.
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    typed = models.JSONField(default=dict)  # core.questions.typed.Typed
    edit = models.PositiveIntegerField()  # the save of the sheet that it started from
    updated_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "保存前の入力"
        constraints = [
            models.UniqueConstraint(fields=["sheet", "author"], name="one_draft_per_author", nulls_distinct=False)
        ]


class SheetFile(models.Model):
    """A file given in answer to a question. It belongs to the sheet from the upload on, saved or not.

    A copy of a sheet shares its files: one is gone for good only when no sheet has it any more.
    """

    sheet = models.ForeignKey(AnswerSheet, on_delete=models.CASCADE, related_name="files")
    question = models.CharField(max_length=40)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "回答のファイル"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(question=""), name="sheet_file_answers_a_question"),
            models.UniqueConstraint(fields=["sheet", "file"], name="sheet_file_once"),
        ]
