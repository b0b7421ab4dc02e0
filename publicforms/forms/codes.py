"""How many one-time codes are wanted, and as what."""

from __future__ import annotations

from decimal import Decimal

from django import forms

from core.questions.forms.number_field import NumberField
from publicforms.services.codes import MOST

PAGE, CSV = "page", "csv"


class CodesForm(forms.Form):
    number = NumberField(label="作る数", unit="枚", help_text=f"回答する人の数だけ作ります。一度に{MOST:,}枚までです。")
    given_as = forms.ChoiceField(
        label="受け取り方",
        choices=[(PAGE, "印刷して切り離す画面"), (CSV, "CSV（差込印刷など）")],
        initial=PAGE,
        widget=forms.RadioSelect,
    )

    def clean_number(self) -> int:
        number: Decimal = self.cleaned_data["number"]
        if not 1 <= number <= MOST:
            raise forms.ValidationError(f"1から{MOST:,}までの数を入力してください。")
        return int(number)
