"""Pages of a long list by key: the thousandth page costs what the first one does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from core.people.listing import query_with


@dataclass(frozen=True)
class KeysetPage:
    """Some rows, newest first, and the addresses of the pages around them (empty where there is none)."""

    rows: list[Any]
    newer: str
    older: str


def keyset_page(queryset: QuerySet, query: QueryDict, size: int = 50) -> KeysetPage:
    """The page that `?before=` or `?after=` names, a primary key each; the newest rows without.

    Anything but a number counts as nothing.
    """
    before, after = _number(query.get("before")), _number(query.get("after"))
    if after is not None:
        rows = list(queryset.filter(pk__gt=after).order_by("pk")[: size + 1])
        more_newer, more_older = len(rows) > size, True
        rows = rows[:size][::-1]
    else:
        found = queryset if before is None else queryset.filter(pk__lt=before)
        rows = list(found.order_by("-pk")[: size + 1])
        more_newer, more_older = before is not None, len(rows) > size
        rows = rows[:size]
    if not rows:
        return KeysetPage([], query_with(query, before=None, after=None) if before or after else "", "")
    return KeysetPage(
        rows,
        newer=query_with(query, before=None, after=rows[0].pk) if more_newer else "",
        older=query_with(query, after=None, before=rows[-1].pk) if more_older else "",
    )


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None
