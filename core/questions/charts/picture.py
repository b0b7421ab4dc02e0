"""Renders one SVG as PNG. A program of its own: `python -m core.questions.charts.picture WIDTH HEIGHT SCALE`.

SVG in, PNG out, by standard input and output. Typst draws it, which the portal makes PDF with: it sees the one drawing
that it is given and the fonts of packages, refuses links to anything else, and asks no network. It is a process of its
own so that a large drawing can take neither a web server's memory nor its time, and knows no passwords.

A character that no font has is drawn as a crossed box.
"""

from __future__ import annotations

import importlib.util
import resource
import sys

import typst

MEMORY_BYTES = 2 * 1024**3
CPU_SECONDS = 60
FONT_PACKAGES = ("noto_cjk_sans_jp_regular", "noto_cjk_sans_jp_bold", "fontpkg_noto_sans")
FAMILY = "Noto Sans CJK JP"  # the first of canvas.FONTS that is a package
POINTS_AN_INCH = 72
PAGE = """\
#set page(width: {width}pt, height: {height}pt, margin: 0pt)
#image(bytes(sys.inputs.drawing), format: "svg", width: {width}pt)
"""


def render(svg: bytes, width: float, height: float, scale: float) -> bytes:
    """`width` and `height` are those of the drawing; a unit of it becomes `scale` pixels."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=_folders())
    if FAMILY not in fonts.families():  # without a font the words would be missing
        sys.exit(f"The font {FAMILY} was not found.")
    page = PAGE.format(width=width, height=height).encode()
    inputs = {"drawing": svg.decode()}
    try:
        return typst.compile(page, font_paths=fonts, sys_inputs=inputs, format="png", ppi=POINTS_AN_INCH * scale)
    except typst.TypstError as error:
        sys.exit(error.diagnostic or str(error))


def _folders() -> list[str]:
    """Where the packages keep their fonts, found without running anything of them."""
    folders: list[str] = []
    for package in FONT_PACKAGES:
        found = importlib.util.find_spec(package)
        if found is None or not found.submodule_search_locations:
            raise ModuleNotFoundError(f"The fonts of {package} are not installed.")
        folders += found.submodule_search_locations
    return folders


def main(width: str, height: str, scale: str) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # elsewhere the system refuses or ignores it
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    sys.stdout.buffer.write(render(sys.stdin.buffer.read(), float(width), float(height), float(scale)))


if __name__ == "__main__":
    main(*sys.argv[1:])
