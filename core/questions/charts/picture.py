"""Renders one SVG as PNG. A program of its own: `python -m core.questions.charts.picture WIDTH HEIGHT SCALE`.

SVG in, PNG out, by standard input and output. Typst draws it, which the portal makes PDF with: it sees the one drawing
that it is given and the fonts of packages, refuses links to anything else, and asks no network. It works apart
(core.files.apart) so that a large drawing can take neither a web server's memory nor its time.

A character that no font has is drawn as a crossed box.
"""

from __future__ import annotations

import sys

from core.files.apart import keep_within
from core.files.typst_apart import compiled

CPU_SECONDS = 60
POINTS_AN_INCH = 72
PAGE = """\
#set page(width: {width}pt, height: {height}pt, margin: 0pt)
#image(bytes(sys.inputs.drawing), format: "svg", width: {width}pt)
"""


def render(svg: bytes, width: float, height: float, scale: float) -> bytes:
    """`width` and `height` are those of the drawing; a unit of it becomes `scale` pixels."""
    page = PAGE.format(width=width, height=height).encode()
    return compiled(page, {"drawing": svg.decode()}, format="png", ppi=POINTS_AN_INCH * scale)


def main(width: str, height: str, scale: str) -> None:
    keep_within(CPU_SECONDS)
    sys.stdout.buffer.write(render(sys.stdin.buffer.read(), float(width), float(height), float(scale)))


if __name__ == "__main__":
    main(*sys.argv[1:])
