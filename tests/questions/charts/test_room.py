"""No words lie upon others."""

from __future__ import annotations

from itertools import combinations
from xml.etree.ElementTree import Element

import pytest

from core.questions.charts.chart import KINDS
from core.questions.charts.measuring import width as width_of
from core.questions.charts.svg import NARROW, WIDE
from tests.questions.charts.making import SVG, drawn, series, survey

LONG = "大崎地域広域行政事務組合消防本部及び附属施設管理運営協議会連絡調整事務局"
LETTER = 0.72  # of the size: the height of a letter above its base line


def _boxes(element: Element, size: float, anchor: str) -> list[tuple[str, float, float, float, float]]:
    """(words, left, top, right, bottom) of all text within; upright headings are left out."""
    size = float(element.attrib.get("font-size", size))
    anchor = element.attrib.get("text-anchor", anchor)
    found = []
    if element.tag == f"{SVG}text" and element.text and "transform" not in element.attrib:
        x, y, wide = float(element.attrib["x"]), float(element.attrib["y"]), width_of(element.text, size)
        left = x - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
        found.append((element.text, left, y - LETTER * size, left + wide, y))
    for child in element:
        found += _boxes(child, size, anchor)
    return found


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("kind", KINDS)
def test_no_words_lie_upon_others(kind, width):
    columns = (
        series("大いに満足している", 1234, 27, -35 if kind != "stacked_percent" else 0),
        series(LONG, 31, None, 5200),
        series("不満", 6, 12, 0),
        series("空欄", 3, 40, 6, special=True),
    )
    chart = survey(
        kind,
        title=LONG * 2,
        unit="百万円",
        categories=("石巻市", LONG, "気仙沼・本吉地域広域行政事務組合"),
        series=columns,
        masked=frozenset({(1, 0)}),
        totals=(None, None, None) if kind == "stacked_percent" else (),
        notes=("5人未満は秘匿しました。" * 5,),
    )
    boxes = _boxes(drawn(chart, width=width), 14, "start")
    assert len(boxes) > 10
    for (one, *a), (other, *b) in combinations(boxes, 2):
        apart = a[2] <= b[0] + 0.5 or b[2] <= a[0] + 0.5 or a[3] <= b[1] or b[3] <= a[1]
        assert apart, (one, a, other, b)
    assert all(
        left >= -0.5 and right <= float(drawn(chart, width=width).attrib["width"]) + 0.5
        for _, left, _, right, _ in boxes
    )
