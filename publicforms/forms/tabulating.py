"""Naming a cross-table that is to be kept; choosing what a file of all answers holds."""

from __future__ import annotations

from typing import Any

from django import forms

from core.questions.forms import crosstab
from core.questions.forms.exporting import AnswersExportForm


class SavedTableForm(crosstab.SavedTableForm):
    is_shared = forms.BooleanField(label="このフォームの申込を見る人みんなに見せる", required=False)


class FormExportForm(AnswersExportForm):
    """`may_have_personal`: whether the person may see what is personal, and something of the form is."""

    personal = forms.BooleanField(
        label="個人情報の設問も入れる",
        required=False,
        help_text="氏名や連絡先が要るときだけ選んでください。個人情報を含む書き出しとして、監査ログに残ります。",
    )
    field_order = ["format", "personal", "values", "encoding", "query"]

    def __init__(self, *args: Any, may_have_personal: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_have_personal:
            del self.fields["personal"]

    @property
    def definition(self) -> dict[str, Any]:
        return super().definition | ({"personal": True} if self.cleaned_data.get("personal") else {})
