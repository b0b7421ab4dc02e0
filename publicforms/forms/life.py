"""What is asked before a form is closed, opened again, or called off."""

from __future__ import annotations

import datetime

from django import forms

from core import clock
from core.people.clean_text import validate_single_line
from core.people.form_fields import JapaneseDateTimeField


class ReopeningForm(forms.Form):
    closes_at = JapaneseDateTimeField(label="新しい受付終了")

    def clean_closes_at(self) -> datetime.datetime:
        closes_at = self.cleaned_data["closes_at"]
        if closes_at <= clock.now():
            raise forms.ValidationError("これから先の日時を入力してください。")
        return closes_at


class WithdrawalForm(forms.Form):
    because = forms.CharField(
        label="取下げの理由",
        max_length=200,
        validators=[validate_single_line],
        help_text="公開ページに表示します。例：荒天が予想されるため、催しを中止します。",
    )
