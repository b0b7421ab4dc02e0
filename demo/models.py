"""The mailbox of the demonstration."""

from __future__ import annotations

from django.db import models

from core.clock import Now


class DemoMail(models.Model):
    """A mail as it would have left; shown at /demo/mail/."""

    to = models.EmailField("宛先")
    subject = models.CharField("件名", max_length=998)
    text = models.TextField("本文")
    html = models.TextField("本文（HTML）", blank=True)
    headers = models.JSONField("ヘッダー", default=dict)
    at = models.DateTimeField("日時", db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = "デモのメール"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.subject
