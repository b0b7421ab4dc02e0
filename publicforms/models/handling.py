"""What happens to a submission: comments among the office, letters to and from the applicant, files, its history."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.clock import Now
from core.files.models import StoredFile
from publicforms.models.forms import Form
from publicforms.models.submissions import Submission


class Comment(models.Model):
    """Among those who handle the form; the applicant never sees it. On an entry of an internal form: among all who
    read the entry, its author too.
    """

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="comments")
    text = models.TextField("コメント", max_length=5000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "コメント"
        ordering = ["pk"]


class Letter(models.Model):
    """A message between the office and the applicant. Without `by` it is the applicant's."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="letters")
    subject = models.CharField("件名", max_length=200, blank=True)
    text = models.TextField("本文", max_length=5000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(db_default=Now(), editable=False)
    # The page from which it was sent, to one or to many: the same page again sends nothing.
    sending = models.UUIDField(null=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "申込者とのやり取り"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["submission", "sending"], name="letter_once_per_sending")]
        indexes = [models.Index(fields=["sending"], name="letter_by_sending", condition=Q(sending__isnull=False))]


class LetterTemplate(models.Model):
    """A message that a form's office writes again and again; its placeholders: publicforms.mails.placeholders."""

    form = models.ForeignKey(Form, on_delete=models.CASCADE, related_name="letter_templates")
    name = models.CharField("ひな形の名前", max_length=60)
    subject = models.CharField("件名", max_length=200)
    text = models.TextField("本文", max_length=5000)

    class Meta:
        verbose_name = verbose_name_plural = "メッセージのひな形"
        ordering = ["form", "name"]
        constraints = [models.UniqueConstraint(fields=["form", "name"], name="letter_template_name_once")]

    def __str__(self) -> str:
        return self.name


class SubmissionFile(models.Model):
    """A file beside the answers: the scan of what came on paper, or what the applicant added later."""

    class Kind(models.TextChoices):
        EVIDENCE = "evidence", "書面の写し"
        DOCUMENT = "document", "追加書類"

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="files")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "申込のファイル"
        ordering = ["pk"]


class Event(models.Model):
    """One line of a submission's history. Without `by` the applicant or the portal itself did it."""

    class What(models.TextChoices):
        SUBMITTED = "submitted", "申込を受け付けました"
        ENTERED = "entered", "職員が入力しました"
        CORRECTED = "corrected", "内容が直されました"
        WITHDRAWN = "withdrawn", "取り下げられました"
        MOVED_UP = "moved_up", "キャンセル待ちから繰り上がりました"
        STATUS = "status", "対応状況が変わりました"
        ASSIGNED = "assigned", "担当者が変わりました"
        LETTER = "letter", "メッセージが送られました"
        DOCUMENT = "document", "書類が追加されました"
        LINK = "link", "申込者のリンクが新しくなりました"

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="events")
    what = models.CharField(max_length=12, choices=What.choices)
    # In words, without anything that the applicant typed: 「確認中」から「採用」へ
    detail = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "申込の履歴"
        ordering = ["pk"]
