"""What every request of a signed-in person passes through."""

from __future__ import annotations

import time
from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware as DjangoLoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from core.people.access import roles_of

__all__ = ["LoginRequiredMiddleware", "SecondFactorMiddleware", "SessionLimitsMiddleware"]

STARTED, SEEN = "session_started", "session_seen"
SEEN_EVERY_SECONDS = 60
SECOND_FACTOR_READY = "second_factor_ready"


class LoginRequiredMiddleware(DjangoLoginRequiredMiddleware):
    """Sign-in is required unless a view is marked @login_not_required."""


class SessionLimitsMiddleware:
    """A session ends after 3 hours without a request and 12 hours after signing in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(time.time())
            session = request.session
            started, seen = session.get(STARTED), session.get(SEEN)
            if started is None or seen is None:
                session[STARTED] = session[SEEN] = now
            elif now - seen > settings.SESSION_IDLE_SECONDS or now - started > settings.SESSION_ABSOLUTE_SECONDS:
                logout(request)
                request.session["session_ended"] = True
            elif now - seen > SEEN_EVERY_SECONDS:
                session[SEEN] = now
        return self.get_response(request)


class SecondFactorMiddleware:
    """People in roles that must have a second factor set one up before they can do anything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        if not request.user.is_authenticated or not settings.SECOND_FACTOR_ROLES:
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name.startswith(("mfa_", "account_logout", "account_reauthenticate", "health")):
            return None
        if request.session.get(SECOND_FACTOR_READY) or not self._is_required(request):
            return None
        messages.warning(request, "この役割の方は、二段階認証を設定してから利用できます。")
        return redirect("mfa_index")

    def _is_required(self, request: HttpRequest) -> bool:
        if not roles_of(request.user) & set(settings.SECOND_FACTOR_ROLES):
            return False
        factors = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
        if Authenticator.objects.filter(user=request.user, type__in=factors).exists():
            request.session[SECOND_FACTOR_READY] = True
            return False
        return True

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)
