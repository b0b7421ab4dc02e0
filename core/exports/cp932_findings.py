"""What cp932 would not hold of an export: gathered while rows come, kept as rows, counted by character."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Iterator
from typing import Self

from django.db import connection

from core.exports.models import Export, ExportFinding
from core.exports.registry import Finding

CONTEXT = 20
# Of so many places the list is kept whole in memory; beyond, on disk.
IN_MEMORY_BYTES = 1_000_000
COPY = "COPY exports_exportfinding (export_id, number, place, question, excerpt, characters) FROM STDIN"


class Gathered:
    """All findings of one check, in constant memory: while they come, the connection is busy and cannot keep them."""

    def __init__(self) -> None:
        self.places = 0
        self._characters: Counter[str] = Counter()
        self._file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES, mode="w+", encoding="utf-8")  # noqa: SIM115

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, finding: Finding) -> None:
        self.places += 1
        self._characters.update(finding.characters)
        excerpt = excerpt_of(finding.text, finding.characters[0] if finding.characters else "")
        row = [finding.place, finding.question, excerpt, json.dumps(list(dict.fromkeys(finding.characters)))]
        self._file.write(f"{json.dumps(row)}\n")

    @property
    def characters(self) -> list[list[str | int]]:
        """[["𠮷", 12], …], the most frequent first."""
        return [[character, number] for character, number in self._characters.most_common()]

    def keep(self, export: Export) -> None:
        """Write them down in the caller's transaction, in place of what was kept before."""
        ExportFinding.objects.filter(export=export).delete()
        with connection.cursor() as cursor, cursor.copy(COPY) as copy:
            for number, row in enumerate(self._rows(), start=1):
                copy.write_row([export.pk, number, *row])

    def _rows(self) -> Iterator[list[str]]:
        self._file.seek(0)
        for line in self._file:
            yield json.loads(line)


def excerpt_of(text: str, character: str) -> str:
    """The surroundings of the character's first place, on one line; … where something is left away."""
    at = max(text.find(character), 0)
    start, end = max(at - CONTEXT, 0), at + len(character) + CONTEXT
    cut = " ".join(text[start:end].split())
    return f"{'…' if start else ''}{cut}{'…' if end < len(text) else ''}"


def name_of(character: str) -> str:
    """U+20BB7, or U+845B U+E0100 for a letter with its variation selector."""
    return " ".join(f"U+{ord(each):04X}" for each in character)
