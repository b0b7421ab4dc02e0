"""A form field for formulas: shows and takes words (問1 ÷ 問2 × 100), cleans to the form that is kept."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.questions.definition import Definition
from core.questions.formulas import troubles as formula_troubles
from core.questions.formulas import words as formula_words
from core.questions.formulas.names import Usable, usable
from core.questions.formulas.syntax import Unreadable

HELP = "例：問1 ÷ 問2 × 100。＋ － × ÷ とかっこが使えます。全角でも半角でも入力できます。"


class FormulaInput(forms.Textarea):
    """A text area with the list of what a formula may refer to; script adds buttons that insert it."""

    template_name = "questions/widgets/formula.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": 2, "autocomplete": "off", "spellcheck": "false", **(attrs or {})})
        self.usable: list[Usable] = []

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return {**super().get_context(name, value, attrs), "usable": self.usable}


class _Typed(str):
    """What somebody typed, to be told from the kept form when the form comes back."""

    __slots__ = ()


class FormulaField(forms.CharField):
    """`before` is the key of the question that calculates: it may use only what stands before it.

    A form whose fields are declared in its class tells the field its definition later, by `stand_in`.
    """

    widget = FormulaInput

    def __init__(self, *, definition: Definition | None = None, before: str | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", HELP)
        super().__init__(**kwargs)
        self.stand_in(definition or Definition(), before=before)

    def stand_in(self, definition: Definition, *, before: str | None = None) -> None:
        """Among which questions the formula is read."""
        self.definition = definition
        self.before = before
        self.widget.usable = list(usable(definition, before=before))

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        if not text:
            return ""
        try:
            formula = formula_words.read(text, self.definition)
        except Unreadable as unreadable:
            raise ValidationError(str(unreadable), code="unreadable") from None
        question = self.definition.get(self.before) if self.before else None
        wrong = list(formula_troubles.troubles(formula, self.definition, before=question))
        if wrong:
            raise ValidationError(wrong)
        return formula

    def bound_data(self, data: Any, initial: Any) -> Any:
        return _Typed(data) if isinstance(data, str) else data

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, _Typed) or not isinstance(value, str):
            return value
        return formula_words.shown(value, self.definition)
