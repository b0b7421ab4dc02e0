"""Naming a cross-table that is to be kept."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from core.people.clean_text import validate_storable
from core.questions.crosstab.source import Source
from core.questions.crosstab.spec import Spec


class SavedTableForm(forms.Form):
    title = forms.CharField(label="集計の名前", max_length=200, validators=[validate_storable])
    is_shared = forms.BooleanField(label="この調査を扱う人みんなに見せる", required=False)
    on_page = forms.BooleanField(
        label="調査の「内容」のページにも載せる",
        required=False,
        help_text="載せると、この調査を扱う人みんなに見えます。",
    )
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
