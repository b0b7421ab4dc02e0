"""Files of a survey: what the office gives with it, and what came back in the answers."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from core.clock import Now
from core.files.models import StoredFile
from surveys.models.responses import Response
from surveys.models.surveys import Survey


class SurveyFile(models.Model):
    """An attachment of a survey. One that was replaced stays, so that it can be seen what was answered on."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="files")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    replaced_by = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="replaces"
    )
    added_at = models.DateTimeField(db_default=Now(), editable=False)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "調査の添付ファイル"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return str(self.file)


class ProxyEvidence(models.Model):
    """What the prefecture entered an answer from: a scanned sheet, a mail (代理入力の根拠資料)."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="evidence")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")
    # For which submission of the response, counted from 1: what a returned one was entered from proves nothing new.
    round = models.PositiveSmallIntegerField("何回目の提出か", default=1)

    class Meta:
        verbose_name = verbose_name_plural = "代理入力の根拠資料"
        ordering = ["pk"]
