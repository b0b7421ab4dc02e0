"""A bar a value, those of a row below each other; every bar has its value behind it."""

from __future__ import annotations

from decimal import Decimal

from core.questions.charts.bars import Layout, lay_out
from core.questions.charts.canvas import SMALL, Canvas
from core.questions.charts.chart import Chart
from core.questions.charts.colours import MASKED, MUTED, Paint, paints
from core.questions.charts.head import MASKED_LABEL, draw_legend
from core.questions.charts.measuring import width
from core.questions.charts.numerals import amount
from core.questions.charts.scale import is_whole, scale
from core.questions.charts.tips import tip

ZERO = [Decimal(0)]
BAR = 16.0
STEP = 18.0
ONE_BAR = 22.0
GAP = 6.0  # between the bars of two rows, besides the gap of the layout


def draw_grouped(canvas: Canvas, chart: Chart) -> None:
    colours = paints(tuple(each.is_special for each in chart.series))
    draw_legend(canvas, chart, colours)
    values = list(chart.values()) or [Decimal(0)]
    axis = scale(min(values + ZERO), max(values + ZERO), whole=is_whole(values))
    below = [width(amount(v, percent=chart.percent), SMALL) for v in values if v < 0]
    above = [width(amount(v, percent=chart.percent), SMALL) for v in values if v >= 0]
    room = canvas.width * 0.25
    height = ONE_BAR if len(chart.series) == 1 else STEP * len(chart.series) - (STEP - BAR) + GAP
    layout = lay_out(
        canvas,
        chart,
        axis,
        height,
        percent=chart.percent,
        before=min(max(below, default=0) + 8, room) if below else 0,
        after=min(max([*above, width(MASKED_LABEL, SMALL) + 22]) + 8, room),
    )
    for place, column in enumerate(chart.order()):
        _draw_series(canvas, chart, layout, column, place, colours[column])


def _draw_series(canvas: Canvas, chart: Chart, layout: Layout, column: int, place: int, paint: Paint) -> None:
    zero = layout.at(Decimal(0))
    thickness = ONE_BAR if len(chart.series) == 1 else BAR
    offset = 0.0 if len(chart.series) == 1 else GAP / 2 + place * STEP
    with canvas.group(fill=canvas.fill(paint), stroke=paint.edge, data_series=column):
        for row in range(len(chart.categories)):
            value = chart.value(row, column)
            if value is not None:
                left, right = sorted((zero, layout.at(value)))
                canvas.rect(
                    left,
                    layout.tops[row] + offset,
                    right - left,
                    thickness,
                    tip(chart, row, column, value),
                    data_row=row,
                )
    with canvas.group(font_size=SMALL, stroke="#ffffff", stroke_width=3, paint_order="stroke"):  # over gridlines
        for row in range(len(chart.categories)):
            base = layout.tops[row] + offset + thickness / 2 + 4.5
            value = chart.value(row, column)
            if (row, column) in chart.masked:
                canvas.rect(
                    zero + 1,
                    layout.tops[row] + offset + 1,
                    18,
                    thickness - 2,
                    fill=canvas.fill(MASKED),
                    stroke=MASKED.edge,
                    stroke_width=1,
                    data_masked=row,
                )
                canvas.text(zero + 24, base, MASKED_LABEL)
            elif value is None:
                canvas.text(zero + 4, base, "－", fill=MUTED)
            elif value < 0:
                canvas.text(layout.at(value) - 4, base, amount(value, percent=chart.percent), text_anchor="end")
            else:
                canvas.text(layout.at(value) + 4, base, amount(value, percent=chart.percent))
