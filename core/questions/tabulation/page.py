"""The sheets of one page: a cell for each question, as the wide table shows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.questions.definition import Definition, Question
from core.questions.kinds import kind_of
from core.questions.kinds.number import Number
from core.questions.kinds.repeating_rows import RepeatingRows
from core.questions.kinds.table import Table
from core.questions.models import AnswerSheet
from core.questions.numbers.typing import shown_number
from core.questions.showing import Shown
from core.questions.specials import Special, special_in, special_of
from core.questions.tabulation.versions import Versions

LONGEST = 40  # characters of a text that the wide table shows


@dataclass(slots=True)
class CollatedCell:
    """One question of one sheet. `full` is the whole text where `text` is cut; `number` where it can be added."""

    question: Question
    text: str
    special: Special | None
    value_kind: str  # how it looks: which "no value", "zero", or "" (static/css/components/value.css)
    number: Decimal | None = None
    full: str = ""
    is_other_kind: bool = False  # an answer to a version in which the question was of another kind

    @property
    def is_number(self) -> bool:
        return isinstance(kind_of(self.question), Number)


@dataclass(slots=True)
class CollatedRow:
    sheet: AnswerSheet
    cells: list[CollatedCell]


def rows(
    definition: Definition, sheets: Iterable[AnswerSheet], *, versions: Versions | None = None
) -> list[CollatedRow]:
    """A row for each sheet in their order, a cell for each asked question.

    `versions` are those of a collation of these sheets (`Collation.versions`); without them one statement more.
    """
    page = list(sheets)
    known = versions or Versions.of(sheet.version_id for sheet in page)
    return [CollatedRow(sheet, [_cell(definition, one, sheet, known) for one in definition.asked]) for sheet in page]


def _cell(definition: Definition, question: Question, sheet: AnswerSheet, versions: Versions) -> CollatedCell:
    earlier = versions.definitions[sheet.version_id].get(question.key)
    special = special_of(sheet.answers, question.key) if earlier else Special.UNANSWERED
    answer = None if special else sheet.answers[question.key]
    is_other = earlier is not None and special is None and earlier.kind != question.kind
    asked = earlier if is_other and earlier else question
    shown = Shown(asked, definition.number[question.key], answer, special)
    full = _text(shown, answer) if special is None else shown.text
    text = " ".join(full.split("\n"))
    is_cut = special is None and len(text) > LONGEST
    return CollatedCell(
        question=question,
        text=f"{text[:LONGEST]}…" if is_cut else text,
        special=special,
        value_kind=shown.value_kind,
        number=kind_of(question).number(question, answer, ()) if special is None and not is_other else None,
        full=full if is_cut else "",
        is_other_kind=is_other,
    )


def _text(shown: Shown, answer: Any) -> str:
    """Numbers without their unit, which stands above them; of a table how much of it is filled in."""
    if isinstance(shown.kind, Number):
        number = shown.kind.number(shown.question, answer, ())
        return str(answer) if number is None else shown_number(number)
    if isinstance(shown.kind, Table):
        return f"表（{filled(answer):,}欄）"
    if isinstance(shown.kind, RepeatingRows):
        return f"表（{len(answer):,}行）"
    return shown.text


def filled(answer: Any) -> int:
    """How many cells of a stored table have a value."""
    return sum(special_in(cell) is None for row in answer.values() for cell in row.values())
