"""How the tests go through the door: a client from a network of its own, so that tests do not share limits."""

from __future__ import annotations

import random

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.totp.internal.auth import yield_hotp_counters_from_time as counters
from django.http import HttpResponse
from django.test import Client

from core.people.models import User
from tests.cast import PASSWORD


def network() -> str:
    return ".".join(["10", *(str(random.randint(1, 254)) for _ in range(3))])


def client(ip: str | None = None) -> Client:
    return Client(REMOTE_ADDR=ip or network(), HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Chrome/141.0 Safari/537")


def sign_in(browser: Client, user: User, password: str = PASSWORD) -> HttpResponse:
    return browser.post("/accounts/login/", {"login": user.email, "password": password})


def signed_in_by_form(user: User, ip: str | None = None) -> Client:
    browser = client(ip)
    answer = sign_in(browser, user)
    assert answer.status_code == 302, answer.content.decode()
    return browser


def is_signed_in(browser: Client) -> bool:
    return browser.get("/people/me/").status_code == 200


def with_app(user: User) -> str:
    """Gives the person an authenticator app; its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def code_of(secret: str, steps: int = 0) -> str:
    """What the app shows now, or so many half-minutes later."""
    now = list(counters())
    return format_hotp_value(hotp_value(secret, now[len(now) // 2] + steps))


def factors(user: User) -> set[str]:
    return set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
