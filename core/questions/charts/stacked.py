"""Bars one behind the other in each row; values below zero go the other way."""

from __future__ import annotations

from decimal import Decimal, localcontext

from core.questions.charts.bars import Layout, draw_none, lay_out
from core.questions.charts.canvas import SMALL, Canvas
from core.questions.charts.chart import Chart
from core.questions.charts.colours import MASKED, paints
from core.questions.charts.head import draw_legend
from core.questions.charts.measuring import width
from core.questions.charts.numerals import amount
from core.questions.charts.scale import EXACT, is_whole, scale
from core.questions.charts.tips import masked_tip, tip

BAR = 26.0
MASKED_ROOM = 26.0


def draw_stacked(canvas: Canvas, chart: Chart) -> None:
    colours = paints(tuple(each.is_special for each in chart.series))
    draw_legend(canvas, chart, colours)
    rows = range(len(chart.categories))
    with localcontext(EXACT):
        ends = [_ends(chart, row) for row in rows]
    axis = scale(min(low for low, _ in ends), max(high for _, high in ends), whole=is_whole(list(chart.values())))
    after = MASKED_ROOM + 8 if chart.masked else 0.0
    layout = lay_out(canvas, chart, axis, BAR, after=after, percent=chart.percent)
    segments = {column: _segments(chart, column, layout) for column in chart.order()}
    for column, found in segments.items():
        paint = colours[column]
        with canvas.group(fill=canvas.fill(paint), stroke=paint.edge, data_series=column):
            for row, start, end, value in found:
                canvas.rect(start, layout.tops[row], end - start, BAR, tip(chart, row, column, value), data_row=row)
        for row, start, end, value in found:
            words = amount(value, percent=chart.percent)
            if value and width(words, SMALL) + 6 <= end - start:
                canvas.upon((start + end) / 2, layout.tops[row] + BAR / 2 + 4.5, words, paint)
    for row in rows:
        _draw_rest(canvas, chart, layout, row, ends[row])


def _ends(chart: Chart, row: int) -> tuple[Decimal, Decimal]:
    """How far the bars of a row reach below and above zero."""
    values = [value for column in chart.order() if (value := chart.value(row, column)) is not None]
    return sum((min(v, Decimal(0)) for v in values), Decimal(0)), sum((max(v, Decimal(0)) for v in values), Decimal(0))


def _segments(chart: Chart, column: int, layout: Layout) -> list[tuple[int, float, float, Decimal]]:
    """(row, left end, right end, value) of a series' bars: each begins where those before it end."""
    found = []
    before = chart.order()[: chart.order().index(column)]
    with localcontext(EXACT):
        for row in range(len(chart.categories)):
            value = chart.value(row, column)
            if value is None:
                continue
            earlier = (chart.value(row, other) or Decimal(0) for other in before)
            start = sum((other for other in earlier if (other < 0) == (value < 0)), Decimal(0))
            left, right = sorted((layout.at(start), layout.at(start + value)))
            found.append((row, left, right, value))
    return found


def _draw_rest(canvas: Canvas, chart: Chart, layout: Layout, row: int, ends: tuple[Decimal, Decimal]) -> None:
    """The mark of masked cells, one a row and always of one size; a word where there is no bar at all."""
    if chart.masked_in(row):
        canvas.rect(
            layout.at(ends[1]) + 4,
            layout.tops[row] + 2,
            MASKED_ROOM - 2,
            BAR - 4,
            tip=masked_tip(chart, row),
            fill=canvas.fill(MASKED),
            stroke=MASKED.edge,
            data_masked=row,
        )
    elif ends == (0, 0):
        has_values = any(chart.value(row, column) is not None for column in chart.order())
        draw_none(canvas, layout, row, amount(Decimal(0), percent=chart.percent) if has_values else "－（値なし）")
