"""Charts to try, and reading what was drawn."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from xml.etree.ElementTree import Element

from defusedxml import ElementTree

from core.questions.charts.chart import Chart, Series
from core.questions.charts.svg import svg

SVG = "{http://www.w3.org/2000/svg}"
AGES = ("20歳代以下", "30歳代", "40歳代")


def series(label: str, *values: float | str | None, special: bool = False) -> Series:
    return Series(label, tuple(None if value is None else Decimal(str(value)) for value in values), special)


def survey(kind: str = "stacked", **more) -> Chart:
    """Three ages by three answers and a blank."""
    asked = {"title": "年代 × 満足度", "unit": "人", "categories": AGES} | more
    columns = asked.pop(
        "series",
        (
            series("満足", 18, 27, 35),
            series("普通", 31, 44, 52),
            series("不満", 6, 12, 0),
            series("空欄", 3, 40, 6, special=True),
        ),
    )
    return Chart(kind, series=columns, **asked)


def drawn(chart: Chart, **how) -> Element:
    """The drawing, read back as XML."""
    text = svg(chart, **how)
    assert text is not None
    return ElementTree.fromstring(text)


def with_parents(root: Element) -> Iterator[tuple[Element, Element]]:
    for parent in root.iter():
        for child in parent:
            yield parent, child


def bars(root: Element) -> dict[tuple[int, int], Element]:
    """The bar of each (row, column)."""
    return {
        (int(each.attrib["data-row"]), int(parent.attrib["data-series"])): each
        for parent, each in with_parents(root)
        if each.tag == f"{SVG}rect" and "data-row" in each.attrib and "data-series" in parent.attrib
    }


def fields(root: Element) -> dict[tuple[int, int], Element]:
    """The field of each (row, column) of a heat map."""
    found = root.iter(f"{SVG}rect")
    return {(int(e.attrib["data-row"]), int(e.attrib["data-series"])): e for e in found if "data-series" in e.attrib}


def masks(root: Element) -> list[Element]:
    return [each for each in root.iter() if "data-masked" in each.attrib]


def number(element: Element, name: str) -> float:
    return float(element.attrib[name])


def texts(root: Element) -> list[str]:
    return [each.text or "" for each in root.iter(f"{SVG}text")]
