"""Which sites may show a form inside their own pages."""

from __future__ import annotations

import re
from collections.abc import Iterable

# A scheme, a name or an address, a port; nothing that could end the directive in the header and begin another.
_ORIGIN = re.compile(r"https?://(\[[0-9a-f:]+\]|[a-z0-9]([a-z0-9.-]*[a-z0-9])?)(:[0-9]{1,5})?", re.IGNORECASE)


def is_origin(text: str) -> bool:
    """https://www.city.example.jp or http://10.4.0.7:8080: without a path, and without a slash at the end."""
    return _ORIGIN.fullmatch(text) is not None


def frame_ancestors(origins: Iterable[str]) -> list[str]:
    """The value of the policy's directive; empty where nobody may."""
    return [origin for origin in origins if is_origin(origin)]


_seen: dict[str, list[str]] = {}
_MOST_SEEN = 1000


def remember(slug: str, framed_by: list[str]) -> None:
    """Kept by the process, for the page that is shown when there is no time to ask the database."""
    if len(_seen) >= _MOST_SEEN:
        _seen.clear()
    _seen[slug] = framed_by


def remembered(slug: str | None) -> list[str]:
    return _seen.get(slug or "", [])
