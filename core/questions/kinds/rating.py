from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext, gettext_lazy
from psycopg import sql

from core.questions.definition import Need, Question
from core.questions.kinds.base import (
    ANSWERED,
    NOT_ANSWERED,
    Cell,
    Column,
    Facet,
    Group,
    Kind,
    KindSettings,
    Surroundings,
    number_at,
    refuse,
    register,
    text_at,
)
from core.questions.kinds.number import COMPARE, COMPARISONS
from core.questions.numbers.bounds import as_decimal
from core.questions.numbers.typing import NotANumber, typed_number
from core.questions.typed import Parts, one
from core.questions.wording import with_remark

if TYPE_CHECKING:
    from core.questions.asking import Asked

USUAL = 5
MOST = 10


class RatingSettings(KindSettings):
    highest = forms.IntegerField(
        label="段階の数", required=False, min_value=2, max_value=MOST, help_text=f"空欄なら{USUAL}段階です。"
    )
    low_label = forms.CharField(label="1の意味", required=False, max_length=50, help_text="例：まったく満足していない")
    high_label = forms.CharField(
        label="最も大きい数の意味", required=False, max_length=50, help_text="例：とても満足している"
    )


@register
class Rating(Kind):
    """A whole number from 1 to the highest step."""

    code, label, group = "rating", "評価", Group.CHOICE
    is_number: ClassVar[bool] = True
    when_missing = gettext_lazy("選んでください。")
    several_controls: ClassVar[bool] = True
    template = "questions/kinds/rating.html"
    settings_form = RatingSettings
    operators = (ANSWERED, NOT_ANSWERED, *COMPARISONS)

    # --- ask ---

    def context(self, asked: Asked) -> dict[str, Any]:
        question = asked.question
        chosen = asked.value.strip()
        return {
            "steps": [
                {"value": step, "meaning": meaning, "is_chosen": str(step) == chosen}
                for step, meaning in _steps(question)
            ],
            "low_label": question.settings.get("low_label", ""),
            "high_label": question.settings.get("high_label", ""),
            "highest": _highest(question),
            "may_be_cleared": question.need != Need.REQUIRED or question.may_be_na,
            # A draft or an older answer may hold a step that is not there any more.
            "stale": chosen if chosen and chosen not in {str(step) for step, _ in _steps(question)} else "",
        }

    def first_control(self, asked: Asked) -> str:
        return f"{asked.id}-is-1"

    # --- check and store ---

    def parse(self, question: Question, parts: Parts, around: Surroundings) -> Any:
        highest = _highest(question)
        try:
            number = typed_number(one(parts), decimals=0)
        except NotANumber as error:
            raise refuse(str(error)) from None
        if not 1 <= number <= highest:
            message = gettext("1から%(highest)sまでの中から選んでください。いまの回答は%(answer)sです。")
            raise refuse(message % {"highest": highest, "answer": f"{number:,}"})
        return int(number)

    def parts_of(self, question: Question, answer: Any) -> dict[str, list[str]]:
        return {"": [str(answer)]}

    # --- show ---

    def display(self, question: Question, answer: Any) -> str:
        meaning = dict(_steps(question)).get(answer)
        return with_remark(str(answer), meaning) if meaning else str(answer)

    # --- conditions and formulas ---

    def parse_operand(self, question: Question, text: str) -> Any:
        return self.parse(question, {"": [text]}, Surroundings())

    def matches(self, question: Question, answer: Any, operator: str, operand: Any) -> bool:
        number, other = as_decimal(answer), as_decimal(operand)
        return operator in COMPARE and number is not None and other is not None and COMPARE[operator](number, other)

    def number(self, question: Question, answer: Any, path: tuple[str, ...]) -> Decimal | None:
        return None if path else as_decimal(answer)

    def paths(self, question: Question) -> list[tuple[tuple[str, ...], str]]:
        return [((), "")]

    # --- add up and export ---

    def columns(self, question: Question, answers: sql.Composable) -> list[Column]:
        return [Column("", question.label, number_at(answers, question.key), "number")]

    def facets(self, question: Question, answers: sql.Composable) -> list[Facet]:
        options = tuple((str(step), self.display(question, step)) for step, _ in _steps(question))
        return [Facet("", question.label, text_at(answers, question.key), options, is_number=True)]

    def cells(self, question: Question) -> list[Cell]:
        return [
            Cell("", question.label, "integer", minimum=Decimal(1), maximum=Decimal(_highest(question))),
        ]

    # --- build ---

    def summary(self, question: Question) -> str:
        return f"{_highest(question)}段階"

    def changes(self, old: Question, new: Question) -> list[tuple[str, str]]:
        found = []
        was, is_now = _highest(old), _highest(new)
        if was != is_now:
            found.append(("stricter" if is_now < was else "looser", f"{was}段階から{is_now}段階に変わりました。"))
        for name, what in (("low_label", "1の意味"), ("high_label", "最も大きい数の意味")):
            before, after = old.settings.get(name, ""), new.settings.get(name, "")
            if before != after:
                found.append(("relabelled", f"{what}が「{before}」から「{after}」に変わりました。"))
        return found


def _highest(question: Question) -> int:
    return int(question.settings.get("highest") or USUAL)


def _steps(question: Question) -> list[tuple[int, str]]:
    """(step, what it means); only the ends have a meaning."""
    settings, highest = question.settings, _highest(question)
    meanings = {1: settings.get("low_label", ""), highest: settings.get("high_label", "")}
    return [(step, meanings.get(step, "")) for step in range(1, highest + 1)]
