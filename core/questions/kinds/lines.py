"""What the kinds share whose answer is several named lines of text: a name, an address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext
from psycopg import sql

from core.questions.definition import Question
from core.questions.kinds.base import (
    Cell,
    Column,
    Difference,
    Facet,
    Kind,
    Refused,
    Surroundings,
    refuse,
    text_at,
)
from core.questions.texts import single_line
from core.questions.typed import Parts, control_id, control_name, one

if TYPE_CHECKING:
    from core.questions.asking import Asked

LONGEST_PART = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One of the lines. One that is needed may be left out until the sheet is handed in."""

    part: str
    label: str | Promise
    is_needed: bool = True
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LineAsked:
    """One line as the form shows it."""

    line: Line
    name: str
    id: str
    value: str
    is_invalid: bool


class Lines(Kind):
    """The answer is an object with the lines that were filled in: {"family": "髙橋", "given": "楓"}."""

    several_controls: ClassVar[bool] = True
    is_personal: ClassVar[bool] = True

    def lines(self, question: Question) -> tuple[Line, ...]:
        raise NotImplementedError

    def parse_line(self, line: Line, text: str) -> str:
        """The line as it is stored. Raises Refused with the line's part."""
        return single_line(text, line.part, limit=LONGEST_PART, called=str(line.label))

    # --- ask ---

    def context(self, asked: Asked) -> dict[str, Any]:
        """`lines` by part, for the template to set each where it belongs."""
        return {"lines": {line.part: self._asked(line, asked) for line in self.lines(asked.question)}}

    def _asked(self, line: Line, asked: Asked) -> LineAsked:
        key = asked.question.key
        # A problem of the whole is one of every line that is needed.
        is_invalid = line.part in asked.invalid_parts or (line.is_needed and "" in asked.invalid_parts)
        value = one(asked.parts, line.part)
        return LineAsked(line, control_name(key, line.part), control_id(key, line.part), value, is_invalid)

    def first_control(self, asked: Asked) -> str:
        return control_id(asked.question.key, self.lines(asked.question)[0].part)

    # --- check and store ---

    def parse(self, question: Question, parts: Parts, around: Surroundings) -> Any:
        answer: dict[str, str] = {}
        faults: list[tuple[str, str]] = []
        for line in self.lines(question):
            text = one(parts, line.part)
            try:
                if text.strip():
                    answer[line.part] = self.parse_line(line, text)
                elif line.is_needed and around.complete:
                    raise refuse(gettext("%(line)sを入力してください。") % {"line": line.label}, line.part)
            except Refused as refused:
                faults += refused.faults
        if not answer and not faults:
            raise refuse(self.when_missing)
        if faults:
            raise Refused(*faults, rest=answer or None)
        return answer

    def parts_of(self, question: Question, answer: Any) -> dict[str, list[str]]:
        return {part: [text] for part, text in answer.items()}

    # --- compare, find ---

    def differences(self, question: Question, old: Any, new: Any) -> list[Difference]:
        return [
            Difference(str(line.label), old.get(line.part, ""), new.get(line.part, ""))
            for line in self.lines(question)
            if old.get(line.part, "") != new.get(line.part, "")
        ]

    # --- add up and export ---

    def columns(self, question: Question, answers: sql.Composable) -> list[Column]:
        return [
            Column(line.part, f"{question.label}（{line.label}）", text_at(answers, question.key, line.part))
            for line in self.lines(question)
        ]

    def facets(self, question: Question, answers: sql.Composable) -> list[Facet]:
        return []

    def cells(self, question: Question) -> list[Cell]:
        return [Cell(line.part, str(line.label)) for line in self.lines(question)]
