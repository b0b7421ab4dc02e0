"""What integers and decimals have in common, and calculated values mostly: they are one number with a unit."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from decimal import Decimal
from operator import eq, ge, gt, le, lt, ne
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext_noop
from psycopg import sql

from core.questions.definition import Definition, Question
from core.questions.kinds.base import (
    ANSWERED,
    NOT_ANSWERED,
    Cell,
    Column,
    Difference,
    Facet,
    Group,
    Kind,
    Operator,
    Surroundings,
    number_at,
    refuse,
    text_at,
)
from core.questions.numbers.bounds import Bounds, as_decimal, spaced_unit, unit_of
from core.questions.numbers.jumps import Jump, jump, threshold_changes, threshold_of
from core.questions.numbers.typing import NotANumber, shown_number, typed_number
from core.questions.typed import Parts, one

if TYPE_CHECKING:
    from core.questions.asking import Asked

COMPARE: dict[str, Callable[[Decimal, Decimal], bool]] = {"eq": eq, "ne": ne, "ge": ge, "le": le, "gt": gt, "lt": lt}
COMPARISONS = (
    Operator("eq", gettext_noop("が{}である")),
    Operator("ne", gettext_noop("が{}ではない")),
    Operator("ge", gettext_noop("が{}以上である")),
    Operator("le", gettext_noop("が{}以下である")),
    Operator("gt", gettext_noop("が{}を超える")),
    Operator("lt", gettext_noop("が{}未満である")),
)
# Up to this bound a number with its separators fits into the short input.
SHORT = Decimal(99_999_999)


class Number(Kind):
    """A kind whose answer is one number, typed as people type numbers (core.questions.numbers.typing)."""

    group: ClassVar[Group] = Group.NUMBER
    is_number: ClassVar[bool] = True
    in_table: ClassVar[bool] = True
    template: ClassVar[str] = "questions/kinds/number.html"
    operators = (ANSWERED, NOT_ANSWERED, *COMPARISONS)
    cell_type: ClassVar[str] = "decimal"

    @abstractmethod
    def decimals(self, question: Question) -> int:
        """How many digits behind the point are taken."""

    @abstractmethod
    def stored(self, number: Decimal) -> Any:
        """The number as JSON that loses no digit."""

    # --- ask ---

    def attributes(self, question: Question) -> dict[str, str]:
        """A phone's keypad of digits has no minus, so it is for questions that take none."""
        lowest = Bounds.of(question).lowest
        if lowest is None or lowest < 0:
            return {"autocomplete": "off"}
        return {"inputmode": "decimal" if self.decimals(question) else "numeric", "autocomplete": "off"}

    def context(self, asked: Asked) -> dict[str, Any]:
        bounds = Bounds.of(asked.question)
        hint = bounds.hint()
        described_by = [hint and f"{asked.id}_hint", asked.described_by, bounds.unit and f"{asked.id}_unit"]
        return {
            "unit": bounds.unit,
            "hint": hint,
            "width": "short" if bounds.highest is not None and bounds.highest <= SHORT else "middle",
            "described_by": " ".join(filter(None, described_by)),
        }

    # --- check and store ---

    def parse(self, question: Question, parts: Parts, around: Surroundings) -> Any:
        number = self._read(question, one(parts))
        bounds = Bounds.of(question)
        if not bounds.hold(number):
            raise refuse(bounds.wanted())
        return self.stored(number)

    def parts_of(self, question: Question, answer: Any) -> dict[str, list[str]]:
        return {"": [shown_number(Decimal(str(answer)))]}

    # --- beside an earlier answer ---

    def units(self, question: Question) -> dict[str, str]:
        return {"": unit_of(question)}

    def jumps(self, question: Question, old: Any, new: Any) -> list[Jump]:
        percent = threshold_of(question.settings)
        found = jump(as_decimal(old), as_decimal(new), percent, unit=unit_of(question))
        return [found] if found else []

    # --- show and compare ---

    def display(self, question: Question, answer: Any) -> str:
        number = as_decimal(answer)
        return str(answer) if number is None else f"{shown_number(number)}{spaced_unit(unit_of(question))}"

    def differences(self, question: Question, old: Any, new: Any) -> list[Difference]:
        """12.5 and 12.50 are the same number."""
        return [] if as_decimal(old) == as_decimal(new) else super().differences(question, old, new)

    # --- conditions and formulas ---

    def parse_operand(self, question: Question, text: str) -> Any:
        return self.stored(self._read(question, text))

    def matches(self, question: Question, answer: Any, operator: str, operand: Any) -> bool:
        number, other = as_decimal(answer), as_decimal(operand)
        return operator in COMPARE and number is not None and other is not None and COMPARE[operator](number, other)

    def number(self, question: Question, answer: Any, path: tuple[str, ...]) -> Decimal | None:
        return None if path else as_decimal(answer)

    def paths(self, question: Question) -> list[tuple[tuple[str, ...], str]]:
        return [((), "")]

    # --- add up and export ---

    def columns(self, question: Question, answers: sql.Composable) -> list[Column]:
        return [Column("", question.label, number_at(answers, question.key), "number", unit_of(question))]

    def facets(self, question: Question, answers: sql.Composable) -> list[Facet]:
        """12.5 and 12.50 count as the same. What an import left that is no number is none; it never stops a table."""
        guarded = "(CASE WHEN {0} ~ '^-?[0-9]{{1,99}}([.][0-9]{{1,99}})?$' THEN trim_scale(({0})::numeric)::text END)"
        value = sql.SQL(guarded).format(text_at(answers, question.key))
        return [Facet("", question.label, value, is_number=True)]

    def cells(self, question: Question) -> list[Cell]:
        bounds = Bounds.of(question)
        return [
            Cell("", question.label, self.cell_type, unit=bounds.unit, minimum=bounds.lowest, maximum=bounds.highest)
        ]

    # --- build ---

    def troubles(self, question: Question, definition: Definition) -> list[str]:
        crossed = Bounds.of(question).are_crossed
        return ["最小値が最大値より大きくなっています。どちらかを直してください。"] if crossed else []

    def summary(self, question: Question) -> str:
        return Bounds.of(question).in_words()

    def changes(self, old: Question, new: Question) -> list[tuple[str, str]]:
        found = Bounds.of(old).changes(Bounds.of(new))
        was, is_now = self.decimals(old), self.decimals(new)
        if was != is_now:
            effect = "stricter" if is_now < was else "looser"
            found.append((effect, f"小数点以下の桁数が{was}桁から{is_now}桁に変わりました。"))
        return [*found, *threshold_changes(old, new)]

    def _read(self, question: Question, text: str) -> Decimal:
        try:
            return typed_number(text, decimals=self.decimals(question), unit=unit_of(question))
        except NotANumber as error:
            raise refuse(str(error)) from None
