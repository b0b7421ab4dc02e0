"""The heat map's colours and the lines' points follow the values."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core.questions.charts.colours import contrast, luminance
from core.questions.charts.heat import fields as classes_of
from core.questions.charts.line import begins_at_zero
from core.questions.charts.svg import NARROW
from tests.questions.charts.making import SVG, drawn, fields, number, series, survey, texts


def test_more_is_darker_and_zero_is_white():
    found = fields(drawn(survey("heat")))
    assert found[2, 2].attrib["fill"] == "#ffffff"
    in_order = [found[cell].attrib["fill"] for cell in ((0, 2), (0, 0), (1, 0), (2, 1))]  # 6, 18, 27, 52
    assert sorted(in_order, key=luminance, reverse=True) == in_order
    assert len(set(in_order)) == 4


def test_every_value_stands_in_its_field_and_can_be_read():
    chart = survey("heat")
    assert {"18", "27", "35", "31", "44", "52", "6", "12", "0", "3", "40"} <= set(texts(drawn(chart)))
    for value in chart.values(chart.ordinary()):
        paint = classes_of(chart).paint(value)
        assert contrast(paint.ink, paint.fill) >= 4.5


def test_specials_have_no_part_in_the_colours():
    found = fields(drawn(survey("heat")))
    assert found[0, 3].attrib["fill"] == found[1, 3].attrib["fill"] == "#f2f2f2"


def test_below_zero_has_colours_of_its_own():
    chart = survey("heat", series=(series("増減", -100, 0, 100),))
    fills = [fields(drawn(chart))[row, 0].attrib["fill"] for row in range(3)]
    assert len(set(fills)) == 3
    assert classes_of(chart).paint(Decimal(-100)) == classes_of(chart).paint(Decimal(-90))


def test_a_heat_map_of_many_columns_is_wider_than_asked_and_says_so():
    chart = survey("heat", series=tuple(series(f"団体{place}", 1, 2, 3) for place in range(52)))
    root = drawn(chart, width=NARROW)
    assert number(root, "width") > NARROW
    assert "data-scrolls" in root.attrib
    assert "data-scrolls" not in drawn(survey("heat"), width=NARROW).attrib


def _points(root, column=0):
    group = next(each for each in root.iter(f"{SVG}g") if each.attrib.get("data-series") == str(column))
    return {int(each.attrib["data-row"]): each for each in group if "data-row" in each.attrib}, [
        each for each in group if each.attrib.get("fill") == "none"
    ]


def test_points_stand_as_high_as_their_values():
    points, lines = _points(drawn(survey("line", series=(series("件数", 0, 30, 60),))))
    heights = [number(points[row], "cy") for row in range(3)]
    assert heights[0] - heights[2] == pytest.approx(2 * (heights[0] - heights[1]), abs=0.02)
    assert number(points[1], "cx") - number(points[0], "cx") == pytest.approx(
        number(points[2], "cx") - number(points[1], "cx"), abs=0.02
    )
    assert len(lines) == 1


def test_a_line_has_a_gap_where_there_is_no_value():
    chart = survey("line", categories=tuple("12345"), series=(series("件数", 1, 2, None, 4, 5),))
    points, lines = _points(drawn(chart))
    assert sorted(points) == [0, 1, 3, 4]
    assert len(lines) == 2


def test_an_axis_that_does_not_begin_at_zero_says_so():
    temperatures = survey("line", series=(series("体温", "36.4", "36.8", "36.5"),))
    assert not begins_at_zero(temperatures)
    assert "縦軸は0から始まりません。" in texts(drawn(temperatures))
    counts = survey("line")
    assert begins_at_zero(counts)
    assert "縦軸は0から始まりません。" not in texts(drawn(counts))


def test_one_category_is_a_point():
    points, lines = _points(drawn(survey("line", categories=("4月",), series=(series("件数", 5),))))
    assert list(points) == [0]
    assert lines == []
