"""How to go on with what cp932 does not hold."""

from __future__ import annotations

from typing import Any

from django import forms

from core.exports.cp932 import DEFAULT_MARK, trouble_with
from core.exports.services.deciding import Choice


class DecisionForm(forms.Form):
    choice = forms.ChoiceField(
        label="書き出し方",
        choices=Choice.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "どう書き出すかを選んでください。"},
    )
    mark = forms.CharField(
        label="置き換える記号",
        required=False,
        initial=DEFAULT_MARK,
        max_length=8,
        strip=False,
        widget=forms.TextInput({"data-width": "short", "autocomplete": "off"}),
        help_text="「記号に置き換えて」を選んだときに使います。Shift_JISで表せる1文字（〓、？など）を入れてください。",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("choice") == Choice.MARK and "mark" in cleaned:
            if not cleaned["mark"].strip():
                self.add_error("mark", "置き換える記号を1文字入れてください。")
            elif trouble := trouble_with(cleaned["mark"]):
                self.add_error("mark", trouble)
        return cleaned
