"""The settings of a number: unit and bounds, and how many decimals."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from core.people.clean_text import validate_single_line
from core.questions.definition import Question
from core.questions.forms.number_field import NumberField
from core.questions.kinds.base import KindSettings

MOST_DECIMALS = 6


def unit_field() -> forms.CharField:
    return forms.CharField(
        label="単位",
        required=False,
        max_length=20,
        validators=[validate_single_line],
        help_text="例：人、か所、千円、%",
        widget=forms.TextInput(attrs={"data-width": "short", "autocomplete": "off"}),
    )


def decimals_field(*, lowest: int) -> NumberField:
    return NumberField(
        label="小数点以下の桁数",
        validators=[
            MinValueValidator(lowest, f"{lowest}桁以上にしてください。"),
            MaxValueValidator(MOST_DECIMALS, f"{MOST_DECIMALS}桁以下にしてください。"),
        ],
    )


def lowest_field(*, decimals: int) -> NumberField:
    help_text = "マイナスの数も受け付けるときは、空にするか、マイナスの数にします。"
    return NumberField(label="最小値", required=False, decimals=decimals, help_text=help_text)


def threshold_field(what: str = "") -> NumberField:
    return NumberField(
        label="前回から大きく変わったら理由を聞く",
        required=False,
        unit="%",
        help_text="何％以上変わったら聞くかを、1から1,000までの整数で入力します（例：30）。"
        f"{what}前回の回答があるときに限り、提出の前に聞きます。",
        validators=[
            MinValueValidator(1, "1％以上にしてください。"),
            MaxValueValidator(1000, "1,000％以下にしてください。"),
        ],
    )


class IntegerSettings(KindSettings):
    unit = unit_field()
    minimum = lowest_field(decimals=0)
    maximum = NumberField(label="最大値", required=False)
    ask_when_changed_by = threshold_field()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        lowest, highest = cleaned.get("minimum"), cleaned.get("maximum")
        if lowest is not None and highest is not None and lowest > highest:
            self.add_error("maximum", "最大値は、最小値以上の数にしてください。")
        return cleaned

    def settings(self, question: Question) -> dict[str, Any]:
        return {name: as_json(value) for name, value in super().settings(question).items()}


class DecimalSettings(IntegerSettings):
    decimals = decimals_field(lowest=1)
    minimum = lowest_field(decimals=MOST_DECIMALS)
    maximum = NumberField(label="最大値", required=False, decimals=MOST_DECIMALS)

    field_order = ("unit", "decimals", "minimum", "maximum", "ask_when_changed_by")


def as_json(value: Any) -> Any:
    """Whole numbers as they are; others as text, because JSON's readers round them."""
    if not isinstance(value, Decimal):
        return value
    return int(value) if value == value.to_integral_value() else f"{value:f}"
