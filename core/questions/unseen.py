"""What was removed before anybody saw it leaves no trace in a published version: options, rows, candidates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from core.questions.definition import Definition, Question


def without_unseen(definition: Definition, published: Iterable[Definition]) -> Definition:
    """The definition without the removed items of its lists that no published version ever had.

    Those that were published stay as removed for ever, because old answers mean them.
    """
    seen: dict[str, set[str]] = {}
    for version in published:
        for question in version:
            seen.setdefault(question.key, set()).update(_keys(question.settings))
    questions = tuple(_without_unseen(question, seen.get(question.key, set())) for question in definition)
    return definition if questions == definition.questions else replace(definition, questions=questions)


def _without_unseen(question: Question, seen: set[str]) -> Question:
    settings = {
        name: [item for item in value if not item.get("gone") or item["key"] in seen] if _is_list(value) else value
        for name, value in question.settings.items()
    }
    return question if settings == question.settings else replace(question, settings=settings)


def _keys(settings: Mapping[str, Any]) -> set[str]:
    return {item["key"] for value in settings.values() if _is_list(value) for item in value}


def _is_list(value: Any) -> bool:
    """Whether a setting is a list whose items have keys (core.questions.options)."""
    return isinstance(value, list) and all(isinstance(item, Mapping) and "key" in item for item in value)
