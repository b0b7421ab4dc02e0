"""A chart as PNG: the same SVG, rendered by a program of its own (picture.py)."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from pathlib import Path

from defusedxml import ElementTree

from core.questions.charts.chart import Chart
from core.questions.charts.svg import svg

ROOT = Path(__file__).resolve().parents[3]
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
        done = subprocess.run(  # noqa: S603 - our own program; what people typed goes to its standard input
            [sys.executable, "-m", "core.questions.charts.picture", str(width), str(height), str(scale)],
            cwd=ROOT,
            env={"PATH": os.environ.get("PATH", "")},
            input=drawing.encode(),
            capture_output=True,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise PngNotMade(f"took more than {TIMEOUT_SECONDS} seconds") from late
    if done.returncode:
        raise PngNotMade(f"{done.returncode}: {done.stderr.decode(errors='replace')[-2000:]}")
    return done.stdout
