"""What happens at the door is written to the audit log: receivers of Django's and django-allauth's signals."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.account.adapter import get_adapter
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.contrib.auth import signals as auth
from django.dispatch import receiver
from django.http import HttpRequest

from core.people import audit
from core.people.models import Membership, User


def _record(action: str, user: User | None, request: HttpRequest | None, *, by: User | None, **details: Any) -> None:
    organization = None
    if user is not None:
        organization = Membership.objects.open_today().filter(user=user).values_list("organization", flat=True).first()
    if request is not None:
        details["ip"] = get_adapter().get_client_ip(request)
    audit.record(action, user, by=by, organization=organization, **details)


@receiver(account.user_logged_in, dispatch_uid="audit-signed-in")
def signed_in(request: HttpRequest, user: User, **_: Any) -> None:
    records = request.session.get("account_authentication_methods") or []
    _record("person.signed_in", user, request, by=user, methods=[one.get("type") or one["method"] for one in records])


@receiver(auth.user_login_failed, dispatch_uid="audit-sign-in-failed")
def sign_in_failed(credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    """What was typed is kept only where it is somebody's address: people type passwords into the wrong field."""
    typed = credentials.get("email") or credentials.get("username") or ""
    user = User.objects.filter(email=User.objects.normalize_email(typed)).first()
    _record("person.sign_in_failed", user, request, by=None)


@receiver(auth.user_logged_out, dispatch_uid="audit-signed-out")
def signed_out(request: HttpRequest, user: User | None, **_: Any) -> None:
    if user is not None:
        _record("person.signed_out", user, request, by=user)


@receiver(account.password_changed, dispatch_uid="audit-password-changed")
def password_changed(request: HttpRequest, user: User, **_: Any) -> None:
    _record("person.password_changed", user, request, by=user)


@receiver(account.password_reset, dispatch_uid="audit-password-reset")
def password_reset(request: HttpRequest, user: User, **_: Any) -> None:
    _record("person.password_reset", user, request, by=user)


@receiver(mfa.authenticator_added, dispatch_uid="audit-second-factor-added")
def second_factor_added(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    _record("second_factor.added", user, request, by=user, kind=authenticator.type)


@receiver(mfa.authenticator_removed, dispatch_uid="audit-second-factor-removed")
def second_factor_removed(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    _record("second_factor.removed", user, request, by=user, kind=authenticator.type)


@receiver(mfa.authenticator_reset, dispatch_uid="audit-recovery-codes-made")
def recovery_codes_made(request: HttpRequest, user: User, **_: Any) -> None:
    _record("second_factor.recovery_codes_made", user, request, by=user)


@receiver(mfa.authenticator_used, dispatch_uid="audit-recovery-code-used")
def recovery_code_used(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        _record("second_factor.recovery_code_used", user, request, by=user)


@receiver(mfa.authentication_failed, dispatch_uid="audit-second-factor-failed")
def second_factor_failed(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    _record("second_factor.failed", user, request, by=None, kind=authenticator.type)
