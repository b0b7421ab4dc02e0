"""A form's texts in another language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.questions.definition import Definition


def translated(definition: Definition, texts: Mapping[str, Mapping[str, Any]]) -> Definition:
    return definition
