"""Bars are as long as what they stand for."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from core.questions.charts.stacked_percent import shares
from core.questions.charts.svg import NARROW, WIDE, svg
from tests.questions.charts.making import bars, drawn, masks, number, series, survey, texts

NEAR = 0.02  # coordinates have two decimals


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("kind", ["stacked", "grouped"])
def test_a_bar_is_as_long_as_its_value(kind, width):
    chart = survey(kind)
    found = bars(drawn(chart, width=width))
    assert len(found) == 12
    unit = number(found[2, 1], "width") / 52
    for (row, column), bar in found.items():
        assert number(bar, "width") == pytest.approx(float(chart.series[column].values[row]) * unit, abs=NEAR)


def test_bars_that_are_piled_up_begin_where_the_one_before_ends():
    found = bars(drawn(survey("stacked")))
    for row in range(3):
        ends = [number(found[row, column], "x") + number(found[row, column], "width") for column in range(4)]
        starts = [number(found[row, column], "x") for column in range(4)]
        assert starts[1:] == pytest.approx(ends[:-1], abs=NEAR)


def test_specials_are_drawn_last_wherever_they_stand():
    columns = survey().series
    found = bars(drawn(survey("stacked", series=(columns[3], *columns[:3]))))
    assert number(found[0, 0], "x") == max(number(found[0, column], "x") for column in range(4))


def test_the_shares_of_a_row_make_100_percent():
    chart = survey("stacked_percent")
    found = bars(drawn(chart))
    for row in range(3):
        assert sum(shares(chart, row).values()) == pytest.approx(Decimal(100))
        left = min(number(found[row, column], "x") for column in range(4))
        right = max(number(found[row, column], "x") + number(found[row, column], "width") for column in range(4))
        assert sum(number(found[row, column], "width") for column in range(4)) == pytest.approx(right - left, abs=0.05)
        assert number(found[row, 0], "width") / (right - left) == pytest.approx(
            float(shares(chart, row)[0] / 100), abs=0.001
        )
    assert "31.0%" in texts(drawn(chart))  # 18 of 58


def test_below_zero_bars_go_the_other_way():
    chart = survey("grouped", series=(series("増減", -10, 20, 0),))
    found = bars(drawn(chart))
    zero = number(found[1, 0], "x")
    assert number(found[0, 0], "x") + number(found[0, 0], "width") == pytest.approx(zero, abs=NEAR)
    assert number(found[1, 0], "width") == pytest.approx(2 * number(found[0, 0], "width"), abs=NEAR)
    assert number(found[2, 0], "width") == 0
    assert {"-10", "20", "0"} <= set(texts(drawn(chart)))


def test_what_is_piled_up_below_zero_meets_what_is_above_at_zero():
    chart = survey("stacked", series=(series("国", -10, 20, 5), series("県", 30, -40, -5)))
    found = bars(drawn(chart))
    zero = number(found[0, 1], "x")
    for row, column in ((0, 0), (1, 1), (2, 1)):
        assert number(found[row, column], "x") + number(found[row, column], "width") == pytest.approx(zero, abs=NEAR)


@pytest.mark.parametrize("kind", ["stacked", "grouped", "stacked_percent", "heat", "line"])
def test_a_masked_value_is_nowhere_in_the_file(kind):
    secret = Decimal("4711.5")
    columns = (series("満足", 18, 27, 35), replace(series("不満", 6, 0, 9), values=(Decimal(6), secret, Decimal(9))))
    chart = survey(kind, series=columns, masked=frozenset({(1, 1)}))
    root = drawn(chart)
    assert len(masks(root)) == 1
    other = survey(kind, series=(columns[0], series("不満", 6, 1, 9)), masked=chart.masked)
    assert svg(chart) == svg(other)  # to the ids, which are a checksum of the chart
    assert "4711" not in repr(chart)
    assert not any("4,711" in (each.text or "") for each in root.iter())


def test_the_mark_of_masked_cells_has_one_size_however_much_it_hides():
    wide = [masks(drawn(survey("stacked", masked=frozenset(cells)))) for cells in ({(0, 0)}, {(0, 0), (0, 1)})]
    assert number(wide[0][0], "width") == number(wide[1][0], "width")


def test_of_a_row_with_masked_cells_the_rest_up_to_the_total_is_hatched():
    totals = (Decimal(58), Decimal(123), Decimal(93))
    chart = survey("stacked_percent", masked=frozenset({(0, 0), (0, 2)}), totals=totals)
    root = drawn(chart)
    whole = number(bars(root)[1, 0], "width") / 27 * 123
    assert number(masks(root)[0], "width") == pytest.approx(whole * (18 + 6) / 58, abs=0.1)
    assert "20歳代以下（58人）" in texts(root)


def test_of_a_row_with_masked_cells_and_no_total_nothing_is_told():
    chart = survey("stacked_percent", masked=frozenset({(0, 0), (0, 2)}))
    root = drawn(chart)
    assert shares(chart, 0) is None
    assert not any(row == 0 for row, _ in bars(root))
    assert "秘匿があるため割合を示せません" in texts(root)


@pytest.mark.parametrize("kind", ["stacked", "grouped", "heat"])
def test_zero_and_no_value_differ(kind):
    root = drawn(survey(kind, series=(series("件数", 0, None, 3),)))
    assert "0" in texts(root)
    assert any(text.startswith("－") for text in texts(root))


def test_a_value_that_finds_no_room_in_its_bar_is_left_out():
    said = texts(drawn(survey("stacked", series=(series("多い", 1000, 1, 1), series("少ない", 1, 1, 1)))))
    assert "1,000" in said
    assert said.count("1") == 0
