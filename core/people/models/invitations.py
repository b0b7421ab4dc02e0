"""An invitation by mail: one link, one use, for a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Q, Value, When

from core.clock import Now
from core.people.models.memberships import Role
from core.people.models.organizations import Organization, Section

if TYPE_CHECKING:
    from core.people.models.users import User


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, user: User) -> Self:
        """Invitations into the organizations whose people the person manages."""
        return self.filter(organization__in=Organization.objects.managed_by(user))

    def unanswered(self) -> Self:
        """Neither accepted nor withdrawn; the time may be over."""
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True)

    def open(self) -> Self:
        """Neither accepted nor withdrawn nor expired."""
        return self.unanswered().filter(expires_at__gt=Now())

    def with_state(self) -> Self:
        """`state`: what has become of it, by the clock."""
        return self.annotate(
            state=Case(
                When(accepted_at__isnull=False, then=Value(State.ACCEPTED)),
                When(withdrawn_at__isnull=False, then=Value(State.WITHDRAWN)),
                When(expires_at__lte=Now(), then=Value(State.EXPIRED)),
                default=Value(State.OPEN),
            )
        )


class State(models.TextChoices):
    OPEN = "open", "招待中"
    ACCEPTED = "accepted", "登録済み"
    WITHDRAWN = "withdrawn", "取消し"
    EXPIRED = "expired", "期限切れ"


class Invitation(models.Model):
    """Only a hash of the link's secret is kept: a copy of the database opens no account."""

    email = models.EmailField("メールアドレス")
    name = models.CharField("氏名", max_length=100)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="invitations")
    section = models.ForeignKey(Section, on_delete=models.SET_NULL, null=True, blank=True)
    role = models.CharField("役割", max_length=20, choices=Role.choices)
    secret_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField("招待日時", db_default=Now(), editable=False)
    expires_at = models.DateTimeField("有効期限")
    accepted_at = models.DateTimeField("登録日時", null=True, blank=True)
    withdrawn_at = models.DateTimeField("取消日時", null=True, blank=True)

    State = State
    state: str  # given by with_state()
    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "招待"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "email"],
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="one_open_invitation_per_address",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.organization})"
