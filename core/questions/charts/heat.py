"""The table itself, its fields coloured by value: for many rows and columns. Every value stands in its field."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from core.questions.charts.bars import BESIDE_FROM, LABEL_STEP
from core.questions.charts.canvas import SMALL, TEXT, Canvas, Value
from core.questions.charts.chart import Chart
from core.questions.charts.colours import GRID, INK, MASKED, MUTED, RAMP, RAMP_BELOW, SPECIAL, WHITE, Paint
from core.questions.charts.head import EDGE, MASKED_LABEL, draw_swatches
from core.questions.charts.measuring import shortened, width, wrapped
from core.questions.charts.numerals import amount, tick
from core.questions.charts.scale import is_whole, scale

LEVEL_FROM = 60.0  # columns at least this wide have their heading written level, others upright
UPRIGHT = 150.0
ZERO = [Decimal(0)]
ROW = 32.0
CELL = (28.0, 84.0)  # a column is at least as wide as its longest number, within these


@dataclass(frozen=True)
class Fields:
    """`classes`: (lower end, upper end, colour), lowest first. An end belongs to the class farther from zero."""

    classes: tuple[tuple[Decimal, Decimal, str], ...]

    def paint(self, value: Decimal) -> Paint:
        """Zero is white: it stands apart from little."""
        if not value:
            return Paint(WHITE, INK)
        for low, high, colour in self.classes:
            if low <= value < high or value == high == self.classes[-1][1] or (value < 0 and low < value <= high):
                return Paint(colour, colour)
        raise ValueError(f"{value} lies outside the scale")


def fields(chart: Chart) -> Fields:
    values = list(chart.values(chart.ordinary())) or [Decimal(0)]
    axis = scale(min(values + ZERO), max(values + ZERO), whole=is_whole(values))
    steps = list(zip(axis.ticks, axis.ticks[1:], strict=False))
    above, below = [step for step in steps if step[1] > 0], [step for step in reversed(steps) if step[1] <= 0]
    classes = [(*step, _spread(RAMP, place, len(above))) for place, step in enumerate(above)]
    classes += [(*step, _spread(RAMP_BELOW, place, len(below))) for place, step in enumerate(below)]
    return Fields(tuple(sorted(classes)))


def _spread(ramp: tuple[str, ...], place: int, count: int) -> str:
    return ramp[round(place * (len(ramp) - 1) / max(count - 1, 1))]


def draw_heat(canvas: Canvas, chart: Chart) -> None:
    found = fields(chart)
    label_room = min(
        max(width(label, TEXT) for label in chart.categories) + 2,
        canvas.width * (0.29 if canvas.width >= BESIDE_FROM else 0.34),
    )
    left = EDGE + label_room + 10
    numbers = [width(amount(value, percent=chart.percent), SMALL) + 8 for value in chart.values()]
    least = min(max([CELL[0], *numbers]), CELL[1])
    cell = max((canvas.width - EDGE - left) / len(chart.series), least)
    _draw_key(canvas, chart, found)
    canvas.width = max(canvas.width, left + cell * len(chart.series) + EDGE)  # wider than asked: the page scrolls
    _draw_headings(canvas, chart, left, cell)
    for row in range(len(chart.categories)):
        lines = wrapped(chart.categories[row], label_room, TEXT, 3)
        height = max(ROW, LABEL_STEP * len(lines) + 8)
        first = canvas.y + (height - LABEL_STEP * len(lines)) / 2 + 14.5
        canvas.lines(left - 10, first, lines, LABEL_STEP, text_anchor="end")
        for place, column in enumerate(chart.order()):
            _draw_field(canvas, chart, found, (row, column), (left + place * cell, canvas.y, cell, height))
        canvas.y += height
    canvas.y += 10


def _draw_field(
    canvas: Canvas, chart: Chart, found: Fields, cell: tuple[int, int], box: tuple[float, float, float, float]
) -> None:
    row, column = cell
    x, y, wide, high = box
    value = chart.value(row, column)
    is_masked = cell in chart.masked
    if is_masked:
        paint = MASKED
    elif value is None:
        paint = Paint(WHITE, INK)
    else:
        paint = SPECIAL[0] if chart.series[column].is_special else found.paint(value)
    fill = canvas.fill(paint)
    place: dict[str, Value] = {"data_masked": row} if is_masked else {"data_row": row, "data_series": column}
    canvas.rect(x, y, wide, high, "", fill=fill, stroke=GRID, **place)
    words = MASKED_LABEL if is_masked else "－" if value is None else amount(value, percent=chart.percent)
    if width(words, SMALL) <= wide - 2:
        canvas.upon(x + wide / 2, y + high / 2 + 4.5, words, paint)


def _draw_headings(canvas: Canvas, chart: Chart, left: float, cell: float) -> None:
    labels = [chart.series[column].label for column in chart.order()]
    if cell >= LEVEL_FROM:
        heads = [wrapped(label, cell - 4, SMALL, 3) for label in labels]
        most = max(len(lines) for lines in heads)
        for place, lines in enumerate(heads):
            middle = left + (place + 0.5) * cell
            canvas.lines(
                middle, canvas.y + 16 + (most - len(lines)) * 16, lines, 16, text_anchor="middle", font_size=SMALL
            )
        canvas.y += most * 16 + 10
        return
    shown = [shortened(label, UPRIGHT, SMALL) for label in labels]
    base = canvas.y + 10 + max(width(label, SMALL) for label in shown)
    for place, label in enumerate(shown):
        x = left + (place + 0.5) * cell + 4.5
        canvas.text(x, base, label, font_size=SMALL, transform=f"rotate(-90 {x:.2f} {base:.2f})")
    canvas.y = base + 6


def _draw_key(canvas: Canvas, chart: Chart, found: Fields) -> None:
    largest = max(abs(found.classes[0][0]), abs(found.classes[-1][1]))
    entries = []
    for low, high, colour in found.classes:
        ends = [tick(end, largest, percent=chart.percent) for end in (low, high)]
        entries.append((f"{ends[0]}～{ends[1]}", Paint(colour, colour, edge=MUTED)))
    if any(each.is_special for each in chart.series):
        entries.append(("空欄など（色分けの外）", SPECIAL[0]))
    if chart.masked:
        entries.append((MASKED_LABEL, MASKED))
    draw_swatches(canvas, entries)
    if chart.unit and not chart.percent:
        canvas.text(EDGE, canvas.y + 10, f"単位：{chart.unit}", font_size=SMALL, fill=MUTED)
        canvas.y += 20
