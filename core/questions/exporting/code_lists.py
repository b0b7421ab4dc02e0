"""Every code that answers can have, for the code book: options of any time and where they went, steps of a rating."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from core.questions.choosing.choices import Choices
from core.questions.choosing.in_sql import OTHER
from core.questions.crosstab.guarding import GIVEN
from core.questions.crosstab.source import Source
from core.questions.definition import Question
from core.questions.exporting.asked import Asked, asked_by
from core.questions.kinds import kind_of
from core.questions.kinds.choice import Choice
from core.questions.options import labelled
from core.questions.tables.layout import Layout

Cells = dict[str, Any]
GONE = "今は選べません。"


def code_lists(source: Source) -> Iterator[Cells]:
    """By the names of the code book's columns."""
    for asked in asked_by(source):
        if "columns" in asked.question.settings:
            for column in Layout.of(asked.question).columns:
                yield from _codes({**about(asked), "part": column.key, "part_label": column.label}, column.question)
        else:
            yield from _codes(about(asked), asked.question)


def about(asked: Asked) -> Cells:
    """What the code book says of a question wherever it names one."""
    question = asked.question
    return {
        "question": asked.key,
        "question_number": asked.number,
        "question_label": asked.label,
        "kind": kind_of(question).label,
        "need": str(question.need.label),
    }


def _codes(where: Cells, question: Question) -> Iterator[Cells]:
    if isinstance(kind_of(question), Choice):
        yield from _choices(where, Choices.of(question))
        return
    for facet in kind_of(question).facets(question, GIVEN):
        part = {"part": facet.part} if facet.part else {}
        for code, words in facet.options or ():
            if code != words:
                yield {**where, **part, "code": code, "meaning": words}


def _choices(where: Cells, choices: Choices) -> Iterator[Cells]:
    lines = choices.lines
    for item in lines.items:
        into = lines.merged.get(item["key"], "")
        note = f"「{lines.label(into)}」にまとめました。" if into else GONE if item.get("gone") else ""
        words = str(item["label"]) if into else labelled(item)
        yield {**where, "code": item["key"], "meaning": words, "merged_into": into, "note": note}
    if choices.knows_other:
        note = "" if choices.with_other else GONE
        yield {**where, "code": OTHER, "meaning": choices.other_label, "note": note}
