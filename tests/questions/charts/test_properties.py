"""Whatever the table: valid XML, numbers that are numbers, everything within the drawing."""

from __future__ import annotations

import math
import re
from decimal import Decimal

from defusedxml import ElementTree
from hypothesis import given, settings
from hypothesis import strategies as st

from core.questions.charts.chart import KINDS, Chart, Series
from core.questions.charts.limits import why_not
from core.questions.charts.svg import NARROW, WIDE, svg
from core.questions.charts.words import in_words
from tests.questions.charts.making import SVG

NUMBERS = st.one_of(
    st.none(),
    st.integers(0, 500).map(Decimal),
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=2),
    st.sampled_from([Decimal("1E+200"), Decimal("-1E+200"), Decimal("1E-200"), Decimal("0E+5"), Decimal("-0")]),
)
LABELS = st.one_of(
    st.text(max_size=40), st.sampled_from(["", "石巻市", "気仙沼・本吉地域広域行政事務組合", "長い名前" * 50])
)


@st.composite
def charts(draw) -> Chart:
    rows = draw(st.integers(0, 20))
    columns = draw(st.integers(0, 8))
    cells = st.tuples(st.integers(0, max(rows - 1, 0)), st.integers(0, max(columns - 1, 0)))
    return Chart(
        draw(st.sampled_from(list(KINDS))),
        draw(LABELS),
        draw(st.sampled_from(["", "人", "百万円"])),
        tuple(draw(LABELS) for _ in range(rows)),
        tuple(
            Series(draw(LABELS), tuple(draw(NUMBERS) for _ in range(rows)), draw(st.booleans())) for _ in range(columns)
        ),
        percent=draw(st.booleans()),
        notes=tuple(draw(st.lists(LABELS, max_size=2))),
        masked=draw(st.frozensets(cells, max_size=10)) if rows and columns else frozenset(),
        totals=draw(st.one_of(st.just(()), st.tuples(*[NUMBERS] * rows))),
    )


@settings(max_examples=300, deadline=None)
@given(charts(), st.sampled_from([WIDE, NARROW]))
def test_every_chart_is_drawn_within_its_box_or_says_why_not(chart, width):
    text = svg(chart, width=width)
    assert in_words(chart)
    if text is None:
        assert why_not(chart)
        return
    assert not re.search(r"\b(nan|inf)\b", re.sub(r">[^<]*<", "><", text), re.IGNORECASE)
    root = ElementTree.fromstring(text)
    left, top, wide, high = map(float, root.attrib["viewBox"].split())
    assert (left, top) == (0, 0)
    for pattern in root.iter(f"{SVG}defs"):
        pattern.clear()
    for element in root.iter():
        for x, y in _corners(element):
            assert math.isfinite(x)
            assert math.isfinite(y)
            assert -0.01 <= x <= wide + 0.01, (element.tag, element.attrib)
            assert -0.01 <= y <= high + 0.01, (element.tag, element.attrib)


def _corners(element) -> list[tuple[float, float]]:
    def at(*names: str) -> list[float]:
        return [float(element.attrib.get(name, 0)) for name in names]

    tag = element.tag.removeprefix(SVG)
    if tag == "rect":
        x, y, width, height = at("x", "y", "width", "height")
        assert width >= 0
        assert height >= 0
        return [(x, y), (x + width, y + height)]
    if tag == "line":
        x1, y1, x2, y2 = at("x1", "y1", "x2", "y2")
        return [(x1, y1), (x2, y2)]
    if tag == "circle":
        x, y, r = at("cx", "cy", "r")
        return [(x - r, y - r), (x + r, y + r)]
    if tag == "text":
        x, y = at("x", "y")
        return [(x, y)]
    if tag == "path":
        parts = re.findall(r"-?[\d.]+", element.attrib["d"])
        return list(zip(map(float, parts[::2]), map(float, parts[1::2]), strict=True))
    return []
