"""A durable job: a row that says what must happen, since when, and how often it was tried."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.clock import Now
from core.jobs.registry import WORK
from core.people.access import administers

if TYPE_CHECKING:
    from core.people.models import User


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, user: User) -> Self:
        """Administrators see all; everyone the progress of what they asked for."""
        return self if administers(user) else self.filter(by=user)

    def unfinished(self) -> Self:
        return self.filter(state__in=UNFINISHED)

    def due(self, queue: str | None = None) -> Self:
        """Waiting, and its time has come."""
        found = self.filter(state=Job.State.WAITING, due_at__lte=Now())
        return found.filter(queue=queue) if queue else found

    def dead(self) -> Self:
        """Given up after the last attempt: somebody must look."""
        return self.filter(state=Job.State.DEAD)

    def abandoned(self) -> Self:
        """Taken by a worker that has not been heard of since its lease ran out."""
        return self.filter(state=Job.State.RUNNING, leased_until__lt=Now())


# In the values of Job.State, which stands below.
UNFINISHED = ("waiting", "running")


class Job(models.Model):
    class State(models.TextChoices):
        WAITING = "waiting", "待機中"
        RUNNING = "running", "実行中"
        DONE = "done", "完了"
        DEAD = "dead", "停止（要対応）"

    kind = models.CharField("種類", max_length=60)
    key = models.CharField("重複を防ぐ鍵", max_length=120, null=True, blank=True)  # noqa: DJ001 - NULL means "may repeat"
    queue = models.CharField("待ち行列", max_length=30, default="default")
    payload = models.JSONField("内容", default=dict)
    state = models.CharField("状態", max_length=10, choices=State.choices, default=State.WAITING)
    due_at = models.DateTimeField("予定時刻", db_default=Now())
    attempts = models.PositiveSmallIntegerField("試行回数", default=0)
    lease = models.UUIDField(null=True, editable=False)
    leased_until = models.DateTimeField("占有期限", null=True, editable=False)
    # Asked for once more while it was running: when done, it starts over.
    again = models.BooleanField(default=False, editable=False)
    progress = models.PositiveIntegerField("済み", default=0)
    total = models.PositiveIntegerField("全体", default=0)
    error = models.TextField("直近の誤り", blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="依頼した人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField("登録日時", db_default=Now(), editable=False)
    finished_at = models.DateTimeField("終了日時", null=True, editable=False)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "処理"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"],
                condition=Q(state__in=UNFINISHED),
                name="one_unfinished_job_per_key",
            ),
        ]
        indexes = [
            models.Index(fields=["queue", "due_at", "id"], name="job_due", condition=Q(state="waiting")),
            models.Index(fields=["leased_until"], name="job_leased", condition=Q(state="running")),
            models.Index(fields=["state", "-id"], name="job_by_state"),
            models.Index(fields=["finished_at"], name="job_finished", condition=Q(state="done")),
        ]

    def __str__(self) -> str:
        return f"{self.label}（{self.key or self.pk}）"

    def get_absolute_url(self) -> str:
        return reverse("jobs:job", args=[self.pk])

    @property
    def label(self) -> str:
        """What the work is, in words; of a kind that this version does not know, its code."""
        return WORK[self.kind].label if self.kind in WORK else self.kind

    @property
    def last_error_line(self) -> str:
        """Of a traceback the line that says what happened."""
        return self.error.strip().rpartition("\n")[2][:200]

    @property
    def is_finished(self) -> bool:
        return self.state in (self.State.DONE, self.State.DEAD)


class Heartbeat(models.Model):
    """When a worker was last seen."""

    name = models.CharField(max_length=30, unique=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = "作業プロセスの応答"

    def __str__(self) -> str:
        return self.name
