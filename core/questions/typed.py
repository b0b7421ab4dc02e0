"""What somebody typed, before anything is checked: control names with their texts.

Every control of a question is called `a.<key>` or `a.<key>.<part>`. A draft keeps the names and texts as they are; a
kind sees only the parts of its own question, with "" for the control that has no part.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

PREFIX = "a."
NOT_APPLICABLE_PART = "na"
REASON_PART = "reason"

Typed = Mapping[str, Sequence[str]]  # {"a.voters": ["1,204"], "a.places.r1.c2": ["3"]}
Parts = Mapping[str, Sequence[str]]  # {"": ["1,204"]} or {"r1.c2": ["3"]}
NOTHING: Parts = {}


def typed_from(data: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """The controls of questions among all that was posted. A QueryDict goes in as `dict(request.POST.lists())`."""
    return {name: list(values) for name, values in data.items() if name.startswith(PREFIX)}


def by_question(typed: Typed) -> dict[str, dict[str, Sequence[str]]]:
    """{"voters": {"": ["1,204"]}}: what was typed, question by question and part by part."""
    found: dict[str, dict[str, Sequence[str]]] = {}
    for name, values in typed.items():
        key, _, part = name.removeprefix(PREFIX).partition(".")
        found.setdefault(key, {})[part] = values
    return found


def control_name(key: str, part: str = "") -> str:
    return f"{PREFIX}{key}.{part}" if part else f"{PREFIX}{key}"


def control_id(key: str, part: str = "") -> str:
    """The id of the control in the page; dots would have to be escaped in selectors."""
    return control_name(key, part).replace(".", "-")


def one(parts: Parts, part: str = "") -> str:
    """The text of a control that has one; empty when it was not sent."""
    values = parts.get(part)
    return values[-1] if values else ""


def is_empty(parts: Parts) -> bool:
    """Whether nothing was typed or chosen, spaces (full-width too) aside."""
    return not any(value.strip() for values in parts.values() for value in values)
