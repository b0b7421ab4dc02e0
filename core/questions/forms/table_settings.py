"""The settings of tables, as the builder shows them."""

from __future__ import annotations

from typing import Any

from django import forms

from core.people.clean_text import validate_single_line
from core.questions.definition import Question
from core.questions.forms.columns_field import ColumnsField
from core.questions.forms.keyed_lines import KeyedLinesField
from core.questions.forms.sums_field import SumsField
from core.questions.kinds.base import KindSettings
from core.questions.kinds.number_settings import as_json, threshold_field
from core.questions.numbers.jumps import SETTING
from core.questions.options import keeping
from core.questions.tables.layout import Layout
from core.questions.tables.lines import MOST

NA_CELLS = "欄に「－」と入力すると「該当なし」になる"

TABLE_THRESHOLD = "数の欄のどれかが変わったときに聞きます。"
ROWS_THRESHOLD = "数の列のどれかで、すべての行の合計が変わったときに聞きます。"


def _row_header() -> forms.CharField:
    return forms.CharField(
        label="行の見出し",
        required=False,
        max_length=50,
        validators=[validate_single_line],
        help_text="表の左上に示します。例：種別、年度",
    )


class _TableSettings(KindSettings):
    """What both kinds of table have in common."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        columns = self.question.settings.get("columns", ()) if self.question else ()
        self.fields["columns"].keep(columns)

    def settings(self, question: Question) -> dict[str, Any]:
        settings = super().settings(question)
        return {**settings, SETTING: as_json(settings[SETTING])} if SETTING in settings else settings


class TableSettings(_TableSettings):
    rows = KeyedLinesField(label="行", prefix="r", noun="行", may_merge=False, required=False, maximum=500)
    row_header = _row_header()
    columns = ColumnsField(label="列", required=False)
    row_total = forms.BooleanField(
        label="行の合計を出す", required=False, help_text="同じ単位の数の列を、行ごとに足します。"
    )
    na_cells = forms.BooleanField(label=NA_CELLS, required=False)
    sums = SumsField(label="内訳の合計", required=False)
    ask_when_changed_by = threshold_field(TABLE_THRESHOLD)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.question is None:
            return
        layout = Layout.of(self.question)
        self.fields["sums"].keep(
            self.question.settings.get("sums", ()),
            rows=[(row.key, row.label) for row in layout.rows],
            columns=[(column.key, column.label) for column in layout.numbers],
        )

    def settings(self, question: Question) -> dict[str, Any]:
        settings = super().settings(question)
        rows = keeping(question.settings.get("rows", ()), settings.get("rows", ()))
        return {**settings, "rows": rows, "columns": settings.get("columns", [])}


class RepeatingRowsSettings(_TableSettings):
    columns = ColumnsField(label="列", required=False)
    row_header = _row_header()
    minimum = forms.IntegerField(label="最も少ない行数", required=False, min_value=1, max_value=MOST)
    maximum = forms.IntegerField(label="最も多い行数", required=False, min_value=1, max_value=MOST)
    starting = forms.IntegerField(label="はじめに見せる行数", required=False, min_value=1, max_value=50)
    na_cells = forms.BooleanField(label=NA_CELLS, required=False)
    ask_when_changed_by = threshold_field(ROWS_THRESHOLD)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        lowest, highest = cleaned.get("minimum"), cleaned.get("maximum")
        if lowest and highest and lowest > highest:
            self.add_error("maximum", "最も多い行数は、最も少ない行数以上にしてください。")
        return cleaned

    def settings(self, question: Question) -> dict[str, Any]:
        return {"columns": [], **super().settings(question)}
