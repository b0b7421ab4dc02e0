"""Answers as they are read: a sheet, its print page, the difference of two sheets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from core.questions.definition import Definition, Question
from core.questions.kinds import Kind, kind_of
from core.questions.kinds.base import Difference
from core.questions.specials import Special, special_of, why_none

LOOKS = {
    Special.BLANK: "blank",
    Special.NOT_APPLICABLE: "na",
    Special.EXEMPT: "exempt",
    Special.NOT_ASKED: "unasked",
    Special.UNANSWERED: "none",
}


@dataclass
class Shown:
    """One question with its answer, ready for the templates."""

    question: Question
    number: str
    answer: Any  # as stored; None where there is no value
    special: Special | None
    reason: str = ""
    files: Mapping[str, str] | None = None  # id → name, for links
    why: str = ""  # why there is no value, where the kind knows it

    @cached_property
    def kind(self) -> Kind:
        return kind_of(self.question)

    @property
    def text(self) -> str:
        """The answer in words; what kind of "no value" it has where it has none."""
        return str(self.special.label) if self.special else self.kind.display(self.question, self.answer)

    @property
    def value_kind(self) -> str:
        """How the value looks (static/css/components/value.css): which "no value" it is, zero, or a value like any."""
        if self.special:
            return LOOKS[self.special]
        is_zero = self.kind.is_number and self.kind.number(self.question, self.answer, ()) == 0
        return "zero" if is_zero else ""

    @cached_property
    def extra(self) -> dict[str, Any]:
        """What the kind's template for reading needs beyond this."""
        return self.kind.shown_context(self)


def show(
    definition: Definition,
    answers: Mapping[str, Any],
    reasons: Mapping[str, str] | None = None,
    files: Mapping[str, str] | None = None,
    *,
    with_not_asked: bool = False,
) -> list[Shown]:
    """A sheet for reading, headings included. Questions that were not asked are left out unless wanted."""
    shown = []
    for question in definition:
        one = show_one(question, definition, answers, reasons, files)
        if one.special is not Special.NOT_ASKED or with_not_asked:
            shown.append(one)
    return shown


def show_one(
    question: Question,
    definition: Definition,
    answers: Mapping[str, Any],
    reasons: Mapping[str, str] | None = None,
    files: Mapping[str, str] | None = None,
) -> Shown:
    """One question, or heading, of a sheet for reading."""
    special = special_of(answers, question.key) if kind_of(question).asks else None
    return Shown(
        question=question,
        number=definition.number.get(question.key, ""),
        answer=None if special else answers.get(question.key),
        special=special,
        reason=(reasons or {}).get(question.key, ""),
        files=files,
        why=why_none(answers.get(question.key)),
    )


@dataclass
class Part:
    """What stands under one heading of a sheet; before the first heading there is none."""

    heading: Question | None
    rows: list[Shown]


def by_heading(shown: list[Shown]) -> list[Part]:
    """A sheet in parts, as its headings cut it. Headings under which nothing is shown are left out."""
    parts = [Part(None, [])]
    for one in shown:
        if one.question.kind == "section":
            parts.append(Part(one.question, []))
        elif one.kind.asks:
            parts[-1].rows.append(one)
    return [part for part in parts if part.rows]


@dataclass(frozen=True, slots=True)
class QuestionDifference:
    """What differs in one question between two sheets."""

    question: Question
    number: str
    differences: tuple[Difference, ...]


def differences(
    definition: Definition, old: Mapping[str, Any], new: Mapping[str, Any], *, old_definition: Definition | None = None
) -> list[QuestionDifference]:
    """Question by question, where the new answers differ from the old ones.

    `definition` is the new sheet's; where the old sheet was made on another version, `old_definition` puts its
    answers into words. A question that changed its kind, or was removed, is compared by its words.
    """
    before = old_definition or definition
    found = []
    for question in (*definition.asked, *(one for one in before.asked if one.key not in definition)):
        one = _difference(question, before.get(question.key) or question, old, new)
        if one:
            number = definition.number.get(question.key) or before.number[question.key]
            found.append(QuestionDifference(question, number, tuple(one)))
    return found


def _difference(
    question: Question, earlier: Question, old: Mapping[str, Any], new: Mapping[str, Any]
) -> list[Difference]:
    was, is_now = special_of(old, question.key), special_of(new, question.key)
    if was is None and is_now is None and earlier.kind == question.kind:
        return kind_of(question).differences(question, old[question.key], new[question.key])
    if was is not None and was is is_now:
        return []
    texts = [
        str(special.label) if special else kind_of(one).display(one, answers[question.key])
        for special, one, answers in ((was, earlier, old), (is_now, question, new))
    ]
    return [Difference("", texts[0], texts[1])]
