"""Naming a cross-table that is to be kept; choosing what a file of all answers holds."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from core.people.clean_text import validate_storable
from core.questions.crosstab.source import Source
from core.questions.crosstab.spec import Spec
from core.questions.forms.exporting import AnswersExportForm


class SavedTableForm(forms.Form):
    title = forms.CharField(label="集計の名前", max_length=200, validators=[validate_storable])
    is_shared = forms.BooleanField(label="このフォームの申込を見る人みんなに見せる", required=False)
    query = forms.CharField(widget=forms.HiddenInput, max_length=10000)

    def __init__(self, *args: Any, source: Source, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.source = source

    def clean_query(self) -> str:
        """The definition as the page would write it. What makes no table is not kept."""
        typed = QueryDict(self.cleaned_data["query"])
        spec = Spec.read(self.source, typed)
        if not spec.is_complete:
            raise forms.ValidationError("集計の条件が正しくありません。集計の画面からやり直してください。")
        chart = typed.get("chart", "")
        return f"{spec.query}&chart={chart}" if chart.isidentifier() else spec.query


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
