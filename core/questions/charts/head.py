"""What stands above and below every chart: title, legend, notes."""

from __future__ import annotations

from core.questions.charts.canvas import SMALL, TEXT, Canvas
from core.questions.charts.chart import Chart
from core.questions.charts.colours import MASKED, MUTED, Paint
from core.questions.charts.measuring import shortened, width, wrapped

EDGE = 8.0  # what is left free at the left and right end
TITLE = 16.0
SWATCH = 14.0
MASKED_LABEL = "秘匿"


def draw_title(canvas: Canvas, chart: Chart) -> None:
    lines = wrapped(chart.title, canvas.width - 2 * EDGE, TITLE, 3)
    canvas.lines(EDGE, 22, lines, 24, font_size=TITLE, font_weight="700")
    canvas.y = 22 + 24 * (len(lines) - 1) + 14


def draw_legend(canvas: Canvas, chart: Chart, paints: tuple[Paint, ...], *, as_lines: bool = False) -> None:
    """A swatch and a label a series, as many beside each other as there is room for."""
    entries = [(chart.series[column].label, paints[column]) for column in chart.order()]
    if len(entries) == 1 and not chart.masked:
        canvas.y += 4
        return
    if chart.masked:
        entries.append((f"{MASKED_LABEL}（大きさは示しません）", MASKED))
    draw_swatches(canvas, entries, as_lines=as_lines)


def draw_swatches(canvas: Canvas, entries: list[tuple[str, Paint]], *, as_lines: bool = False) -> None:
    x, y = EDGE, canvas.y + 6
    key_width = 30.0 if as_lines else SWATCH
    for label, paint in entries:
        shown = shortened(label, min(canvas.width - 2 * EDGE - key_width - 6, 300), TEXT)
        needed = key_width + 6 + width(shown, TEXT)
        if x > EDGE and x + needed > canvas.width - EDGE:
            x, y = EDGE, y + 24
        if as_lines and paint is not MASKED:
            canvas.line(
                x,
                y + SWATCH / 2,
                x + key_width,
                y + SWATCH / 2,
                stroke=paint.line,
                stroke_width=2.5,
                stroke_dasharray=paint.dash or None,
            )
            draw_marker(canvas, x + key_width / 2, y + SWATCH / 2, paint)
        else:
            canvas.rect(x, y, SWATCH, SWATCH, fill=canvas.fill(paint), stroke=paint.edge)
        canvas.text(x + key_width + 6, y + 12, shown)
        x += needed + 20
    canvas.y = y + 28


def draw_marker(canvas: Canvas, x: float, y: float, paint: Paint, tip: str = "", **values: str | int) -> None:
    """A point of a line; its shape tells the line without colour."""
    outlines = {
        "square": ((-4, -4), (4, -4), (4, 4), (-4, 4)),
        "triangle": ((0, -5), (5, 4), (-5, 4)),
        "diamond": ((0, -5.5), (5.5, 0), (0, 5.5), (-5.5, 0)),
    }
    look = {"fill": paint.line, "stroke": "#ffffff"} | values
    if paint.marker == "circle":
        canvas.circle(x, y, 4.5, tip=tip, **look)
    else:
        points = [(x + across, y + down) for across, down in outlines[paint.marker]]
        canvas.path(points, closed=True, tip=tip, **look)


def draw_notes(canvas: Canvas, chart: Chart, *more: str) -> None:
    for note in (*more, *chart.notes):
        lines = wrapped(note, canvas.asked - 2 * EDGE, SMALL, 4)
        canvas.lines(EDGE, canvas.y + 14, lines, 18, font_size=SMALL, fill=MUTED)
        canvas.y += 18 * len(lines)
    canvas.y += 10
