"""Deliveries (宛先): each addressed organization has a notice exactly once. Readings: who has opened it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from archive.models.notices import Notice
from core.clock import Now
from core.people.access import organizations_for
from core.people.models import Membership, Organization, Verb
from core.people.restricting import managed_by

if TYPE_CHECKING:
    from core.people.models import User


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def visible_to(self, user: User) -> Self:
        """The owner sees all of a notice's deliveries; an organization its own, once published."""
        return self.filter(
            managed_by(user, "notice__")
            | Q(
                organization__in=organizations_for(user, Verb.READ_RECORDS),
                notice__state=Notice.State.PUBLISHED,
            )
        )

    def with_reading(self) -> Self:
        """With `readers` and `people`: how many who hold a post in the organization today have read it, of how many."""
        has_read = Exists(Reading.objects.filter(notice=OuterRef(OuterRef("notice")), user=OuterRef("user")))
        return self.annotate(people=_people(Q()), readers=_people(Q(has_read)))

    def unread_by_all(self) -> Self:
        """Where nobody who holds a post in the organization today has opened the notice."""
        return self.with_reading().alias(opened=F("readers")).filter(opened=0)


def _people(condition: Q) -> Coalesce:
    """How many people, under that condition, hold a post today in the delivery's organization."""
    posts = Membership.objects.current().filter(condition, organization=OuterRef("organization"))
    counted = posts.order_by().values("organization").annotate(n=Count("user", distinct=True)).values("n")
    return Coalesce(Subquery(counted), 0)


class Delivery(models.Model):
    # The constraint and the index below serve both keys.
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries", db_index=False)
    organization = models.ForeignKey(
        Organization, verbose_name="団体", on_delete=models.PROTECT, related_name="deliveries", db_index=False
    )
    # A copy of the notice's date of issue, so that an organization's list is read from one index.
    issued_on = models.DateField()
    acknowledged_at = models.DateTimeField("受領確認", null=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="受領確認した人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    reminded_at = models.DateTimeField("督促日時", null=True)
    reminders = models.PositiveSmallIntegerField("督促の回数", default=0)

    # What with_reading() adds.
    people: int
    readers: int

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "宛先"
        ordering = ["organization__code"]
        constraints = [models.UniqueConstraint(fields=["notice", "organization"], name="delivered_once")]
        indexes = [
            models.Index(fields=["organization", "-issued_on", "-notice"], name="delivery_list"),
            models.Index(
                fields=["-acknowledged_at"], name="delivery_acknowledged", condition=Q(acknowledged_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice} → {self.organization}"


class Reading(models.Model):
    """Per person: the first time somebody opened the notice."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="readings", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField("既読日時", db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = "既読"
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["notice", "user"], name="read_once_per_person")]
        indexes = [models.Index(fields=["user", "notice"], name="reading_by_person")]
