"""What every request of a signed-in person passes through."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware as DjangoLoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation

from core.people.access import came_from, is_shut_out
from core.people.networks import address_of
from core.people.second_factor import must_have_second_factor, second_factors_of

__all__ = [
    "LanguageMiddleware",
    "LoginRequiredMiddleware",
    "SecondFactorMiddleware",
    "SessionLimitsMiddleware",
    "SourceNetworkMiddleware",
]

STARTED, SEEN = "session_started", "session_seen"
SEEN_EVERY_SECONDS = 60
BY_ITSELF = "X-Asked-By-Itself"
SECOND_FACTOR_READY = "second_factor_ready"


class LoginRequiredMiddleware(DjangoLoginRequiredMiddleware):
    """Sign-in is required unless a view is marked @login_not_required."""


class SessionLimitsMiddleware:
    """A session ends after 3 hours without a request and 12 hours after signing in.

    What an open page asks by itself (static/js/polling.js) is no sign that anybody is there.
    """

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
            elif now - seen > SEEN_EVERY_SECONDS and BY_ITSELF not in request.headers:
                session[SEEN] = now
        return self.get_response(request)


class SourceNetworkMiddleware:
    """An organization's people act for it only from the networks it allows; shut out altogether, they are told so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            came_from(request.user, address_of(request))
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        leaving = request.resolver_match and request.resolver_match.view_name == "account_logout"
        if request.user.is_authenticated and not leaving and is_shut_out(request.user):
            return render(request, "errors/403_network.html", status=403)
        return None


class LanguageMiddleware:
    """Public pages and sign-in exist in English for who chose it; the office is Japanese whatever the browser says.

    Django's LocaleMiddleware would show the half of an office page that Django itself writes in the browser's language.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        foreign = chosen in dict(settings.LANGUAGES) and not request.user.is_authenticated
        with translation.override(chosen if foreign else settings.LANGUAGE_CODE):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
            response.setdefault("Content-Language", request.LANGUAGE_CODE)
            return response


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
        if not must_have_second_factor(request.user):
            return False
        if second_factors_of(request.user).exists():
            request.session[SECOND_FACTOR_READY] = True
            return False
        return True

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)
