"""Where things go in a chart of horizontal bars: labels, rows, axis, grid. What is drawn in a row is its kind's."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from core.questions.charts.canvas import SMALL, TEXT, Canvas, Value
from core.questions.charts.chart import Chart
from core.questions.charts.colours import AXIS, GRID, INK, MUTED
from core.questions.charts.head import EDGE
from core.questions.charts.measuring import width, wrapped
from core.questions.charts.numerals import amount, tick
from core.questions.charts.scale import Scale

BESIDE_FROM = 600  # narrower drawings have the label above its bar
LABEL_STEP = 19.0
LABEL_ROOM = 0.29  # of the width, at most


@dataclass(frozen=True)
class Layout:
    """`tops` and `label_tops` are of the rows; `at(value)` is where a value lies across."""

    scale: Scale
    left: float
    right: float
    tops: tuple[float, ...]
    bar_height: float

    def at(self, value: Decimal) -> float:
        return self.left + self.scale.share(value) * (self.right - self.left)


def lay_out(
    canvas: Canvas, chart: Chart, scale: Scale, bar_height: float, *, before: float = 0, after: float = 0, percent: bool
) -> Layout:
    """Draw labels, gridlines and the axis below the head. `before`, `after`: room kept free at the ends of the bars."""
    labels = [(label, _base(chart, row)) for row, label in enumerate(chart.categories)]
    beside = canvas.width >= BESIDE_FROM
    if beside:
        room = min(max(width(label + base, TEXT) for label, base in labels) + 2, canvas.width * LABEL_ROOM)
        left = EDGE + room + 12 + before
    else:
        room, left = canvas.width - 2 * EDGE, EDGE + before
    end = max(after, width(tick(scale.ticks[-1], scale.largest, percent=percent), SMALL) / 2)
    right = canvas.width - EDGE - end
    if not beside:
        left = max(left, EDGE + width(tick(scale.ticks[0], scale.largest, percent=percent), SMALL) / 2)

    top, y, tops = canvas.y + 22, canvas.y + 28, []
    wraps = [_wrapped(label, base, room) for label, base in labels]
    places = []
    for lines in wraps:
        text_height = LABEL_STEP * len(lines)
        if beside:
            height = max(bar_height, text_height)
            places.append(y + (height - text_height) / 2 + 14.5)
            tops.append(y + (height - bar_height) / 2)
        else:
            places.append(y + 14)
            tops.append(y + text_height + 2)
            height = text_height + 2 + bar_height
        y += height + (10 if beside else 12)
    bottom = y - 2

    layout = Layout(scale, left, right, tuple(tops), bar_height)
    _draw_axis(canvas, chart, layout, top, bottom, percent)
    for lines, place in zip(wraps, places, strict=True):
        if beside:
            canvas.lines(EDGE + room, place, lines, LABEL_STEP, text_anchor="end")
        else:
            rim: dict[str, Value] = {
                "stroke": "#ffffff",
                "stroke_width": 3,
                "paint_order": "stroke",
            }  # gridlines pass behind the words
            canvas.lines(EDGE, place, lines, LABEL_STEP, **rim)
    return layout


def _base(chart: Chart, row: int) -> str:
    total = chart.totals[row] if chart.totals else None
    return "" if total is None else f"（{amount(total)}{chart.unit}）"


def _wrapped(label: str, base: str, room: float) -> tuple[str, ...]:
    """The base of a row stays in one piece: behind its label, or below it."""
    lines = wrapped(label, room, TEXT, 3)
    if width(lines[-1] + base, TEXT) <= room:
        return (*lines[:-1], lines[-1] + base)
    return (*lines, *wrapped(base, room, TEXT, 1))


def _draw_axis(canvas: Canvas, chart: Chart, layout: Layout, top: float, bottom: float, percent: bool) -> None:
    """Numbers above, so that they are read before a long chart, and below a long one again."""
    shown = _shown_ticks(layout, percent)
    with canvas.group(stroke=GRID):
        for value in layout.scale.ticks:
            canvas.line(layout.at(value), top, layout.at(value), bottom)
    if layout.scale.low < 0:
        zero = layout.at(Decimal(0))
        canvas.line(zero, top, zero, bottom, stroke=AXIS)
    with canvas.group(font_size=SMALL, fill=MUTED, text_anchor="middle"):
        for value, words in shown:
            canvas.text(layout.at(value), top - 6, words)
            if len(chart.categories) > 12:
                canvas.text(layout.at(value), bottom + 15, words)
    canvas.y = bottom + (24 if len(chart.categories) > 12 else 6)
    if chart.unit and not percent:
        canvas.text(
            canvas.width - EDGE, canvas.y + 12, f"単位：{chart.unit}", font_size=SMALL, fill=MUTED, text_anchor="end"
        )
        canvas.y += 18


def _shown_ticks(layout: Layout, percent: bool) -> list[tuple[Decimal, str]]:
    """The ticks whose words do not run into those before."""
    shown: list[tuple[Decimal, str]] = []
    free = float("-inf")
    for value in layout.scale.ticks:
        words = tick(value, layout.scale.largest, percent=percent)
        half = width(words, SMALL) / 2
        if layout.at(value) - half >= free:
            shown.append((value, words))
            free = layout.at(value) + half + 8
    return shown


def draw_none(canvas: Canvas, layout: Layout, row: int, words: str) -> None:
    """What stands in a row without bars: a zero, or the dash of what is not there."""
    base = layout.tops[row] + layout.bar_height / 2 + 4.5
    canvas.text(layout.at(Decimal(0)) + 4, base, words, font_size=SMALL, fill=INK)
