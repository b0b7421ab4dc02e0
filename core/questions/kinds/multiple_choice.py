from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext, gettext_noop
from psycopg import sql

from core.questions.choosing.choices import Choices
from core.questions.choosing.in_sql import OTHER, codes_of, holds_any, holds_other, other_text
from core.questions.choosing.rules import MultipleRules
from core.questions.choosing.settings import MultipleChoiceSettings
from core.questions.definition import Definition, Question
from core.questions.kinds.base import (
    ANSWERED,
    NOT_ANSWERED,
    Cell,
    Column,
    Facet,
    Operator,
    Refused,
    Surroundings,
    register,
    value_at,
)
from core.questions.kinds.choice import Choice
from core.questions.typed import Parts
from core.questions.wording import listed

if TYPE_CHECKING:
    from core.questions.asking import Asked

HAS = Operator("has", gettext_noop("で「{}」を選んでいる"))
HAS_NOT = Operator("has_not", gettext_noop("で「{}」を選んでいない"))
MARK = "mark."  # in a workbook every option has a cell of its own: "mark.o1" holds ○ or nothing
CHOSEN_MARK = "○"
MARKS = frozenset({CHOSEN_MARK, "〇", "◯", "1", "１", "✓", "レ"})


@register
class MultipleChoice(Choice):
    """Any of several options. Stored as a list of their keys in their order, {"other": text} at the end."""

    code, label = "multiple_choice", "複数選ぶ"
    template = "questions/kinds/multiple_choice.html"
    settings_form = MultipleChoiceSettings
    operators = (ANSWERED, NOT_ANSWERED, HAS, HAS_NOT)

    # --- ask ---

    def context(self, asked: Asked) -> dict[str, Any]:
        rules = MultipleRules.of(asked.question)
        context = super().context(asked)
        options = [{**option, "stands_alone": option["key"] in rules.exclusive} for option in context["options"]]
        return {**context, "options": options, "rules": rules.in_words(), "alone": bool(rules.exclusive)}

    def first_control(self, asked: Asked) -> str:
        options = asked.extra["options"]
        return f"{asked.id}-is-{options[0]['key']}" if options else asked.id

    # --- check and store ---

    def parse(self, question: Question, parts: Parts, around: Surroundings) -> Any:
        choices = Choices.of(question)
        faults: list[tuple[str, str]] = []
        keys: set[str] = set()
        for part, text in _marked(parts):
            try:
                keys.add(choices.read(text))
            except Refused as refused:
                faults += [(part, message) for _, message in refused.faults]
        faults += _wrong_marks(parts)
        answer: list[Any] = sorted(keys - {OTHER}, key=choices.lines.position.__getitem__)
        try:
            other = choices.read_other(parts, chosen=OTHER in keys)
            answer += [{OTHER: other}] if other else []
        except Refused as refused:
            faults += refused.faults
        faults += [("", message) for message in MultipleRules.of(question).broken_by(keys)]
        if faults:
            raise Refused(*faults, rest=answer or None)
        return answer

    def parts_of(self, question: Question, answer: Any) -> dict[str, list[str]]:
        choices = Choices.of(question)
        parts = {"": list(dict.fromkeys(choices.code(each) for each in answer))}
        return {**parts, OTHER: [_other(answer)]} if _other(answer) else parts

    # --- show and compare ---

    def display(self, question: Question, answer: Any) -> str:
        choices = Choices.of(question)
        return listed(dict.fromkeys(choices.words(each) for each in answer))

    def meaning(self, question: Question, answer: Any) -> Any:
        choices = Choices.of(question)
        return {choices.code(each) for each in answer}, _other(answer)

    def search_text(self, question: Question, answer: Any) -> str:
        return _other(answer)

    def matches(self, question: Question, answer: Any, operator: str, operand: Any) -> bool:
        choices = Choices.of(question)
        has = choices.lines.current(str(operand)) in {choices.code(each) for each in answer}
        return has if operator == HAS.code else operator == HAS_NOT.code and not has

    # --- add up and export ---

    def columns(self, question: Question, answers: sql.Composable) -> list[Column]:
        """All codes in one column, 0 or 1 for each option in one of its own, and what was typed as その他."""
        choices, value = Choices.of(question), value_at(answers, question.key)
        lines = choices.lines
        codes = sql.SQL("array_to_string({}, ';')").format(codes_of(value, lines.merged, list(lines.position)))
        columns = [Column("", question.label, codes)]
        for key, label in choices.meant:
            same = [key, *(old for old, current in lines.merged.items() if current == key)]
            held = holds_other(value) if key == OTHER else holds_any(value, same)
            columns.append(Column(f"{MARK}{key}", f"{question.label}：{label}", held, "number"))
        if choices.knows_other:
            text_label = f"{question.label}：{choices.other_label}の内容"
            columns.append(Column(OTHER, text_label, other_text(value)))
        return columns

    def facets(self, question: Question, answers: sql.Composable) -> list[Facet]:
        choices = Choices.of(question)
        lines = choices.lines
        codes = codes_of(value_at(answers, question.key), lines.merged, list(lines.position))
        return [Facet("", question.label, codes, choices.meant, many=True)]

    def cells(self, question: Question) -> list[Cell]:
        choices = Choices.of(question)
        cells = [Cell(f"{MARK}{key}", label, "choice", (CHOSEN_MARK,)) for key, label in choices.offered]
        if choices.with_other:
            cells.append(Cell(OTHER, gettext("「%(other)s」の内容") % {"other": choices.other_label}))
        return cells

    # --- build ---

    def troubles(self, question: Question, definition: Definition) -> list[str]:
        return [*super().troubles(question, definition), *MultipleRules.of(question).troubles()]

    def summary(self, question: Question) -> str:
        return "、".join(filter(None, [super().summary(question), MultipleRules.of(question).in_words()]))

    def changes(self, old: Question, new: Question) -> list[tuple[str, str]]:
        return [*super().changes(old, new), *MultipleRules.of(old).changes(MultipleRules.of(new))]


def _marked(parts: Parts) -> Iterator[tuple[str, str]]:
    """(part, key or label) of what was ticked in the form, or marked in a workbook."""
    for text in parts.get("", ()):
        if text.strip():
            yield "", text
    for part, values in parts.items():
        if part.startswith(MARK) and any(value.strip() in MARKS for value in values):
            yield part, part.removeprefix(MARK)


def _wrong_marks(parts: Parts) -> list[tuple[str, str]]:
    return [
        (part, f"選ぶときは「{CHOSEN_MARK}」を入力し、選ばないときは空欄にしてください。")
        for part, values in parts.items()
        if part.startswith(MARK) and any(value.strip() and value.strip() not in MARKS for value in values)
    ]


def _other(answer: Any) -> str:
    """What was typed as その他."""
    return next((str(each[OTHER]) for each in answer if isinstance(each, dict)), "")
