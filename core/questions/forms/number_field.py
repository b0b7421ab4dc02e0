"""A form field for a number typed as people type it: bounds of a question, the tolerance of a check."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.questions.numbers.typing import NotANumber, shown_number, typed_number


class NumberField(forms.CharField):
    """Cleans to a Decimal, None when empty. Its initial value may be an int, a Decimal or a stored "12.50"."""

    def __init__(self, *, decimals: int = 0, unit: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.decimals = decimals
        self.unit = unit
        self.widget.attrs.update({"data-num": True, "data-width": "short", "autocomplete": "off"})

    def to_python(self, value: Any) -> Decimal | None:
        text = super().to_python(value)
        if text in self.empty_values:
            return None
        try:
            return typed_number(text, decimals=self.decimals, unit=self.unit)
        except NotANumber as error:
            raise ValidationError(str(error), code="invalid") from None

    def prepare_value(self, value: Any) -> Any:
        """What was typed stays as typed; what is stored gets its separators."""
        if value is None or value == "":
            return value
        try:
            return shown_number(Decimal(str(value)))
        except (InvalidOperation, ValueError):
            return value
