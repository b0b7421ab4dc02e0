"""Labels break where Japanese text may, and numbers are written as they are read."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.questions.charts.measuring import NOT_FIRST, clusters, shortened, width, wrapped
from core.questions.charts.numerals import amount, tick
from core.questions.charts.scale import scale

LONG = "気仙沼・本吉地域広域行政事務組合"


def test_a_long_name_breaks_at_a_good_place_and_loses_nothing():
    assert wrapped(LONG, 260, 14) == (LONG,)
    assert wrapped(LONG, 150, 14) == ("気仙沼・本吉地域広域", "行政事務組合")
    assert wrapped("年代 × 職場環境の満足度（5件未満は秘匿）", 260, 14) == (
        "年代 × 職場環境の満足度",
        "（5件未満は秘匿）",
    )


def test_no_line_begins_with_a_mark_that_closes_or_ends_with_one_that_opens():
    assert wrapped("市町村、組合", 42, 14) == ("市町", "村、組", "合")
    assert wrapped("市町（組合）", 45, 14) == ("市町", "（組", "合）")
    assert wrapped("ごみ処理センター", 98, 14) == ("ごみ処理セン", "ター")


def test_what_finds_no_room_ends_with_an_ellipsis():
    lines = wrapped("大" * 100, 140, 14, 3)
    assert len(lines) == 3
    assert lines[-1].endswith("…")


def test_a_kanji_is_not_torn_from_its_selector():
    assert clusters("葛󠄀城") == ["葛󠄀", "城"]
    assert wrapped("葛󠄀城市", 15, 14) == ("葛󠄀", "城", "市")


@given(st.text(alphabet="市町村。、（）・ーabc 12", max_size=60), st.floats(30, 400))
def test_lines_fit_and_keep_every_character(text, room):
    lines = wrapped(text, room, 14, 1000)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    tail = set(NOT_FIRST) | {"（"}
    assert all(width(line, 14) <= room or set(line[1:]) <= tail or set(line[:-1]) <= tail for line in lines)
    assert width(shortened(text, room, 14), 14) <= room


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("1234.5", "1,234.5"),
        ("0", "0"),
        ("-0", "0"),
        ("-1200", "-1,200"),
        ("2.005", "2.01"),
        ("0.001", "0.001"),
        ("1E+30", "1e+30"),
    ],
)
def test_amounts(value, shown):
    assert amount(Decimal(value)) == shown


@pytest.mark.parametrize(("value", "shown"), [("22.85", "22.9%"), ("100", "100.0%"), ("0", "0.0%"), ("0.01", "0.01%")])
def test_percentages(value, shown):
    assert amount(Decimal(value), percent=True) == shown


@pytest.mark.parametrize(
    ("value", "largest", "shown"),
    [
        ("2500", "10000", "2,500"),
        ("2500000", "10000000", "250万"),
        ("250000000", "1000000000", "2.5億"),
        ("0", "5", "0"),
    ],
)
def test_ticks(value, largest, shown):
    assert tick(Decimal(value), Decimal(largest)) == shown


numbers = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=3)


@given(numbers, numbers)
def test_an_axis_reaches_around_its_values_in_few_round_steps(one, other):
    low, high = sorted((one, other))
    axis = scale(low, high)
    assert axis.low <= low <= high <= axis.high
    assert 2 <= len(axis.ticks) <= 9
    steps = {after - before for before, after in zip(axis.ticks, axis.ticks[1:], strict=False)}
    assert len(steps) == 1
    assert str(steps.pop().normalize().scaleb(5).as_tuple().digits[0]) in "125"


@given(st.integers(0, 10**6))
def test_counts_have_no_ticks_between_whole_numbers(most):
    assert all(tick == tick.to_integral_value() for tick in scale(Decimal(0), Decimal(most), whole=True).ticks)
