"""Keeping a filter under a name."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from archive.models import SavedSearch
from core.people.models import User

MAX_SEARCHES = 50


def save_search(user: User, *, name: str, query: str) -> str:
    """Save the list's query string under a name; the same name again replaces it. Returns what is wrong, or nothing."""
    if not name:
        return "名前を入力してください。"
    if len(name) > 50 or "\x00" in name:
        return "名前は50文字までで入力してください。"
    kept = urlencode([(key, value) for key, value in parse_qsl(query) if key not in ("page", "csrfmiddlewaretoken")])
    if len(kept) > 1000 or "\x00" in query:
        return "検索条件が長すぎるため、保存できません。"
    mine = SavedSearch.objects.visible_to(user)
    if mine.count() >= MAX_SEARCHES and not mine.filter(name=name).exists():
        return f"保存できる検索条件は{MAX_SEARCHES}件までです。使わないものを削除してください。"
    SavedSearch.objects.update_or_create(user=user, name=name, defaults={"query": kept})
    return ""


def delete_search(search: SavedSearch) -> None:
    search.delete()
