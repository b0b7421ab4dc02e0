"""What stands in the audit log, in words that people read.

Every room names its actions in `<room>/audit_labels.py`, found at start-up; what nobody named is shown as its code.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

ACTIONS: dict[str, str] = {}
# Name of a detail → its label, and what its coded values are called.
DETAILS: dict[str, tuple[str, Mapping[str, str]]] = {}


def name_actions(labels: Mapping[str, str]) -> None:
    """{"notice.published": "通知を発出"}. Naming an action twice raises."""
    if twice := labels.keys() & ACTIONS.keys():
        raise ValueError(f"Audit actions named twice: {', '.join(sorted(twice))}.")
    ACTIONS.update(labels)


def name_detail(name: str, label: str, values: Mapping[str, str] | None = None) -> None:
    DETAILS[name] = (label, values or {})


def label(action: str) -> str:
    return ACTIONS.get(action, action)


def describe(details: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The details of an entry as pairs of label and text."""
    pairs = []
    for name, value in details.items():
        title, values = DETAILS.get(name, (name, {}))
        pairs.append((title, _text(value, values)))
    return pairs


def _text(value: Any, values: Mapping[str, str]) -> str:
    if isinstance(value, Mapping):
        return "、".join(f"{title}：{text}" for title, text in describe(value)) or "なし"
    if isinstance(value, list):
        return "、".join(_text(one, values) for one in value) or "なし"
    if value is None or value == "":
        return "なし"
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    return values.get(str(value), str(value))
