"""Lines over time: the categories lie across in their order, a gap in a line is a value that is not there."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from core.questions.charts.canvas import SMALL, Canvas
from core.questions.charts.chart import Chart
from core.questions.charts.colours import AXIS, GRID, MASKED, MUTED, Paint, paints
from core.questions.charts.head import EDGE, draw_legend, draw_marker
from core.questions.charts.measuring import shortened, width, wrapped
from core.questions.charts.numerals import tick
from core.questions.charts.scale import Scale, is_whole, scale
from core.questions.charts.tips import masked_tip, tip

HEIGHT = {True: 320.0, False: 240.0}  # on a wide and on a narrow drawing
WIDE_FROM = 600
MARKERS_UP_TO = 60  # categories; with more a lone point only has one
NAMED_UP_TO = 6  # lines whose name stands at their end
NAME_ROOM = 150.0
LABEL_ROOM = 84.0
CUT_AXIS = Decimal("0.3")  # of the largest value: lines that vary by less have an axis that does not begin at zero


@dataclass(frozen=True)
class Field:
    scale: Scale
    left: float
    right: float
    top: float
    bottom: float
    count: int

    def x(self, row: int) -> float:
        return self.left + (row + 0.5) * (self.right - self.left) / self.count

    def y(self, value: Decimal) -> float:
        return self.bottom - self.scale.share(value) * (self.bottom - self.top)


def begins_at_zero(chart: Chart) -> bool:
    """False where all values lie close together far from zero, such as temperatures."""
    values = list(chart.values())
    if not values or min(values) <= 0 <= max(values):
        return True
    return max(values) - min(values) >= CUT_AXIS * max(abs(value) for value in values) or min(values) == max(values)


def draw_line(canvas: Canvas, chart: Chart) -> None:
    colours = paints(tuple(each.is_special for each in chart.series))
    draw_legend(canvas, chart, colours, as_lines=True)
    field = _lay_out(canvas, chart)
    _draw_axes(canvas, chart, field)
    for column in chart.order():
        _draw_series(canvas, chart, field, column, colours[column])
    for row in range(len(chart.categories)):
        if chart.masked_in(row):
            canvas.rect(
                field.x(row) - 5,
                field.bottom - 12,
                10,
                12,
                fill=canvas.fill(MASKED),
                stroke=MASKED.edge,
                tip=masked_tip(chart, row),
                data_masked=row,
            )
    if _is_named(canvas, chart):
        _draw_names(canvas, chart, field, colours)


def _is_named(canvas: Canvas, chart: Chart) -> bool:
    return canvas.width >= WIDE_FROM and 1 < len(chart.series) <= NAMED_UP_TO


def _lay_out(canvas: Canvas, chart: Chart) -> Field:
    values = list(chart.values()) or [Decimal(0)]
    zero = [Decimal(0)] if begins_at_zero(chart) else []
    axis = scale(min(values + zero), max(values + zero), whole=is_whole(values))
    left = EDGE + max(width(tick(each, axis.largest, percent=chart.percent), SMALL) for each in axis.ticks) + 8
    right = canvas.width - EDGE - (NAME_ROOM if _is_named(canvas, chart) else 8)
    if chart.unit and not chart.percent:
        canvas.text(EDGE, canvas.y + 12, f"単位：{chart.unit}", font_size=SMALL, fill=MUTED)
        canvas.y += 18
    top = canvas.y + 12
    return Field(axis, left, right, top, top + HEIGHT[canvas.width >= WIDE_FROM], len(chart.categories))


def _draw_axes(canvas: Canvas, chart: Chart, field: Field) -> None:
    with canvas.group(font_size=SMALL, fill=MUTED, text_anchor="end"):
        for value in field.scale.ticks:
            y = field.y(value)
            canvas.line(field.left, y, field.right, y, stroke=AXIS if not value else GRID)
            canvas.text(field.left - 6, y + 4, tick(value, field.scale.largest, percent=chart.percent))
    canvas.line(field.left, field.bottom, field.right, field.bottom, stroke=AXIS)

    step = (field.right - field.left) / field.count
    room = min(max(width(label, SMALL) for label in chart.categories), LABEL_ROOM)
    every = max(1, -(-(room + 10) // step))
    most = 1
    with canvas.group(font_size=SMALL, fill=MUTED, text_anchor="middle"):
        for row in range(0, field.count, int(every)):
            x, half = field.x(row), room / 2
            middle = min(max(x, half + 2), canvas.width - half - 2)  # the outermost labels stay within the drawing
            lines = wrapped(chart.categories[row], max(room, 24) + 1, SMALL, 2)
            canvas.line(x, field.bottom, x, field.bottom + 5, stroke=AXIS)
            canvas.lines(middle, field.bottom + 19, lines, 16)
            most = max(most, len(lines))
    canvas.y = field.bottom + 19 + 16 * (most - 1) + 10


def _draw_series(canvas: Canvas, chart: Chart, field: Field, column: int, paint: Paint) -> None:
    runs: list[list[tuple[int, Decimal]]] = [[]]
    for row in range(field.count):
        value = chart.value(row, column)
        if value is None:
            runs.append([])
        else:
            runs[-1].append((row, value))
    with canvas.group(data_series=column):
        for run in runs:
            if len(run) > 1:
                points = [(field.x(row), field.y(value)) for row, value in run]
                canvas.path(
                    points,
                    fill="none",
                    stroke=paint.line,
                    stroke_width=2.5,
                    stroke_linejoin="round",
                    stroke_dasharray=paint.dash or None,
                )
            if field.count <= MARKERS_UP_TO or len(run) == 1:
                for row, value in run:
                    words = tip(chart, row, column, value)
                    draw_marker(canvas, field.x(row), field.y(value), paint, words, data_row=row)


def _draw_names(canvas: Canvas, chart: Chart, field: Field, colours: tuple[Paint, ...]) -> None:
    """The name of each line where it ends, pushed apart where they would lie upon each other."""
    ends = []
    for column in chart.order():
        known = [row for row in range(field.count) if chart.value(row, column) is not None]
        if known:
            ends.append((field.y(chart.value(known[-1], column) or Decimal(0)), field.x(known[-1]), column))
    ends.sort()
    free = float("-inf")
    lowest = field.bottom - 16 * (len(ends) - 1)
    for place, (y, _, column) in enumerate(ends):
        y = min(max(y, free), lowest + 16 * place)
        name = shortened(chart.series[column].label, NAME_ROOM - 12, SMALL)
        canvas.text(field.right + 6, y + 4, name, font_size=SMALL, fill=colours[column].line)
        free = y + 16
