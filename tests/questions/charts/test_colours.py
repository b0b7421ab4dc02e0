"""Series can be told apart: by contrast, by colour, and without colour."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from django.conf import settings as portal

from core.questions.charts.colours import MASKED, ORDINARY, RAMP, RAMP_BELOW, SPECIAL, contrast, paints
from core.questions.charts.limits import SERIES, SPECIALS

TOKENS = Path(portal.BASE_DIR) / "node_modules/@digital-go-jp/design-tokens/dist/tokens.css"


def test_neighbours_differ_by_three_to_one():
    for ordinary in range(SERIES + 1):
        for special in range(SPECIALS + 1):
            chosen = paints((False,) * ordinary + (True,) * special)
            for one, other in pairwise(chosen):
                assert contrast(one.fill, other.fill) >= 3, (one, other)


def test_each_stands_out_from_the_white_ground():
    for paint in (*ORDINARY, *SPECIAL, MASKED):
        assert contrast(paint.edge or paint.fill, "#ffffff") >= 3
        assert contrast(paint.line, "#ffffff") >= 3


def test_values_upon_them_can_be_read():
    for paint in (*ORDINARY, *SPECIAL, MASKED):
        assert contrast(paint.ink, paint.fill) >= 4.5


def test_without_colour_the_pattern_tells_what_the_tone_does_not():
    for one in (*ORDINARY, *SPECIAL):
        alike = [each for each in (*ORDINARY, *SPECIAL) if each.texture == one.texture and each is not one]
        assert all(
            contrast(one.fill, each.fill) > 1.5 or each.fill == "#666666" or one.fill == "#666666" for each in alike
        )
    assert len({(paint.dash, paint.marker) for paint in ORDINARY}) == len(ORDINARY) == SERIES
    assert len(SPECIAL) == SPECIALS


def test_the_colours_are_those_of_the_design_system():
    tokens = TOKENS.read_text(encoding="utf-8")
    for colour in (*(paint.fill for paint in (*ORDINARY, *SPECIAL, MASKED)), *RAMP, *RAMP_BELOW):
        assert f": {colour};" in tokens, colour
