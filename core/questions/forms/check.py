"""A check across questions, and the numbers with which the clerk tries it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms

from core.people.clean_text import validate_single_line
from core.questions.check_trials import Example, called, failing, references_of, tried
from core.questions.definition import Check, Comparison, Definition
from core.questions.forms.formula_field import FormulaField
from core.questions.forms.number_field import NumberField
from core.questions.formulas.syntax import Reference

DECIMALS = 6
COMPARISONS = {
    Comparison.EQUAL: "と等しい",
    Comparison.AT_MOST: "以下である",
    Comparison.LESS: "未満である",
    Comparison.AT_LEAST: "以上である",
    Comparison.MORE: "を超える",
}


class CheckForm(forms.Form):
    left = FormulaField(label="確かめる数")
    right = FormulaField(label="比べる相手", help_text="1つの数、設問の番号、式のどれか。")
    comparison = forms.ChoiceField(
        label="正しい関係", choices=[(one, f"確かめる数が、比べる相手{words}") for one, words in COMPARISONS.items()]
    )
    tolerance = NumberField(
        label="許す差",
        decimals=DECIMALS,
        required=False,
        help_text="端数の処理で合わないことがあるときに、合っているとみなす差。なければ空欄のままにしてください。",
    )
    message = forms.CharField(
        label="合わないときに示す文",
        max_length=300,
        required=False,
        validators=[validate_single_line],
        widget=forms.TextInput({"autocomplete": "off"}),
        help_text="例：男女別の合計が総数と一致しません。数を確かめてください。空欄にすると、式から文を作ります。",
    )
    soft = forms.BooleanField(
        label="理由があれば受け付ける",
        required=False,
        help_text="付けると、合わないときは注意を示し、理由を入力すれば提出できます。",
    )

    def __init__(
        self, definition: Definition, key: str, data: Mapping[str, Any] | None = None, *, check: Check | None
    ) -> None:
        super().__init__(data, initial=_initial(check) if check else {"comparison": Comparison.EQUAL})
        self.definition, self.key, self.standing = definition, key, check
        for field in self.fields.values():
            if isinstance(field, FormulaField):
                field.stand_in(definition)

    def clean_tolerance(self) -> Decimal | None:
        tolerance: Decimal | None = self.cleaned_data["tolerance"]
        if tolerance is not None and tolerance < 0:
            raise forms.ValidationError("0以上の数を入力してください。")
        return tolerance

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if not self.errors and not references_of(self.written(), self.definition):
            self.add_error("left", "どちらの式にも設問がありません。確かめる設問を「問1」のように入力してください。")
        return cleaned

    def written(self) -> Check:
        """The check as it was typed, from cleaned data."""
        cleaned = self.cleaned_data
        return Check(
            self.key,
            cleaned["left"],
            Comparison(cleaned["comparison"]),
            cleaned["right"],
            cleaned["message"],
            f"{cleaned['tolerance'] or Decimal(0):f}",
            cleaned["soft"],
        )

    def readable(self) -> Check | None:
        """The check to be tried: as it was typed once that is right, else as it is kept."""
        return self.written() if self.is_bound and self.is_valid() else None if self.is_bound else self.standing


def _initial(check: Check) -> dict[str, Any]:
    tolerance = check.tolerance if Decimal(check.tolerance or 0) else ""
    return {
        "left": check.left,
        "comparison": check.comparison,
        "right": check.right,
        "message": check.message,
        "tolerance": tolerance,
        "soft": check.soft,
    }


class TrialForm(forms.Form):
    """A number for each thing that the check refers to; at first such that it fails."""

    def __init__(self, check: Check, definition: Definition, data: Mapping[str, Any] | None = None) -> None:
        self.check = check
        self.wanted = references_of(check, definition)
        self.example = failing(check, definition)
        given = data if data is not None and all(_name(one) in data for one in self.wanted) else None
        super().__init__(given, auto_id="try_%s")
        for one in self.wanted:
            self.fields[_name(one)] = NumberField(
                label=called(one, definition),
                decimals=DECIMALS,
                initial=self.example.numbers[one] if self.example else Decimal(10),
            )

    @property
    def result(self) -> Example | None:
        """What the numbers in the form come to; None while they are no numbers."""
        if not self.is_bound:
            return self.example or tried(self.check, dict.fromkeys(self.wanted, Decimal(10)))
        if not self.is_valid():
            return None
        return tried(self.check, {one: self.cleaned_data[_name(one)] for one in self.wanted})


def _name(reference: Reference) -> str:
    return "try-" + "-".join((reference.key, *reference.path))
