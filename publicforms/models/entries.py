"""What somebody has begun to fill in: files that came before the rest, and input that was saved for later."""

from __future__ import annotations

from django.db import models

from core.clock import Now
from core.files.models import StoredFile
from publicforms.models.forms import Form


class PendingFile(models.Model):
    """A file that was chosen on a page of a form that is not sent in yet. It goes when its time has passed."""

    form = models.ForeignKey(Form, on_delete=models.CASCADE, related_name="+")
    token = models.CharField(max_length=64)  # the hash of the page's token, as in Submission
    question = models.CharField(max_length=40)
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "送信前のファイル"
        indexes = [
            models.Index(fields=["form", "token"], name="pending_file_by_page"),
            models.Index(fields=["created_at"], name="pending_file_by_age"),
        ]


class SavedEntry(models.Model):
    """Input saved for later (保存した入力). Its link goes to the address that was given, and nowhere else."""

    form = models.ForeignKey(Form, on_delete=models.CASCADE, related_name="saved_entries")
    token = models.CharField(max_length=64)
    typed = models.JSONField(default=dict)
    page = models.PositiveSmallIntegerField(default=1)
    language = models.CharField(max_length=10, default="ja")
    address = models.EmailField(max_length=254)
    link_number = models.PositiveSmallIntegerField(default=1)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    expires_at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "保存した入力"
        constraints = [models.UniqueConstraint(fields=["form", "token"], name="saved_entry_once_per_page")]
        indexes = [models.Index(fields=["expires_at"], name="saved_entry_by_age")]
