"""Who gets in once, and who wants no more mail: both known by a hash only."""

from __future__ import annotations

from django.db import models

from core.clock import Now
from publicforms.models.forms import Form
from publicforms.models.submissions import random_id


class OneTimeCode(models.Model):
    """A code for one answer to a staff questionnaire. Answering deletes it: nothing joins it to what was answered."""

    # Random, so that neither the next number nor the order of the rows tells which codes were printed side by side.
    id = models.BigIntegerField(primary_key=True, default=random_id, editable=False)
    form = models.ForeignKey(Form, on_delete=models.CASCADE, related_name="codes")
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "回答コード"
        constraints = [models.UniqueConstraint(fields=["form", "digest"], name="code_once_per_form")]


class MailRefusal(models.Model):
    """The owner of this address wants no mail of ours. Only its hash is kept."""

    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "メールの受け取り辞退"


class Mailed(models.Model):
    """That a mail was made for an address, which is known by its hash only: it gets so many an hour, and no more."""

    digest = models.CharField(max_length=64)
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "送ったメールの数"
        indexes = [
            models.Index(fields=["digest", "at"], name="mailed_by_address"),
            models.Index(fields=["at"], name="mailed_by_age"),
        ]
