"""A chart as SVG: a file of its own, and put into a page as it is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from core.questions.charts.canvas import Canvas
from core.questions.charts.chart import Chart, Kind
from core.questions.charts.grouped import draw_grouped
from core.questions.charts.head import draw_notes, draw_title
from core.questions.charts.heat import draw_heat
from core.questions.charts.limits import why_not
from core.questions.charts.line import begins_at_zero, draw_line
from core.questions.charts.stacked import draw_stacked
from core.questions.charts.stacked_percent import draw_stacked_percent
from core.questions.charts.words import in_words

WIDE = 880.0  # for a desktop, paper and files
NARROW = 340.0  # for a phone

DRAWN: dict[Kind, Callable[[Canvas, Chart], None]] = {
    "stacked": draw_stacked,
    "grouped": draw_grouped,
    "stacked_percent": draw_stacked_percent,
    "heat": draw_heat,
    "line": draw_line,
}


def svg(chart: Chart, *, width: float = WIDE, name: str = "") -> str | None:
    """The drawing, `width` units wide; None where `why_not(chart)` says why.

    It grows in height with its rows; a heat map of many columns grows in width too. `name` begins the ids within and
    must be another one for each drawing on a page; by itself it follows from what is drawn.
    Safe to put into a page unescaped.
    """
    if why_not(chart):
        return None
    name = name or f"chart-{hashlib.sha256(repr((chart, width)).encode()).hexdigest()[:10]}"
    if not name.replace("-", "").isalnum() or not name.isascii():
        raise ValueError(f"no name for ids: {name}")
    canvas = Canvas(width, name)
    draw_title(canvas, chart)
    DRAWN[chart.kind](canvas, chart)
    more = () if chart.kind != "line" or begins_at_zero(chart) else ("縦軸は0から始まりません。",)
    draw_notes(canvas, chart, *more)
    return canvas.finished(chart.title, "".join(in_words(chart)))
