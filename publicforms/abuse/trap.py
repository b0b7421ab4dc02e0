"""The trap: a field that nobody sees and that programs fill in."""

from __future__ import annotations

from collections.abc import Mapping

FIELD = "homepage"


def is_sprung(posted: Mapping[str, str]) -> bool:
    return bool(posted.get(FIELD, "").strip())
