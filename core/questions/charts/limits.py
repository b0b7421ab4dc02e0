"""Up to which size, and of which numbers, a chart is drawn; beyond that the page says why there is none."""

from __future__ import annotations

from decimal import Decimal

from core.questions.charts.chart import Chart

CATEGORIES = 300
SERIES = 12  # as many as can be told apart without colour (colours.py)
SPECIALS = 6
HEAT_COLUMNS = 60
MARKS = 3_000
HEAT_MARKS = 6_000
GROUPED_MARKS = 1_200  # each bar has a line of its own: some 24,000 units high
DIGITS = 300  # a number of more is no measurement


def why_not(chart: Chart) -> str | None:
    """Why the chart is not drawn, as a sentence for the page; None when it is drawn."""
    if chart.is_empty:
        return "グラフに表す値がありません。"
    return _too_large(chart) or _unfit(chart)


def _too_large(chart: Chart) -> str | None:
    rows, columns = len(chart.categories), len(chart.series)
    if rows > CATEGORIES:
        return (
            f"行が{rows:,}あるため、グラフは描きません（{CATEGORIES}行まで）。条件で絞り込むか、行をまとめてください。"
        )
    if chart.kind == "heat":
        if columns > HEAT_COLUMNS:
            return (
                f"列が{columns:,}あるため、色分けした表は描きません（{HEAT_COLUMNS}列まで）。列を絞り込んでください。"
            )
    elif len(chart.ordinary()) > SERIES:
        return (
            f"列が{len(chart.ordinary()):,}あり、色と模様で見分けられないため、グラフは描きません（{SERIES}列まで）。"
            "行と列を入れ替えるか、色分けした表にしてください。"
        )
    elif columns - len(chart.ordinary()) > SPECIALS:
        return f"空欄などの列が{SPECIALS}を超えるため、グラフは描きません。"
    most = {"grouped": GROUPED_MARKS, "heat": HEAT_MARKS}.get(chart.kind, MARKS)
    if chart.kind != "line" and rows * columns > most:
        return f"行×列が{rows * columns:,}あるため、グラフは描きません（{most:,}まで）。条件で絞り込んでください。"
    return None


def _unfit(chart: Chart) -> str | None:
    if any(abs(value.adjusted()) > DIGITS for value in chart.values() if value):
        return "桁が大きすぎる、または小さすぎる値があるため、グラフは描きません。"
    if chart.kind != "stacked_percent":
        return None
    if any(value < 0 for value in chart.values()):
        return "負の値があるため、100%の積み上げ棒グラフは描きません。"
    if chart.percent and not all(_is_whole(chart, row) for row in range(len(chart.categories))):
        return "行の割合の合計が100%にならないため（複数回答など）、100%の積み上げ棒グラフは描きません。"
    return None


def _is_whole(chart: Chart, row: int) -> bool:
    """The percentages of the row make 100 but for rounding; with masked cells they may fall short."""
    shares = [value for column in chart.order() if (value := chart.value(row, column)) is not None]
    slack = Decimal("0.5") + Decimal("0.05") * len(shares)
    if sum(shares) > 100 + slack:
        return False
    return bool(chart.masked_in(row)) or not any(shares) or sum(shares) >= 100 - slack
