"""How series are told apart: colours of the Digital Agency Design System; without colour, pattern, dash and marker.

Dark and middle tones take turns, so that neighbours differ by at least 3:1, and each from the white ground too
(WCAG 1.4.11); from the third series on a pattern tells equal tones apart in black and white.
"""

from __future__ import annotations

from dataclasses import dataclass

INK = "#1a1a1a"
MUTED = "#595959"
GRID = "#cccccc"
AXIS = "#666666"
WHITE = "#ffffff"
BLACK = "#000000"


@dataclass(frozen=True)
class Paint:
    """`fill` under a `texture` in the colour `mark`; `ink` is for text upon it; `line` is for a line on white."""

    fill: str
    line: str
    texture: str = ""
    mark: str = WHITE
    edge: str | None = None
    dash: str = ""
    marker: str = "circle"

    @property
    def ink(self) -> str:
        return readable_on(self.fill)


def _paint(fill: str, texture: str, dash: str, marker: str) -> Paint:
    return Paint(fill, fill, texture, mark=readable_on(fill), dash=dash, marker=marker)


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it, of #rrggbb."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def readable_on(colour: str) -> str:
    return max(WHITE, BLACK, key=lambda ink: contrast(ink, colour))


ORDINARY = (
    _paint("#00118f", "", "", "circle"),  # blue-1000
    _paint("#008bf2", "", "6 3", "square"),  # light-blue-600
    _paint("#08351f", "diagonal", "2 3", "triangle"),  # green-1100
    _paint("#e25100", "back", "10 3", "diamond"),  # orange-700
    _paint("#41048e", "dots", "10 3 2 3", "circle"),  # purple-1000
    _paint("#a58000", "dots", "4 2", "square"),  # yellow-800
    _paint("#620000", "level", "", "triangle"),  # red-1200
    _paint("#008da6", "level", "6 3", "diamond"),  # cyan-700
    _paint("#500050", "cross", "2 3", "square"),  # magenta-1100
    _paint("#259d63", "cross", "10 3", "circle"),  # green-600
    _paint("#541e00", "back", "10 3 2 3", "diamond"),  # orange-1200
    _paint("#a565f8", "diagonal", "4 2", "triangle"),  # purple-500
)

# What is no answer, in greys: a light and a middle one in turn, each at least 3:1 from its neighbours.
SPECIAL = (
    Paint("#f2f2f2", "#666666", edge="#666666", dash="3 3"),
    Paint("#666666", "#666666", dash="8 3", marker="square"),
    Paint("#f2f2f2", "#767676", "dots", mark="#4d4d4d", edge="#666666", dash="1 3", marker="triangle"),
    Paint("#666666", "#767676", "back", dash="8 2 1 2", marker="diamond"),
    Paint("#f2f2f2", "#4d4d4d", "level", mark="#4d4d4d", edge="#666666", dash="5 5", marker="square"),
    Paint("#666666", "#4d4d4d", "dots", dash="1 2", marker="triangle"),
)
MASKED = Paint(WHITE, INK, "hatched", mark=INK, edge=INK)

# Fields of the heat map, from little to much; below zero in orange.
RAMP = ("#e8f1fe", "#c5d7fb", "#9db7f9", "#7096f8", "#3460fb", "#0031d8", "#00118f", "#000060")
RAMP_BELOW = ("#ffeee2", "#ffc199", "#ffa66d", "#ff7628", "#e25100", "#ac3e00", "#8b3200", "#541e00")


def paints(specials: tuple[bool, ...]) -> tuple[Paint, ...]:
    """One paint a series, in the order of the table. `specials` says of each whether it is special."""
    ordinary, special, chosen = 0, 0, []
    for is_special in specials:
        if is_special:
            chosen.append(SPECIAL[special % len(SPECIAL)])
            special += 1
        else:
            chosen.append(ORDINARY[ordinary % len(ORDINARY)])
            ordinary += 1
    return tuple(chosen)
