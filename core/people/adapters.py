"""What the portal asks of django-allauth."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.ratelimit import get_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import reverse

from core.people.models import User
from core.people.second_factor import must_have_second_factor, second_factors_of


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: people come by invitation."""
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Links in mails lead to the portal's own address, never to the host that a request claims."""
        place = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.PORTAL_URL + place.replace("UID-KEY", quote(key))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("people:me")

    def get_reauthentication_methods(self, user: User | AnonymousUser) -> list[dict]:
        names = {
            "reauthenticate": "パスワードで確認する",
            "mfa_reauthenticate": "認証アプリかリカバリーコードで確認する",
            "mfa_reauthenticate:webauthn": "セキュリティキー（パスキー）で確認する",
        }
        return [{**method, "description": names[method["id"]]} for method in super().get_reauthentication_methods(user)]

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Failed attempts count by address and network together.

        By address alone, as allauth has it, a stranger who hammers an address locks its owner out. The network's own
        limit ("30/m/ip") stands beside it. tests/people/test_signing_in.py fails if allauth renames this method.
        """
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{get_ip(request)}"


class SecondFactorAdapter(DefaultMFAAdapter):
    def get_totp_label(self, user: User) -> str:
        return user.email

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Where the second factor is mandatory, the last one stays."""
        others = second_factors_of(authenticator.user).exclude(pk=authenticator.pk)
        return others.exists() or not must_have_second_factor(authenticator.user)

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        return f"キー{Authenticator.objects.filter(user=user, type=type).count() + 1}"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": settings.PORTAL_NAME}
