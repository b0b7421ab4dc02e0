"""Patterns: what tells fields of one tone apart in black and white."""

from __future__ import annotations

from core.questions.charts.colours import Paint

TILE = 8

LINES = {
    "diagonal": "M-2 2L2 -2M0 8L8 0M6 10L10 6",
    "back": "M-2 6L2 10M0 0L8 8M6 -2L10 2",
    "level": "M0 4L8 4",
    "cross": "M0 4L8 4M4 0L4 8",
    "hatched": "M-2 2L2 -2M0 8L8 0M6 10L10 6M-2 6L6 -2M2 10L10 2",
}


def pattern(key: str, paint: Paint) -> str:
    """The definition of a pattern that is used as `url(#key)`."""
    if paint.texture == "dots":
        drawn = "".join(f'<circle cx="{place}" cy="{place}" r="1.2" fill="{paint.mark}"/>' for place in (2, 6))
    else:
        drawn = f'<path d="{LINES[paint.texture]}" stroke="{paint.mark}" stroke-width="1" fill="none"/>'
    return (
        f'<pattern id="{key}" width="{TILE}" height="{TILE}" patternUnits="userSpaceOnUse">'
        f'<rect width="{TILE}" height="{TILE}" fill="{paint.fill}"/>{drawn}</pattern>'
    )
