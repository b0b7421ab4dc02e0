"""What each version asked, and what changed from one to the next, for the code book."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from core.clock import TOKYO
from core.questions.crosstab.source import Source
from core.questions.definition import Definition
from core.questions.kinds import kind_of
from core.questions.models import Version
from core.questions.version_differences import version_differences


def history(source: Source) -> Iterator[tuple[str, dict[str, Any]]]:
    """(What the row is about, its cells), version by version. What the person may not see is left out."""
    versions = Version.objects.filter(pk__in=source.versions.definitions).order_by("number", "pk")
    before: Definition | None = None
    for version in versions:
        definition = source.versions.definitions[version.pk]
        published = version.published_at
        made = f"{published.astimezone(TOKYO):%Y-%m-%d}" if published else ""
        yield "様式の版", {"version": version.number, "meaning": made, "note": "公開日" if made else "公開前"}
        for question in definition.asked:
            if question.key not in source.unseen:
                yield "版ごとの設問", {
                    "version": version.number, "question": question.key,
                    "question_number": definition.number[question.key], "question_label": question.label,
                    "kind": kind_of(question).label, "need": str(question.need.label),
                }  # fmt: skip
        changed = version_differences(before, definition) if before is not None else []
        for one in changed:
            if one.key not in source.unseen:
                words = f"{one.old} → {one.new}" if one.old or one.new else ""
                yield "版の変更", {
                    "version": version.number, "question": one.key if one.key in definition else "",
                    "question_label": one.what, "kind": str(one.effect.label), "meaning": one.words, "note": words,
                }  # fmt: skip
        before = definition
