"""The labels of keyed lines: what may be one, and what is said of one that may not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError

from core.people.clean_text import validate_single_line

LONGEST_LABEL = 200
MOST_TOLD = 10


def fault_of(label: str) -> str:
    """What is wrong with one label, or nothing."""
    if not label:
        return "名前が空です。"
    if len(label) > LONGEST_LABEL:
        return f"{LONGEST_LABEL}字以内で入力してください。いまは{len(label):,}字です。"
    try:
        validate_single_line(label)
    except ValidationError as error:
        return str(error.messages[0])
    return ""


def shortened(label: str) -> str:
    return label if len(label) <= 30 else f"{label[:29]}…"


def duplicates(items: Sequence[Mapping[str, Any]]) -> list[str]:
    times = Counter(item["label"] for item in items if item["label"])
    return [
        f"「{shortened(label)}」が{count}つあります。1つを残して外すか、違う名前にしてください。"
        for label, count in times.items()
        if count > 1
    ]


def told(faults: Sequence[str]) -> list[str]:
    """Not more faults than somebody reads at once."""
    rest = len(faults) - MOST_TOLD
    return [*faults[:MOST_TOLD], f"ほかにも{rest:,}件あります。"] if rest > 1 else list(faults)
