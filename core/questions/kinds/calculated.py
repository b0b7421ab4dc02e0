from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext, gettext_noop

from core.questions.definition import Definition, Question
from core.questions.formulas import DividedByZero, NoValue, TooLarge, Unreadable, exactly
from core.questions.formulas import troubles as formula_troubles
from core.questions.kinds.base import Cell, Surroundings, register
from core.questions.kinds.calculated_settings import CalculatedSettings, Rounding
from core.questions.kinds.number import Number
from core.questions.specials import Special, special_in, stored, why_none
from core.questions.typed import Parts

if TYPE_CHECKING:
    from core.questions.asking import Asked
    from core.questions.showing import Shown

WAITING = gettext_noop("計算に使う数がそろうと、ここに表示します。")
WHY = {
    "divided_by_zero": gettext_noop("0で割るため計算できません"),
    "too_large": gettext_noop("けた数が大きすぎるため計算できません"),
}


@register
class Calculated(Number):
    """A number that nobody types: a formula over earlier answers, rounded once, at the end.

    Stored as text with all its decimals ("12.50"). While a number is missing there is no value; where there is none
    because of a division by zero, the stored answer says so.
    """

    code, label = "calculated", "計算値"
    computes: ClassVar[bool] = True
    in_table: ClassVar[bool] = False
    template: ClassVar[str] = "questions/kinds/calculated.html"
    shown: ClassVar[str] = "questions/shown/calculated.html"
    settings_form = CalculatedSettings

    def decimals(self, question: Question) -> int:
        return int(question.settings.get("decimals", 0))

    def stored(self, number: Decimal) -> Any:
        return f"{number:f}"

    # --- ask ---

    def attributes(self, question: Question) -> dict[str, str]:
        return {}

    def context(self, asked: Asked) -> dict[str, Any]:
        return {"text": self.computed(asked.question, asked.parts, asked.computed)[""]}

    def computed(self, question: Question, parts: Parts, answer: Any) -> dict[str, str]:
        if answer is None:
            return {"": gettext(WAITING)}
        special = special_in(answer)
        if special is None:
            return {"": self.display(question, answer)}
        if special is Special.BLANK:
            return {"": gettext(WHY.get(why_none(answer), WAITING))}
        return {"": str(special.label)}

    def shown_context(self, shown: Shown) -> dict[str, Any]:
        return {"why": gettext(WHY[shown.why]) if shown.why in WHY else ""}

    # --- check and store ---

    def parse(self, question: Question, parts: Parts, around: Surroundings) -> Any:
        """What was typed does not matter. A hidden question counts as zero, as it will when the sheet is handed in."""
        hidden = {key: stored(Special.NOT_ASKED) for key in around.hidden}
        try:
            result = exactly(self._formula(question), around.definition, {**hidden, **around.answers})
        except DividedByZero:
            return stored(Special.BLANK, "divided_by_zero")
        except TooLarge:
            return stored(Special.BLANK, "too_large")
        except (NoValue, Unreadable):
            return None
        return self.stored(rounded(result, self.decimals(question), question.settings.get("rounding")))

    def parts_of(self, question: Question, answer: Any) -> dict[str, list[str]]:
        return {}

    # --- export and build ---

    def cells(self, question: Question) -> list[Cell]:
        return []

    def troubles(self, question: Question, definition: Definition) -> list[str]:
        return list(formula_troubles.troubles(self._formula(question), definition, before=question))

    def starting_settings(self) -> dict[str, Any]:
        return {"decimals": 0, "rounding": Rounding.HALF_UP.value}

    def summary(self, question: Question) -> str:
        decimals = self.decimals(question)
        return f"{f'小数点以下{decimals}桁' if decimals else '整数'}に{self._rounding(question).label}"

    def changes(self, old: Question, new: Question) -> list[tuple[str, str]]:
        return [("changed", words) for words in self._changes(old, new)]

    def _changes(self, old: Question, new: Question) -> Iterator[str]:
        if self._formula(old) != self._formula(new):
            yield "計算の式が変わりました。"
        if self._rounding(old) != self._rounding(new):
            yield f"端数が{self._rounding(old).label}から{self._rounding(new).label}に変わりました。"
        for _, words in super().changes(old, new):
            yield words

    def _formula(self, question: Question) -> str:
        return str(question.settings.get("formula", ""))

    def _rounding(self, question: Question) -> Rounding:
        return Rounding(question.settings.get("rounding", Rounding.HALF_UP))


def rounded(number: Fraction, decimals: int, rounding: str | None = None) -> Decimal:
    """With so many digits behind the point. 切り捨て goes towards zero, 切り上げ and the half of 四捨五入 away."""
    shifted = abs(number) * 10**decimals
    whole, rest = divmod(shifted.numerator, shifted.denominator)
    if rounding == Rounding.UP:
        whole += rest > 0
    elif rounding != Rounding.DOWN:
        whole += 2 * rest >= shifted.denominator
    result = Decimal(f"{whole}E-{decimals}")  # exact, whatever the context's precision
    return result.copy_negate() if number < 0 and whole else result
