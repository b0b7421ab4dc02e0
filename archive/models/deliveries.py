"""Deliveries (宛先): each addressed organization has a notice exactly once. Readings: who has opened it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from archive.models.notices import Notice
from core.clock import Now
from core.people.access import organizations_for
from core.people.models import Organization, Verb

if TYPE_CHECKING:
    from core.people.models import User


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def visible_to(self, user: User) -> Self:
        """The owner sees all of a notice's deliveries; an organization its own, once published."""
        return self.filter(
            Q(notice__owner__in=organizations_for(user, Verb.PUBLISH))
            | Q(
                organization__in=organizations_for(user, Verb.READ_RECORDS),
                notice__state=Notice.State.PUBLISHED,
            )
        )


class Delivery(models.Model):
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries")
    organization = models.ForeignKey(
        Organization, verbose_name="団体", on_delete=models.PROTECT, related_name="deliveries"
    )
    # A copy of the notice's date of issue, so that an organization's list is read from one index.
    issued_on = models.DateField()
    acknowledged_at = models.DateTimeField("受領確認", null=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="受領確認した人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    reminded_at = models.DateTimeField("督促日時", null=True)
    reminders = models.PositiveSmallIntegerField("督促の回数", default=0)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "宛先"
        ordering = ["organization__code"]
        constraints = [models.UniqueConstraint(fields=["notice", "organization"], name="delivered_once")]
        indexes = [models.Index(fields=["organization", "-issued_on", "-notice"], name="delivery_list")]

    def __str__(self) -> str:
        return f"{self.notice} → {self.organization}"


class Reading(models.Model):
    """Per person: the first time somebody opened the notice."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="readings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("既読日時", db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = "既読"
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["notice", "user"], name="read_once_per_person")]
        indexes = [models.Index(fields=["user", "notice"], name="reading_by_person")]
