from __future__ import annotations

from decimal import Decimal
from typing import Any

from core.questions.definition import Question
from core.questions.kinds.base import register
from core.questions.kinds.number import Number
from core.questions.kinds.number_settings import DecimalSettings

USUAL_DECIMALS = 2


@register
class DecimalNumber(Number):
    """A number with digits behind the point, stored as text that keeps them as they were meant: "12.50".

    No separators, no plus, no leading zeros, no negative zero: SQL's ::numeric reads it as it is.
    """

    code, label = "decimal", "小数"
    settings_form = DecimalSettings

    def decimals(self, question: Question) -> int:
        return int(question.settings.get("decimals", USUAL_DECIMALS))

    def stored(self, number: Decimal) -> Any:
        return f"{number:f}"

    def starting_settings(self) -> dict[str, Any]:
        return {"decimals": USUAL_DECIMALS, "minimum": 0}

    def summary(self, question: Question) -> str:
        return "、".join(filter(None, [f"小数点以下{self.decimals(question)}桁まで", super().summary(question)]))
