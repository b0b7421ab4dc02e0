"""Writing SVG: shapes and text with presentation attributes only, everything that people typed escaped.

No style attribute, style sheet, script, link or picture is ever written: the page's content security policy needs no
exception, and whoever renders the file has nothing to fetch. References lead to patterns of the same document only.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from core.questions.charts.colours import INK, Paint
from core.questions.charts.measuring import width
from core.questions.charts.textures import pattern

FONTS = "'Noto Sans JP', 'Noto Sans CJK JP', 'Hiragino Sans', 'BIZ UDPGothic', 'Yu Gothic UI', Meiryo, sans-serif"
TEXT = 14.0
SMALL = 12.0
# What XML 1.0 cannot carry, not even escaped; and what would turn the direction of the text around it.
UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u202a-\u202e\u2066-\u2069]")
MISSING = "\N{REPLACEMENT CHARACTER}"

Value = str | float | int


def escaped(text: str) -> str:
    """Text for an element or an attribute. What cannot be written stays visible as the replacement character."""
    return html.escape(UNWRITABLE.sub(MISSING, text))


def number(value: float) -> str:
    """A coordinate with two decimals at most."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def attributes(**values: Value | None) -> str:
    """` x="1" font-size="14"`: None is left out, `_` becomes `-`."""
    written = (
        f' {name.rstrip("_").replace("_", "-")}="{number(value) if isinstance(value, int | float) else escaped(value)}"'
        for name, value in values.items()
        if value is not None
    )
    return "".join(written)


class Canvas:
    """A drawing that grows downwards: `y` is where the next part begins. `name` begins every id within.

    `width` is first what was `asked`; a kind may make it more."""

    def __init__(self, width: float, name: str) -> None:
        self.asked = self.width = width
        self.name = name
        self.y = 0.0
        self._parts: list[str] = []
        self._patterns: dict[str, str] = {}

    def fill(self, paint: Paint) -> str:
        """The value of `fill`: the plain colour, or a pattern with the colour for renderers that know none."""
        if not paint.texture:
            return paint.fill
        key = f"{self.name}-{paint.texture}-{paint.fill[1:]}"
        self._patterns.setdefault(key, pattern(key, paint))
        return f"url(#{key}) {paint.fill}"

    @contextmanager
    def group(self, **values: Value | None) -> Iterator[None]:
        """Attributes that everything drawn within has in common."""
        self._parts.append(f"<g{attributes(**values)}>")
        yield
        self._parts.append("</g>")

    def rect(self, x: float, y: float, width: float, height: float, tip: str = "", **values: Value | None) -> None:
        """`tip` is what a mouse over it reads; a screen reader takes the description of the whole."""
        self._element("rect", tip, x=x, y=y, width=max(width, 0.0), height=max(height, 0.0), **values)

    def line(self, x1: float, y1: float, x2: float, y2: float, **values: Value | None) -> None:
        self._element("line", "", x1=x1, y1=y1, x2=x2, y2=y2, **values)

    def path(
        self, points: Iterable[tuple[float, float]], *, closed: bool = False, tip: str = "", **values: Value | None
    ) -> None:
        way = "L".join(f"{number(x)} {number(y)}" for x, y in points)
        self._element("path", tip, d=f"M{way}{'Z' if closed else ''}", **values)

    def circle(self, cx: float, cy: float, r: float, tip: str = "", **values: Value | None) -> None:
        self._element("circle", tip, cx=cx, cy=cy, r=r, **values)

    def text(self, x: float, y: float, text: str, **values: Value | None) -> None:
        """One line; `y` is its base line."""
        self._parts.append(f"<text{attributes(x=x, y=y, **values)}>{escaped(text)}</text>")

    def lines(self, x: float, y: float, lines: Iterable[str], step: float, **values: Value | None) -> None:
        """Several lines below each other, the first on `y`."""
        for count, line in enumerate(lines):
            self.text(x, y + count * step, line, **values)

    def upon(self, x: float, y: float, text: str, paint: Paint) -> None:
        """Small text in the middle of a painted field; a pattern leaves out the place where it stands."""
        if paint.texture:
            room = width(text, SMALL) + 4
            self.rect(x - room / 2, y - 11, room, 15, fill=paint.fill)
        self.text(x, y, text, fill=paint.ink, text_anchor="middle", font_size=SMALL)

    def _element(self, tag: str, tip: str, **values: Value | None) -> None:
        written = f"<{tag}{attributes(**values)}"
        self._parts.append(f"{written}><title>{escaped(tip)}</title></{tag}>" if tip else f"{written}/>")

    def finished(self, title: str, description: str) -> str:
        """The document: it stands alone as a file, and within a page."""
        height = number(self.y)
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{number(self.width)}" height="{height}"'
            f' viewBox="0 0 {number(self.width)} {height}" role="img" aria-labelledby="{self.name}-title"'
            f' aria-describedby="{self.name}-desc"'
            + attributes(data_scrolls="" if self.width > self.asked else None)
            + attributes(font_family=FONTS, font_size=TEXT, fill=INK, stroke_width=1)
            + f'><title id="{self.name}-title">{escaped(title)}</title>'
            f'<desc id="{self.name}-desc">{escaped(description)}</desc>'
        )
        patterns = f"<defs>{''.join(self._patterns.values())}</defs>" if self._patterns else ""
        ground = f'<rect width="{number(self.width)}" height="{height}" fill="#ffffff"/>'
        return f"{head}{patterns}{ground}{''.join(self._parts)}</svg>"
