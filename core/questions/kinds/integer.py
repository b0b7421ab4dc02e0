from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from core.questions.definition import Question
from core.questions.kinds.base import register
from core.questions.kinds.number import Number
from core.questions.kinds.number_settings import IntegerSettings


@register
class Integer(Number):
    """A whole number, stored as a JSON number: at most 15 digits, exact in every program that reads it."""

    code, label = "integer", "整数"
    cell_type: ClassVar[str] = "integer"
    settings_form = IntegerSettings

    def decimals(self, question: Question) -> int:
        return 0

    def stored(self, number: Decimal) -> Any:
        return int(number)

    def starting_settings(self) -> dict[str, Any]:
        """Offices mostly count things; then a minus is a slip."""
        return {"minimum": 0}
