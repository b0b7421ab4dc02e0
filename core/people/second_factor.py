"""The second factor: who must have one, and what counts as one. A recovery code alone does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

if TYPE_CHECKING:
    from core.people.models import User

KINDS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def second_factors_of(user: User) -> QuerySet[Authenticator]:
    return Authenticator.objects.filter(user=user, type__in=KINDS)


def has_second_factor(person: str) -> Exists:
    """For a query: whether the person in that column ("pk", "user") has one."""
    return Exists(Authenticator.objects.filter(user=OuterRef(person), type__in=KINDS))


def must_have_second_factor(user: User) -> bool:
    """Whether one of the posts held today is in a role for which the setting makes it mandatory.

    Superusers have no role and may do everything in the admin site: where it is mandatory for anybody, it is for them.
    """
    from core.people.access import roles_of

    mandatory = set(settings.SECOND_FACTOR_ROLES)
    return bool(mandatory) and (user.is_superuser or bool(roles_of(user) & mandatory))
