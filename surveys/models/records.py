"""What happened to a survey and its responses: who did what, when, and why. None of it is ever changed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.clock import Now
from surveys.models.responses import Response
from surveys.models.surveys import Survey
from surveys.states import State


class Transition(models.Model):
    """One step of a response from state to state."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="transitions")
    origin = models.CharField("前の状態", max_length=14, choices=State.choices)
    to = models.CharField("後の状態", max_length=14, choices=State.choices)
    at = models.DateTimeField("日時", db_default=Now())
    # Null where the portal itself did it.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    why = models.CharField("理由", max_length=1000, blank=True)
    is_proxy = models.BooleanField("代理入力", default=False)
    # Which edit of the submitted sheet this was, so that two submissions can be compared.
    submitted_edit = models.PositiveIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "経過"
        ordering = ["response", "pk"]


class Remark(models.Model):
    """What is to be mended (差戻しの指摘): at a question or a cell of its table, or at the whole."""

    transition = models.ForeignKey(Transition, on_delete=models.CASCADE, related_name="remarks")
    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="remarks")
    question = models.CharField("設問", max_length=40, blank=True)
    place = models.CharField("箇所", max_length=200, blank=True)
    text = models.CharField("指摘", max_length=1000)
    done_at = models.DateTimeField("対応した日時", null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "差戻しの指摘"
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="remark_says_something")]

    @property
    def is_done(self) -> bool:
        return self.done_at is not None


class Extension(models.Model):
    """A later due date for one organization (期限延長)."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="extensions")
    old_due_at = models.DateTimeField("元の期限")
    new_due_at = models.DateTimeField("延長後の期限")
    reason = models.CharField("理由", max_length=500)
    at = models.DateTimeField("日時", db_default=Now())
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "期限延長"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(new_due_at__gt=F("old_due_at")), name="extension_is_later"),
        ]


class Reminder(models.Model):
    """That an organization was reminded (督促): by plan, so many days from its due date, or by hand."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="reminders")
    days = models.SmallIntegerField("期限からの日数", null=True)  # null: by hand
    due_on = models.DateField("督促した期限")
    at = models.DateTimeField("日時", db_default=Now())
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    words = models.CharField("添えた言葉", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "督促"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["response", "days", "due_on"],
                condition=Q(days__isnull=False),
                name="planned_reminder_once",
            ),
        ]


class Announcement(models.Model):
    """A change of an issued survey that those asked were told of."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="announcements")
    text = models.TextField("お知らせの内容", max_length=2000)
    at = models.DateTimeField("日時", db_default=Now())
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "変更のお知らせ"
        ordering = ["-pk"]
