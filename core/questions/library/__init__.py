"""The templates (ひな形) that come with the product, one JSON file each."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from core.questions.definition import Definition

FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class LibraryItem:
    """One template. `about` says what it asks, `use_when` when it is of use."""

    slug: str  # its file's name
    title: str
    about: str
    use_when: str
    definition: Definition


@cache
def library() -> Mapping[str, LibraryItem]:
    """All of them by slug, in the order in which they are listed; read when first asked for."""
    entries = [(path.stem, json.loads(path.read_text(encoding="utf-8"))) for path in FOLDER.glob("*.json")]
    entries.sort(key=lambda entry: entry[1]["order"])
    return {slug: _item(slug, data) for slug, data in entries}


def _item(slug: str, data: dict) -> LibraryItem:
    definition = Definition.from_json(data["definition"])
    return LibraryItem(slug, data["title"], data["about"], data["use_when"], definition)
