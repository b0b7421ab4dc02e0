"""The versions that sheets were made on: which kind of question stood at a place then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self

from core.questions.definition import Definition
from core.questions.models import Version


@dataclass
class Versions:
    """Definitions by the primary key of their version."""

    definitions: Mapping[int, Definition]
    _columns: dict[tuple[int, str], dict[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, keys: Iterable[int]) -> Self:
        """One statement."""
        found = Version.objects.filter(pk__in=set(keys)).only("content")
        return cls({version.pk: version.definition for version in found})

    def kind(self, version: int, key: str, column: str = "") -> str | None:
        """The kind of a question, or of a column of its table; None where the version did not have it."""
        question = self.definitions[version].get(key)
        if question is None or not column:
            return question.kind if question else None
        if (version, key) not in self._columns:
            columns = question.settings.get("columns", ())
            self._columns[version, key] = {one["key"]: one["kind"] for one in columns}
        return self._columns[version, key].get(column)
