"""Announcements (お知らせ) on the home page."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.clock import Now
from core.people.access import organizations_for
from core.people.models import Organization, User, Verb


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    def visible_to(self, user: User) -> Self:
        """Everyone with a post sees what is shown now; the owner's people also what is not shown yet or any more."""
        own = Q(owner__in=organizations_for(user, Verb.PUBLISH))
        if not organizations_for(user, Verb.READ_RECORDS):
            return self.filter(own)
        return self.filter(own | (Q(shown_from__lte=Now()) & (Q(shown_until__isnull=True) | Q(shown_until__gt=Now()))))

    def shown(self) -> Self:
        return self.filter(shown_from__lte=Now()).filter(Q(shown_until__isnull=True) | Q(shown_until__gt=Now()))


class Announcement(models.Model):
    owner = models.ForeignKey(Organization, verbose_name="掲載する団体", on_delete=models.PROTECT, related_name="+")
    title = models.CharField("件名", max_length=100)
    body = models.TextField("本文", max_length=4000)
    shown_from = models.DateTimeField("掲載開始", db_default=Now())
    shown_until = models.DateTimeField("掲載終了", null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "お知らせ"
        ordering = ["-shown_from", "-pk"]

    def __str__(self) -> str:
        return self.title

    def may_be_edited_by(self, user: User) -> bool:
        return self.owner_id in organizations_for(user, Verb.PUBLISH)
