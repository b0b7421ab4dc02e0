"""A chart in plain words, for whoever does not see it. All values stand in the table beside it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from core.questions.charts.chart import KINDS, Chart
from core.questions.charts.limits import why_not
from core.questions.charts.measuring import shortened
from core.questions.charts.numerals import amount
from core.questions.charts.stacked_percent import shares

NAMED = 5  # so many categories, columns or masked cells are named, the others counted
SERIES_SAID = 6
LONGEST = 40  # full-width letters of a label


@dataclass(frozen=True)
class Point:
    value: Decimal
    row: int
    column: int


def in_words(chart: Chart) -> list[str]:
    """Sentences: what is shown, the largest and the smallest value, what is masked or absent, the notes."""
    said = [_what(chart)]
    if reason := why_not(chart):
        return [*said, reason]
    said += _extremes(chart)
    if chart.kind == "stacked_percent":
        said += _per_series(chart)
    if chart.kind == "line":
        said += _from_to(chart)
    return [*said, *_masked(chart), *_absent(chart), *(_sentence(note) for note in chart.notes)]


def _what(chart: Chart) -> str:
    rows = _listed([_short(label) for label in chart.categories])
    columns = _listed([_short(each.label) for each in chart.series])
    unit = "単位は%です。" if chart.percent or chart.kind == "stacked_percent" else ""
    if not unit and chart.unit:
        unit = f"単位は{chart.unit}です。"
    return (
        f"「{chart.title}」の{KINDS[chart.kind]}です。"
        f"行は{len(chart.categories):,}（{rows}）、列は{len(chart.series):,}（{columns}）です。{unit}"
    )


def _points(chart: Chart) -> list[Point]:
    """What is drawn, as the chart shows it: shares where it shows shares; specials only where there is nothing else."""
    columns = chart.ordinary()
    if not any(chart.value(row, column) is not None for column in columns for row in range(len(chart.categories))):
        columns = chart.order()
    found = []
    for row in range(len(chart.categories)):
        if chart.kind == "stacked_percent":
            values = shares(chart, row) or {}
        else:
            values = {column: value for column in columns if (value := chart.value(row, column)) is not None}
        found += [Point(value, row, column) for column, value in values.items() if column in columns]
    return found


def _extremes(chart: Chart) -> list[str]:
    points = _points(chart)
    if not points:
        return []
    largest = max(points, key=lambda point: point.value)
    smallest = min(points, key=lambda point: point.value)
    special = any(each.is_special for each in chart.series) and not chart.series[largest.column].is_special
    without = "空欄などを除いて、" if special else ""
    if largest.value == smallest.value:
        return [f"{without}値はすべて{_amount(chart, largest.value)}です。"]
    said = (
        f"{without}最も大きい値は{_place(chart, largest)}の{_amount(chart, largest.value)}{_others(points, largest)}、"
        f"最も小さい値は{_place(chart, smallest)}の{_amount(chart, smallest.value)}{_others(points, smallest)}です。"
    )
    return [said]


def _others(points: list[Point], point: Point) -> str:
    count = sum(other.value == point.value for other in points) - 1
    return f"（同じ値がほかに{count:,}か所）" if count else ""


def _per_series(chart: Chart) -> list[str]:
    """Where each column has its largest and its smallest share: what such a chart is looked at for."""
    said = []
    points = _points(chart)
    for column in chart.ordinary()[:SERIES_SAID]:
        own = [point for point in points if point.column == column]
        if len(own) < 2:
            continue
        most, least = max(own, key=lambda point: point.value), min(own, key=lambda point: point.value)
        if most.value != least.value:
            said.append(
                f"{_column(chart, column)}の割合は、"
                f"{_row(chart, most.row)}で{_amount(chart, most.value)}と最も大きく、"
                f"{_row(chart, least.row)}で{_amount(chart, least.value)}と最も小さくなっています。"
            )
    return said


def _from_to(chart: Chart) -> list[str]:
    said = []
    for column in chart.ordinary()[:SERIES_SAID]:
        known = [row for row in range(len(chart.categories)) if chart.value(row, column) is not None]
        if len(known) < 2:
            continue
        first, last = (chart.value(row, column) or Decimal(0) for row in (known[0], known[-1]))
        how = "変わっていません" if first == last else "増えています" if last > first else "減っています"
        said.append(
            f"{_column(chart, column)}は、{_row(chart, known[0])}の{_amount(chart, first)}から"
            f"{_row(chart, known[-1])}の{_amount(chart, last)}へ{how}。"
        )
    return said


def _masked(chart: Chart) -> list[str]:
    if not chart.masked:
        return []
    cells = [_place(chart, Point(Decimal(0), row, column)) for row, column in sorted(chart.masked)]
    named = "、".join(cells[:NAMED]) + ("など" if len(cells) > NAMED else "")
    return [f"{len(cells):,}か所の値は秘匿しています（{named}）。"]


def _absent(chart: Chart) -> list[str]:
    cells = [(row, column) for row in range(len(chart.categories)) for column in chart.order()]
    count = sum(chart.value(*cell) is None and cell not in chart.masked for cell in cells)
    return [f"値のないところが{count:,}か所あります。"] if count else []


def _place(chart: Chart, point: Point) -> str:
    row = _row(chart, point.row)
    return row if len(chart.series) == 1 else f"{row}の{_column(chart, point.column)}"


def _row(chart: Chart, row: int) -> str:
    return f"「{_short(chart.categories[row])}」"


def _column(chart: Chart, column: int) -> str:
    return f"「{_short(chart.series[column].label)}」"


def _amount(chart: Chart, value: Decimal) -> str:
    percent = chart.percent or chart.kind == "stacked_percent"
    return amount(value, percent=percent) + ("" if percent else chart.unit)


def _short(label: str) -> str:
    return shortened(label, LONGEST, 1.0)


def _listed(labels: list[str]) -> str:
    return "、".join(labels[:NAMED]) + ("など" if len(labels) > NAMED else "")


def _sentence(note: str) -> str:
    return note if note.endswith(("。", "）", "？", "！")) else f"{note}。"
