"""A stored file. What it belongs to is the features' affair: they hold the foreign keys."""

from __future__ import annotations

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy

from core.clock import Now
from core.files.registry import may_be_opened_by
from core.people.access import Someone
from core.people.models import Organization


def storage_path(file: StoredFile, filename: str) -> str:
    return f"files/{file.pk.hex[:2]}/{file.pk.hex}"


def preview_path(file: StoredFile, number: int) -> str:
    """Where the picture of a page lies in the default storage; pages count from 1."""
    return f"previews/{file.pk.hex[:2]}/{file.pk.hex}/{number}.webp"


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    def visible_to(self, user: Someone) -> Self:
        """What any of the features that hold files lets this person open (core.files.registry)."""
        condition = may_be_opened_by(user)
        return self.none() if condition is None else self.filter(condition)


class StoredFile(models.Model):
    """The name is kept as it was given; on the disk a file is only its id."""

    class Family(models.TextChoices):
        """What the bytes are, by looking at them; decides how a file may be shown."""

        PDF = "pdf", "PDF"
        IMAGE = "image", gettext_lazy("画像")
        WORD = "word", "Word"
        EXCEL = "excel", "Excel"
        POWERPOINT = "powerpoint", "PowerPoint"
        TEXT = "text", gettext_lazy("テキスト")
        ARCHIVE = "archive", gettext_lazy("圧縮ファイル")
        OTHER = "other", gettext_lazy("その他")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField("ファイル名", max_length=255)
    content = models.FileField("内容", upload_to=storage_path, max_length=100)
    size = models.PositiveBigIntegerField("大きさ（バイト）")
    sha256 = models.CharField(max_length=64)
    content_type = models.CharField("形式", max_length=100)
    family = models.CharField("種類", max_length=12, choices=Family.choices, default=Family.OTHER)
    owner = models.ForeignKey(Organization, verbose_name="団体", on_delete=models.PROTECT, related_name="+")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="登録した人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField("登録日時", db_default=Now(), editable=False)
    # Filled by the worker that draws the preview: null until it has looked, 0 where nothing can be shown.
    pages = models.PositiveSmallIntegerField("ページ数", null=True, editable=False)
    previews = models.PositiveSmallIntegerField("表示できるページ数", null=True, editable=False)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "ファイル"

    def __str__(self) -> str:
        return self.name

    @property
    def note_on_preview(self) -> str:
        """What to say of a file of a kind that is usually shown, but that turned out locked, broken or too large."""
        usually_shown = self.family in (self.Family.PDF, self.Family.IMAGE)
        return "画面には表示できません" if self.previews == 0 and usually_shown else ""
