"""What every page's frame shows: the menu, who is signed in, how much is unread."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from core.notifications.models import Notification
from core.people.access import administers, organizations_for, posts_of
from core.people.models import Verb

# (label, address name, who sees it): the menu holds only what exists.
MENU = (
    ("ホーム", "home", None),
    ("通知", "archive:list", Verb.READ_RECORDS),
    ("調査", "surveys:list", Verb.READ_RECORDS),
    ("フォーム", "forms:list", Verb.COMPOSE),
    ("様式", "questions:list", Verb.COMPOSE),
    ("担当者名簿", "roster:list", Verb.READ_RECORDS),
    ("利用者", "people:list", Verb.MANAGE_PEOPLE),
    ("監査ログ", "people:audit", Verb.READ_AUDIT),
    ("処理の状況", "jobs:overview", Verb.ADMINISTER),
)


def portal(request: HttpRequest) -> dict[str, Any]:
    context: dict[str, Any] = {
        "portal_name": settings.PORTAL_NAME,
        "portal_owner": settings.PORTAL_OWNER,
        "portal_office": settings.PORTAL_OFFICE,
        "demonstration": settings.DEMONSTRATION,
    }
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return context
    posts = posts_of(user)
    return context | {
        "navigation": _menu(request),
        "unread_count": cache(lambda: Notification.objects.visible_to(user).unread().count()),
        "current_membership_label": posts[0].place if posts else "所属なし",
        "is_administrator": administers(user),
    }


def _menu(request: HttpRequest) -> list[dict[str, Any]]:
    here = _place_in_menu(request)
    items = []
    for label, name, verb in MENU:
        if verb is not None and not organizations_for(request.user, verb):
            continue
        try:
            url = reverse(name)
        except NoReverseMatch:  # a room that this face does not serve
            continue
        items.append({"label": label, "url": url, "current": name == here})
    return items


def _place_in_menu(request: HttpRequest) -> str:
    """The menu's address for this page: its own, or the first one of its room."""
    match = request.resolver_match
    names = [name for _, name, _ in MENU]
    if match is None or match.view_name in names:
        return match.view_name if match else ""
    return next((name for name in names if match.namespace and name.startswith(f"{match.namespace}:")), "")
