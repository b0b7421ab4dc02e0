"""A post: a person in an organization and section, in a role, for a time. One person may hold several (兼務)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.clock import Today
from core.people.models.organizations import Organization, Section

if TYPE_CHECKING:
    from core.people.models.users import User


class Role(models.TextChoices):
    ADMINISTRATOR = "administrator", "県管理者"
    STAFF = "staff", "県職員"
    MANAGER = "manager", "団体管理者"
    MEMBER = "member", "団体担当者"


PREFECTURE_ROLES = (Role.ADMINISTRATOR, Role.STAFF)
ORGANIZATION_ROLES = (Role.MANAGER, Role.MEMBER)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def open_today(self) -> Self:
        """Posts held today, also by people who were deactivated."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=Today()), valid_from__lte=Today())

    def ended(self) -> Self:
        return self.filter(valid_to__lt=Today())

    def current(self) -> Self:
        """Posts held today by people who may sign in."""
        return self.open_today().filter(user__is_active=True)

    def visible_to(self, user: User) -> Self:
        """Posts, present and past, in the organizations whose people the person manages."""
        return self.filter(organization__in=Organization.objects.managed_by(user))


class Membership(models.Model):
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="利用者", on_delete=models.PROTECT, related_name="memberships"
    )
    organization = models.ForeignKey(
        Organization, verbose_name="団体", on_delete=models.PROTECT, related_name="memberships"
    )
    section = models.ForeignKey(
        Section, verbose_name="班・課", on_delete=models.SET_NULL, null=True, blank=True, related_name="memberships"
    )
    role = models.CharField("役割", max_length=20, choices=Role.choices)
    title = models.CharField("職名", max_length=50, blank=True)
    valid_from = models.DateField("期間（から）", db_default=Today())
    valid_to = models.DateField("期間（まで）", null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "所属"
        ordering = ["organization__code", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organization", "section", "role"],
                condition=Q(valid_to__isnull=True),
                nulls_distinct=False,
                name="membership_once_while_open",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from") - 1),
                name="membership_ends_after_it_begins",
            ),
        ]
        indexes = [models.Index(fields=["organization", "user"], name="membership_by_organization")]

    def __str__(self) -> str:
        return f"{self.user} {self.place}"

    @property
    def place(self) -> str:
        """Where the post is, as it is written on a page: 石巻市 総務課."""
        return f"{self.organization} {self.section}" if self.section else str(self.organization)
