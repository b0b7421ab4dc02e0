"""What to compare with earlier surveys: a text, or the questions of a questionnaire."""

from __future__ import annotations

from typing import Any

from django import forms

from core.people.models import User
from core.questions.models import Questionnaire


class AskedBeforeForm(forms.Form):
    q = forms.CharField(
        label="聞きたいこと", required=False, max_length=200, widget=forms.TextInput({"type": "search"}),
        help_text="設問の文をそのまま入力してください。例：期日前投票所の設置数",
    )  # fmt: skip
    questionnaire = forms.ModelChoiceField(
        label="または、様式の全ての設問", queryset=Questionnaire.objects.none(), required=False, empty_label="選ばない"
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["questionnaire"].queryset = Questionnaire.objects.composed_by(by)
