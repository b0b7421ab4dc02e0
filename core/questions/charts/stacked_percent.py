"""Bars that all reach from 0 to 100 %: the make-up of each row."""

from __future__ import annotations

from decimal import Decimal, localcontext

from core.questions.charts.bars import Layout, draw_none, lay_out
from core.questions.charts.canvas import SMALL, Canvas
from core.questions.charts.chart import Chart
from core.questions.charts.colours import MASKED, paints
from core.questions.charts.head import MASKED_LABEL, draw_legend
from core.questions.charts.measuring import width
from core.questions.charts.numerals import amount
from core.questions.charts.scale import EXACT, Scale
from core.questions.charts.tips import masked_tip, tip

BAR = 28.0
LEAST = 6.0  # so wide is the mark of masked cells that leave no room
WHOLE = Decimal(100)
AXIS = Scale(Decimal(0), WHOLE, tuple(Decimal(part) for part in (0, 20, 40, 60, 80, 100)))


def shares(chart: Chart, row: int) -> dict[int, Decimal] | None:
    """The percentages of the row's columns, masked and absent ones left out. None where they cannot be told.

    They make 100 together, or with masked cells what those leave over. They cannot be told when everything is zero or
    absent, and when cells are masked and the whole is not known.
    """
    values = {column: value for column in chart.order() if (value := chart.value(row, column)) is not None}
    with localcontext(EXACT):
        whole = sum(values.values(), Decimal(0))
        if chart.masked_in(row):
            known = WHOLE if chart.percent else (chart.totals[row] if chart.totals else None)
            if known is None or known < whole:
                return None
            whole = known
        if not whole:
            return None
        return {column: value / whole * WHOLE for column, value in values.items()}


def draw_stacked_percent(canvas: Canvas, chart: Chart) -> None:
    colours = paints(tuple(each.is_special for each in chart.series))
    draw_legend(canvas, chart, colours)
    layout = lay_out(canvas, chart, AXIS, BAR, percent=True)
    parts = [shares(chart, row) for row in range(len(chart.categories))]
    reached = [Decimal(0) for _ in parts]
    for column in chart.order():
        paint, drawn = colours[column], []
        with canvas.group(fill=canvas.fill(paint), stroke=paint.edge, data_series=column):
            for row, part in enumerate(parts):
                if part is None or column not in part:
                    continue
                start, end = layout.at(reached[row]), layout.at(min(reached[row] + part[column], WHOLE))
                reached[row] += part[column]
                value = chart.value(row, column) or Decimal(0)
                words = tip(chart, row, column, value, share=part[column])
                canvas.rect(start, layout.tops[row], end - start, BAR, words, data_row=row)
                drawn.append((row, start, end, amount(part[column], percent=True)))
        for row, start, end, words in drawn:
            if width(words, SMALL) + 6 <= end - start:
                canvas.upon((start + end) / 2, layout.tops[row] + BAR / 2 + 4.5, words, paint)
    for row, part in enumerate(parts):
        _draw_rest(canvas, chart, layout, row, reached[row], part)


def _draw_rest(
    canvas: Canvas, chart: Chart, layout: Layout, row: int, reached: Decimal, part: dict[int, Decimal] | None
) -> None:
    """What the masked cells have together: the rest up to 100 %, or the whole row where nothing can be told."""
    if chart.masked_in(row):
        end = layout.at(WHOLE)
        start = min(layout.at(min(reached, WHOLE)), end - LEAST)
        canvas.rect(
            start,
            layout.tops[row],
            end - start,
            BAR,
            tip=masked_tip(chart, row),
            fill=canvas.fill(MASKED),
            stroke=MASKED.edge,
            data_masked=row,
        )
        words = MASKED_LABEL if part is not None else f"{MASKED_LABEL}があるため割合を示せません"
        if width(words, SMALL) + 6 <= end - start:
            canvas.upon((start + end) / 2, layout.tops[row] + BAR / 2 + 4.5, words, MASKED)
    elif part is None:
        has_values = any(chart.value(row, column) is not None for column in chart.order())
        draw_none(canvas, layout, row, "0（割合はありません）" if has_values else "－（値なし）")
