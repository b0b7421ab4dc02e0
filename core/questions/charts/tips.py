"""What a mouse over a mark reads. A screen reader takes the description of the whole drawing instead."""

from __future__ import annotations

from decimal import Decimal

from core.questions.charts.chart import Chart
from core.questions.charts.head import MASKED_LABEL
from core.questions.charts.numerals import amount

UP_TO = 600  # marks; with more the file would grow more than anyone reads


def tip(chart: Chart, row: int, column: int, value: Decimal, *, share: Decimal | None = None) -> str:
    """「40歳代・やや満足：52人」, with a share behind it; empty where there are too many marks."""
    if len(chart.categories) * len(chart.series) > UP_TO:
        return ""
    words = [] if share is not None and chart.percent else [_amount(chart, value)]
    words += [] if share is None else [amount(share, percent=True)]
    return f"{chart.categories[row]}・{chart.series[column].label}：{'、'.join(words)}"


def masked_tip(chart: Chart, row: int) -> str:
    names = "、".join(chart.series[column].label for column in chart.masked_in(row))
    return f"{chart.categories[row]}・{names}：{MASKED_LABEL}"


def _amount(chart: Chart, value: Decimal) -> str:
    return amount(value, percent=chart.percent) + ("" if chart.percent else chart.unit)
