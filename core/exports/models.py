"""An export: what somebody asked to take along, how far it has come, and where its file lies for a day."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.clock import Now
from core.exports.querysets import AT_WORK, EXPIRING, UNFINISHED, ExportQuerySet
from core.exports.registry import PRODUCERS, Producer


class Export(models.Model):
    """Only what is done has a file: name, place, hash and the state "done" are committed together."""

    class State(models.TextChoices):
        QUEUED = "queued", "順番待ち"
        RUNNING = "running", "作成中"
        NEEDS_DECISION = "needs_decision", "確認待ち"
        DONE = "done", "完了"
        FAILED = "failed", "失敗"
        CANCELLED = "cancelled", "中止"
        EXPIRED = "expired", "期限切れ"

    class Phase(models.TextChoices):
        """What a running one is at."""

        CHECKING = "checking", "変換できない文字を調べています"
        WRITING = "writing", "書き出しています"

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="依頼した人", on_delete=models.PROTECT, related_name="+"
    )
    producer = models.CharField("種類", max_length=60)
    definition = models.JSONField("内容", default=dict)
    # Of producer and definition as they were asked for: two clicks are one export.
    fingerprint = models.CharField(max_length=64, editable=False)
    title = models.CharField("題名", max_length=200)
    file_name = models.CharField("ファイル名", max_length=255)
    state = models.CharField("状態", max_length=14, choices=State.choices, default=State.QUEUED)
    phase = models.CharField("段階", max_length=8, choices=Phase.choices, default=Phase.WRITING)
    progress = models.PositiveBigIntegerField("済み", default=0)
    total = models.PositiveBigIntegerField("全体", default=0)
    # Whoever makes it now. Another run that begins takes the right to finish away from this one.
    run = models.UUIDField(null=True, editable=False)
    # Somebody went on with something else meanwhile, and is told when it is ready.
    in_background = models.BooleanField(default=False, editable=False)
    # How often each character that cp932 does not hold was found, most frequent first: [["𠮷", 12], …].
    characters = models.JSONField("変換できない文字", default=list)
    # Where somebody decided that one stands for each of them.
    mark = models.CharField("置き換える記号", max_length=1, blank=True)
    content = models.FileField("ファイル", max_length=120, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    rows = models.PositiveBigIntegerField("行数", null=True)
    size = models.PositiveBigIntegerField("大きさ（バイト）", null=True)
    reason = models.TextField("できなかった理由", blank=True)
    created_at = models.DateTimeField("依頼日時", db_default=Now(), editable=False)
    touched_at = models.DateTimeField("状態の変わった日時", db_default=Now(), editable=False)
    expires_at = models.DateTimeField("保存期限", null=True, editable=False)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "書き出し"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["by", "fingerprint"],
                condition=Q(state__in=UNFINISHED),
                name="export_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") & Q(content="")
                | Q(state="done", rows__isnull=False, size__isnull=False, expires_at__isnull=False)
                & ~Q(content="")
                & ~Q(sha256=""),
                name="export_has_a_file_when_done",
            ),
            models.CheckConstraint(
                condition=Q(state="running", run__isnull=False) | ~Q(state="running") & Q(run__isnull=True),
                name="export_runs_under_one_run",
            ),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(reason=""), name="export_says_why_it_failed"),
        ]
        indexes = [
            models.Index(fields=["by", "-id"], name="export_of_person"),
            models.Index(fields=["touched_at"], name="export_at_work", condition=Q(state__in=AT_WORK)),
            models.Index(fields=["expires_at"], name="export_expiring", condition=Q(state__in=EXPIRING)),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("exports:export", args=[self.pk])

    @property
    def made_by(self) -> Producer | None:
        """None where the room that registered it is gone."""
        return PRODUCERS.get(self.producer)

    @property
    def label(self) -> str:
        return self.made_by.label if self.made_by else self.producer

    @property
    def audited_definition(self) -> dict[str, Any]:
        """The definition as the audit log keeps it."""
        return self.made_by.for_audit(self.definition) if self.made_by else {}

    @property
    def concerned(self) -> int | None:
        """The organization whose manager may read of it in the audit log."""
        return self.made_by.organization(self.definition) if self.made_by else None

    @property
    def facts(self) -> list[tuple[str, str]]:
        return self.made_by.facts(self.definition) if self.made_by else []

    @property
    def is_at_work(self) -> bool:
        return self.state in AT_WORK

    @property
    def ended_at(self) -> datetime.datetime | None:
        """Since when nothing more becomes of it."""
        return None if self.state in UNFINISHED else self.touched_at

    @property
    def found(self) -> int:
        """How many characters cp932 does not hold, each counted as often as it stands there."""
        return sum(number for _, number in self.characters)


class ExportFinding(models.Model):
    """A cell that cp932 would not hold as it is; kept until somebody has decided, at most for a day."""

    export = models.ForeignKey(Export, on_delete=models.CASCADE, related_name="findings")
    number = models.PositiveIntegerField("順番")
    place = models.TextField("団体など")
    question = models.TextField("設問")
    # Around the first such character: an answer may be a whole page.
    excerpt = models.TextField("文字の前後")
    characters = models.JSONField("文字", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "変換できない文字のある欄"
        ordering = ["export", "number"]
        constraints = [models.UniqueConstraint(fields=["export", "number"], name="export_finding_once")]

    def __str__(self) -> str:
        return f"{self.place}：{self.question}"
