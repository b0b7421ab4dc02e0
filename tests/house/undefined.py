"""Notices when a template of ours asks for a variable that nobody gave it."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.template import engines
from django.template.base import FilterExpression, Node

ROOT = Path(__file__).resolve().parent.parent.parent
# A template that says what stands in for a missing value has declared it optional.
OPTIONAL = {"default", "default_if_none", "yesno"}


class Undefined(str):
    """Django's `string_if_invalid`: it is asked for the text that stands for the missing variable's name."""

    def __new__(cls, found: set[str]) -> Undefined:
        made = super().__new__(cls, "%s")
        made.found = found
        return made

    def __mod__(self, variable: object) -> str:
        origin, optional = "?", False
        frame = inspect.currentframe()
        while frame is not None:
            asking = frame.f_locals.get("self")
            if isinstance(asking, FilterExpression) and frame.f_code.co_name == "resolve":
                optional = optional or any(
                    getattr(function, "__name__", "") in OPTIONAL for function, _ in asking.filters
                )
            if isinstance(asking, Node) and hasattr(asking, "origin"):
                origin = str(asking.origin)
                break
            frame = frame.f_back
        if not optional and Path(origin).is_relative_to(ROOT) and ".venv" not in origin:
            self.found.add(f"{Path(origin).relative_to(ROOT)}: {variable}")
        return ""


@contextmanager
def undefined_variables() -> Iterator[set[str]]:
    """The set fills while templates are rendered inside."""
    found: set[str] = set()
    engine = engines["django"].engine
    before, engine.string_if_invalid = engine.string_if_invalid, Undefined(found)
    try:
        yield found
    finally:
        engine.string_if_invalid = before
