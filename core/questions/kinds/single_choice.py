from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext
from psycopg import sql

from core.questions.choosing.choices import IS, IS_NOT, Choices
from core.questions.choosing.in_sql import OTHER, code_of, other_text
from core.questions.definition import Question
from core.questions.kinds.base import (
    ANSWERED,
    NOT_ANSWERED,
    Cell,
    Column,
    Facet,
    Surroundings,
    any_text_at,
    register,
    value_at,
)
from core.questions.kinds.choice import Choice
from core.questions.typed import Parts, one
from core.questions.wording import with_remark

if TYPE_CHECKING:
    from core.questions.asking import Asked

MOST_RADIOS = 12  # more options are a list that unfolds


@register
class SingleChoice(Choice):
    """One of several options, or a text of one's own. Stored as the option's key, or as {"other": text}."""

    code, label = "single_choice", "一つ選ぶ"
    in_table: ClassVar[bool] = True
    template = "questions/kinds/single_choice.html"
    operators = (ANSWERED, NOT_ANSWERED, IS, IS_NOT)

    # --- ask ---

    def in_fieldset(self, question: Question) -> bool:
        return not _unfolds(question)

    def first_control(self, asked: Asked) -> str:
        if _unfolds(asked.question) or not asked.extra["options"]:
            return asked.id
        options = asked.extra["options"]
        first = next((option for option in options if option["is_chosen"]), options[0])
        return f"{asked.id}-is-{first['key']}"

    def context(self, asked: Asked) -> dict[str, Any]:
        return {**super().context(asked), "unfolds": _unfolds(asked.question)}

    def cell_options(self, question: Question) -> tuple[tuple[str, str], ...]:
        """A cell has no room for その他."""
        return tuple((key, label) for key, label in Choices.of(question).offered if key != OTHER)

    # --- check and store ---

    def parse(self, question: Question, parts: Parts, around: Surroundings) -> Any:
        choices = Choices.of(question)
        text = one(parts).strip()
        key = choices.read(text) if text else ""
        other = choices.read_other(parts, chosen=key == OTHER)
        return {OTHER: other} if key == OTHER else key

    def parts_of(self, question: Question, answer: Any) -> dict[str, list[str]]:
        code = Choices.of(question).code(answer)
        return {"": [code], OTHER: [answer[OTHER]]} if code == OTHER else {"": [code]}

    # --- show and compare ---

    def display(self, question: Question, answer: Any) -> str:
        return Choices.of(question).words(answer)

    def meaning(self, question: Question, answer: Any) -> Any:
        return answer if isinstance(answer, dict) else Choices.of(question).code(answer)

    def search_text(self, question: Question, answer: Any) -> str:
        return str(answer.get(OTHER, "")) if isinstance(answer, dict) else ""

    def matches(self, question: Question, answer: Any, operator: str, operand: Any) -> bool:
        choices = Choices.of(question)
        same = choices.code(answer) == choices.lines.current(str(operand))
        return same if operator == IS.code else operator == IS_NOT.code and not same

    # --- add up and export ---

    def columns(self, question: Question, answers: sql.Composable) -> list[Column]:
        """The code, and what was typed as その他."""
        choices, value = Choices.of(question), value_at(answers, question.key)
        columns = [Column("", question.label, _code(question, answers))]
        if choices.knows_other:
            columns.append(Column(OTHER, f"{question.label}：{choices.other_label}", other_text(value)))
        return columns

    def facets(self, question: Question, answers: sql.Composable) -> list[Facet]:
        choices = Choices.of(question)
        return [Facet("", question.label, _code(question, answers), choices.meant)]

    def cells(self, question: Question) -> list[Cell]:
        choices = Choices.of(question)
        cells = [Cell("", question.label, "choice", tuple(label for _, label in choices.offered))]
        if choices.with_other:
            cells.append(
                Cell(
                    OTHER, with_remark(question.label, gettext("「%(other)s」の内容") % {"other": choices.other_label})
                )
            )
        return cells


def _code(question: Question, answers: sql.Composable) -> sql.Composable:
    value, text = value_at(answers, question.key), any_text_at(answers, question.key)
    return code_of(value, Choices.of(question).lines.merged, text)


def _unfolds(question: Question) -> bool:
    return len(Choices.of(question).lines.active) > MOST_RADIOS
