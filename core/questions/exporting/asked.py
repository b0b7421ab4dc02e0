"""The questions of an export: as asked now, what only earlier versions asked, and what was of another kind then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from core.questions.crosstab.source import Source
from core.questions.definition import Definition, Question
from core.questions.kinds import kind_of
from core.questions.kinds.file import FileKind, most_files
from core.questions.kinds.repeating_rows import RepeatingRows
from core.questions.kinds.table import Table
from core.questions.options import labelled


@dataclass(frozen=True)
class Asked:
    """One question of an export. `question` has the rows and columns that a table once had, too."""

    question: Question
    key: str  # unique within the export, ASCII: "q3", or "q3_date" for what q3 was when it was a date
    number: str
    label: str
    is_now: bool = True  # asked like this by the newest version

    @property
    def called(self) -> str:
        """問3 年代"""
        return f"{self.number} {self.label}"


def asked_by(source: Source) -> list[Asked]:
    """All that the person may see, in order; earlier kinds of a question stand behind it."""
    found: list[Asked] = []
    definitions = source.newest_first
    for question in source.questions:
        if question.key in source.unseen:
            continue
        number = source.number(question)
        is_now = question.key in source.definition.number
        label = question.label or question.key
        found.append(Asked(_complete(question, definitions), question.key, number, label, is_now))
        for was in _earlier_kinds(question, definitions):
            words = f"{was.label or was.key}（以前：{kind_of(was).label}）"
            found.append(Asked(_complete(was, definitions), f"{was.key}_{was.kind}", number, words, False))
    return found


def unseen_by(source: Source) -> list[Question]:
    """What the person may not see."""
    return [question for question in source.questions if question.key in source.unseen]


def _earlier_kinds(question: Question, definitions: Sequence[Definition]) -> Iterator[Question]:
    """As the last version asked it that asked it so."""
    seen = {question.kind}
    for definition in definitions:
        was = definition.get(question.key)
        if was is not None and was.kind not in seen and kind_of(was).asks:
            seen.add(was.kind)
            yield was


def _complete(question: Question, definitions: Sequence[Definition]) -> Question:
    """With room for all that old answers hold: removed rows and columns of a table behind the others, more files."""
    earlier = [was for one in definitions if (was := one.get(question.key)) is not None and was.kind == question.kind]
    if isinstance(kind_of(question), FileKind):
        most = max(map(most_files, [question, *earlier]))
        return replace(question, settings={**question.settings, "max_files": most})
    if not isinstance(kind_of(question), Table | RepeatingRows):
        return question
    columns = [dict(one) for one in question.settings.get("columns", ())]
    there = {one["key"] for one in columns}
    for was in earlier:
        for one in was.settings.get("columns", ()):
            if one["key"] not in there:
                there.add(one["key"])
                columns.append({**one, "label": f"{one.get('label', '')}（廃止）"})
    settings: dict[str, Any] = {**question.settings, "columns": columns}
    if "rows" in question.settings:
        rows: Sequence[Mapping[str, Any]] = question.settings["rows"]
        kept = [row for row in rows if not row.get("gone")] + [row for row in rows if row.get("gone")]
        settings["rows"] = [{**row, "label": labelled(row), "gone": False} for row in kept]
    return replace(question, settings=settings)
