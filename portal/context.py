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
    here = request.resolver_match.namespace or request.resolver_match.url_name if request.resolver_match else ""
    items = []
    for label, name, verb in MENU:
        if verb is not None and not organizations_for(request.user, verb):
            continue
        try:
            url = reverse(name)
        except NoReverseMatch:  # a room that this face does not serve
            continue
        items.append({"label": label, "url": url, "current": here == (name.split(":")[0] if ":" in name else name)})
    return items
