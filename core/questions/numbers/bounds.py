"""Between what bounds a number is taken, and in what unit: judged, put into words, compared between versions."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Self

from django.utils.translation import gettext

from core.people.japanese_dates import speaks_english
from core.questions.definition import Question
from core.questions.numbers.typing import shown_number


@dataclass(frozen=True, slots=True)
class Bounds:
    """The settings `minimum`, `maximum` and `unit` of a question. None is no bound."""

    lowest: Decimal | None = None
    highest: Decimal | None = None
    unit: str = ""

    @classmethod
    def of(cls, question: Question) -> Self:
        settings = question.settings
        return cls(as_decimal(settings.get("minimum")), as_decimal(settings.get("maximum")), unit_of(question))

    @property
    def are_crossed(self) -> bool:
        return self.lowest is not None and self.highest is not None and self.lowest > self.highest

    def hold(self, number: Decimal) -> bool:
        return (self.lowest is None or self.lowest <= number) and (self.highest is None or number <= self.highest)

    def in_words(self) -> str:
        """0人以上1,000人以下; empty without bounds."""
        words = {"lowest": self._shown(self.lowest), "highest": self._shown(self.highest)}
        if self.lowest is not None and self.highest is not None:
            return gettext("%(lowest)s以上%(highest)s以下") % words
        if self.lowest is not None:
            return gettext("%(lowest)s以上") % words
        return gettext("%(highest)s以下") % words if self.highest is not None else ""

    def wanted(self) -> str:
        """What to type, in words, where there are bounds."""
        return gettext("%(bounds)sの数を入力してください。") % {"bounds": self.in_words()}

    def hint(self) -> str:
        """What to tell those who answer. That a count is not below zero needs no saying."""
        if not self.in_words() or (self.lowest == 0 and self.highest is None):
            return ""
        return self.wanted()

    def _shown(self, number: Decimal | None) -> str:
        return "" if number is None else f"{shown_number(number)}{spaced_unit(self.unit)}"

    def changes(self, new: Bounds) -> list[tuple[str, str]]:
        """From these to `new` bounds, as Kind.changes says it."""
        found = []
        if self.unit != new.unit:
            found.append(("changed", f"単位が{_called(self.unit)}から{_called(new.unit)}に変わりました。"))
        if self.lowest != new.lowest:
            tighter = self.lowest is None or (new.lowest is not None and new.lowest > self.lowest)
            found.append(_changed("最小値", self.lowest, new.lowest, tighter=tighter))
        if self.highest != new.highest:
            tighter = self.highest is None or (new.highest is not None and new.highest < self.highest)
            found.append(_changed("最大値", self.highest, new.highest, tighter=tighter))
        return found


def unit_of(question: Question) -> str:
    return str(question.settings.get("unit", ""))


def spaced_unit(unit: str) -> str:
    """The unit as it stands behind a number: 人, but " people" on an English page."""
    return f" {unit}" if unit[:1].isalnum() and speaks_english() else unit


def as_decimal(value: Any) -> Decimal | None:
    """A stored number; None for what is none, as after the kind of a question was changed."""
    if value is None:
        return None
    try:
        number = Decimal(value if type(value) is int else str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _changed(label: str, old: Decimal | None, new: Decimal | None, *, tighter: bool) -> tuple[str, str]:
    before = "" if old is None else f"{shown_number(old)}から"
    words = f"{label}がなくなりました。" if new is None else f"{label}が{before}{shown_number(new)}になりました。"
    return "stricter" if tighter else "looser", words


def _called(unit: str) -> str:
    return f"「{unit}」" if unit else "なし"
