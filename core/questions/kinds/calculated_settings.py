"""The settings of a calculated value: its formula, and how the result is written."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db import models

from core.questions.definition import Question
from core.questions.forms.formula_field import FormulaField
from core.questions.kinds.base import KindSettings
from core.questions.kinds.number_settings import as_json, decimals_field, unit_field


class Rounding(models.TextChoices):
    """What becomes of the digits beyond the last one that is shown."""

    HALF_UP = "half_up", "四捨五入"
    DOWN = "down", "切り捨て"
    UP = "up", "切り上げ"


class CalculatedSettings(KindSettings):
    formula = FormulaField(label="式", required=False)
    unit = unit_field()
    decimals = decimals_field(lowest=0)
    rounding = forms.ChoiceField(label="端数", choices=Rounding.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        formula = cast(FormulaField, self.fields["formula"])
        formula.stand_in(self.definition, before=self.question.key if self.question else None)

    @classmethod
    def initial_of(cls, question: Question) -> dict[str, Any]:
        return {"decimals": 0, "rounding": Rounding.HALF_UP.value, **question.settings}

    def settings(self, question: Question) -> dict[str, Any]:
        return {name: as_json(value) for name, value in super().settings(question).items()}
