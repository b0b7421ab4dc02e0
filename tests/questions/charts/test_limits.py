"""What is drawn and what is not, and why."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from core.questions.charts.chart import Chart
from core.questions.charts.limits import (
    CATEGORIES,
    GROUPED_MARKS,
    HEAT_COLUMNS,
    HEAT_MARKS,
    MARKS,
    SERIES,
    SPECIALS,
    why_not,
)
from core.questions.charts.svg import svg
from tests.questions.charts.making import bars, drawn, number, series, survey, texts


def table(kind: str, rows: int, columns: int, *, special: bool = False) -> Chart:
    values = [row % 7 + 1 for row in range(rows)]
    labels = tuple(f"第{row}区" for row in range(rows))
    return survey(
        kind, categories=labels, series=tuple(series(f"列{c}", *values, special=special) for c in range(columns))
    )


@pytest.mark.parametrize(
    ("chart", "because"),
    [
        (table("stacked", CATEGORIES + 1, 1), "行が301"),
        (table("line", 3, SERIES + 1), "色と模様で見分けられない"),
        (table("stacked", 3, SPECIALS + 1, special=True), "空欄などの列"),
        (table("heat", 3, HEAT_COLUMNS + 1), "列が61"),
        (table("stacked", CATEGORIES, MARKS // CATEGORIES + 1), "行×列が3,300"),
        (table("heat", CATEGORIES, HEAT_MARKS // CATEGORIES + 1), "行×列が6,300"),
        (table("grouped", CATEGORIES, GROUPED_MARKS // CATEGORIES + 1), "行×列が1,500"),
        (survey("stacked_percent", series=(series("増減", -1, 2, 3),)), "負の値"),
        (
            survey("stacked_percent", percent=True, series=(series("a", 60, 50, 50), series("b", 70, 50, 50))),
            "複数回答",
        ),
        (
            survey("stacked_percent", percent=True, series=(series("a", 60, 50, 50), series("b", 20, 50, 50))),
            "100%にならない",
        ),
        (survey(series=(series("a", "1E+400", 1, 1),)), "桁が大きすぎる"),
        (survey(series=()), "値がありません"),
        (survey(categories=(), series=(series("a"),)), "値がありません"),
        (survey(series=(series("a", None, None, None),)), "値がありません"),
    ],
)
def test_what_is_not_drawn_says_why(chart, because):
    assert svg(chart) is None
    assert because in why_not(chart)


@pytest.mark.parametrize(
    ("kind", "columns"),
    [("stacked", 10), ("stacked_percent", 10), ("grouped", 4), ("line", 12), ("heat", 20)],
)
def test_the_largest_that_is_drawn_is_whole(kind, columns):
    chart = table(kind, CATEGORIES, columns)
    root = drawn(chart)
    assert why_not(chart) is None
    if kind != "line":
        assert "第0区" in texts(root)
        assert "第299区" in texts(root)
        assert number(root, "height") > CATEGORIES * 20
    if kind not in ("line", "heat"):
        assert len(bars(root)) == CATEGORIES * columns
    assert len(svg(chart)) < 1_500_000


def test_percentages_of_a_row_may_miss_100_by_their_rounding():
    thirds = (series("a", "33.3", 0, 50), series("b", "33.3", 0, 50), series("c", "33.3", 0, 0))
    assert why_not(survey("stacked_percent", percent=True, series=thirds)) is None


def test_everything_zero_is_drawn_as_zero():
    for kind in ("stacked", "grouped", "stacked_percent", "heat", "line"):
        chart = survey(kind, series=(series("件数", 0, 0, 0),))
        assert any(text.startswith("0") for text in texts(drawn(chart)))


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "pie"},
        {"categories": ("a",)},
        {"totals": (Decimal(1),)},
        {"masked": frozenset({(3, 0)})},
        {"totals": (Decimal("NaN"), None, None)},
    ],
)
def test_what_is_no_table_is_refused(wrong):
    with pytest.raises(ValueError, match=r"no such kind|one value per category|outside the table|finite"):
        replace(survey(), **wrong)


def test_a_number_that_is_none_is_refused():
    with pytest.raises(ValueError, match="finite"):
        survey(series=(series("a", "Infinity", 1, 2),))
