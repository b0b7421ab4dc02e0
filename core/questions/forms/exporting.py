"""As what file raw answers are wanted."""

from __future__ import annotations

from typing import Any

from django import forms

from core.exports.encodings import Encoding
from core.questions.exporting.producer import Format

WORDS, CODES = "words", "codes"


class AnswersExportForm(forms.Form):
    """`query`: the address whose filters count, as the page of cross-tables has it."""

    format = forms.ChoiceField(
        label="ファイルの種類",
        choices=Format.choices,
        initial=Format.WORKBOOK,
        widget=forms.RadioSelect(attrs={"data-dir": "column"}),
        error_messages={"required": "ファイルの種類を選んでください。"},
    )
    values = forms.ChoiceField(
        label="選択肢の書き方",
        choices=[(WORDS, "ことば（例：公民館）"), (CODES, "コード（例：o1）")],
        initial=WORDS,
        widget=forms.RadioSelect(attrs={"data-dir": "column"}),
        help_text="Excelは、いつも「ことば」です。コードの意味は、コードブックに書かれます。",
    )
    encoding = forms.ChoiceField(
        label="文字コード",
        choices=Encoding.choices,
        initial=Encoding.UTF_8_BOM,
        help_text="CSVとZIPのときに使います。迷ったら、UTF-8（BOM付き）のままにしてください。ExcelでもLibreOfficeでも、"
        "文字化けせずに開けます。UTF-8を読めない古いシステムに取り込むときは、Shift_JIS（cp932）を選びます。"
        "表せない文字（𠮷など）があるときは、書き出す前に一覧で示します。",
    )
    query = forms.CharField(required=False, max_length=10000, widget=forms.HiddenInput)

    @property
    def definition(self) -> dict[str, Any]:
        """What core.questions.exporting.producer reads; only what makes a difference, so that the same is the same."""
        chosen = self.cleaned_data
        made: dict[str, Any] = {"format": chosen["format"]}
        if chosen["format"] != Format.WORKBOOK:
            made["encoding"] = chosen["encoding"]
            if chosen["values"] == CODES:
                made["codes"] = True
        return made
