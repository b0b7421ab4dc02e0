"""A chart as PNG: the same SVG, rendered by a program of its own (core.questions.charts.picture)."""

from __future__ import annotations

import math

from defusedxml import ElementTree

from core.files.apart import NotMade, made_apart
from core.questions.charts.chart import Chart
from core.questions.charts.svg import svg

TIMEOUT_SECONDS = 60
MOST_PIXELS = 16_000_000


class PngNotMade(Exception):
    """It took too long or too much memory."""


def png(chart: Chart, scale: float = 2) -> bytes | None:
    """The drawing for desktops, `scale` pixels a unit; None where `why_not(chart)` says why.

    A drawing of more than 16 million pixels is made smaller. Raises PngNotMade.
    """
    drawing = svg(chart)
    if drawing is None:
        return None
    root = ElementTree.fromstring(drawing)
    width, height = float(root.attrib["width"]), float(root.attrib["height"])
    scale = min(scale, math.sqrt(MOST_PIXELS / (width * height)))
    try:
        size = (str(each) for each in (width, height, scale))
        return made_apart("core.questions.charts.picture", *size, given=drawing.encode(), seconds=TIMEOUT_SECONDS)
    except NotMade as trouble:
        raise PngNotMade(str(trouble)) from trouble
