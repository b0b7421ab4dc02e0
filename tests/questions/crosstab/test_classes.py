"""Numbers in classes: as somebody typed their bounds, or as they are suggested."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.questions.crosstab.classes import round_bounds
from core.questions.crosstab.table import Place
from core.questions.definition import Definition, Question
from tests.questions.crosstab.bare import answered, tabulated, trouble

pytestmark = pytest.mark.django_db

DEFINITION = Definition(
    (
        Question("people", "integer", "人数", settings={"unit": "人"}),
        Question("rate", "decimal", "割合", settings={"decimals": 2}),
        Question("said", "short_text", "言ったこと"),
    )
)


def of_people(cast, *numbers):
    return answered(cast, DEFINITION, *({"people": number} for number in numbers))


def rows_of(table) -> dict[str, int]:
    return {row.label: int(table.cell(Place("", row.code, "")).times) for row in table.shown_rows}


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("十,二十", "区切りは、数を「,」で区切って入力してください（例：0,10,20）。"),
        ("0;10", "区切りは、数を「,」で区切って入力してください（例：0,10,20）。"),
        ("10,0", "区切りは、小さい数から順に入力してください。"),
        ("10,10", "区切りは、小さい数から順に入力してください。"),
        (",", "区切りの数を1つ以上入力してください（例：0,10,20）。"),
        ("0,NaN", "区切りの数を1つ以上入力してください（例：0,10,20）。"),
        ("0,Infinity", "区切りの数を1つ以上入力してください（例：0,10,20）。"),
        ("1e999999", "区切りの数が大きすぎるか、細かすぎます。"),
        ("0,1e-999999", "区切りの数が大きすぎるか、細かすぎます。"),
    ],
)
def test_bounds_that_cannot_be_taken_are_refused_in_words(cast, typed, message):
    assert trouble(of_people(cast), "rows_by", rows="people", rows_by=typed) == message


def test_bounds_are_taken_as_offices_type_them(cast):
    table = tabulated(of_people(cast, 0, 9, 10, 20, 21), rows="people", rows_by=" ０、１０，20 ")
    assert rows_of(table) == {"0人以上 10人未満": 2, "10人以上 20人未満": 1, "20人以上": 2, "合計": 5}
    table = tabulated(of_people(cast, -7, -5, 0), rows="people", rows_by="▲５、0")
    assert rows_of(table) == {"-5人未満": 1, "-5人以上 0人未満": 1, "0人以上": 1, "合計": 3}


def test_a_bound_belongs_to_the_class_above_and_ends_stand_only_where_somebody_is(cast):
    table = tabulated(of_people(cast, -5, 10), rows="people", rows_by="0,10,20,30")
    assert rows_of(table) == {
        "0人未満": 1,
        "0人以上 10人未満": 0,
        "10人以上 20人未満": 1,
        "20人以上 30人未満": 0,
        "合計": 2,
    }


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("1e999999", "「1e999999」のような指数の形は使えません。すべての桁を入力してください。例：120,000"),
        ("-1e-999999", "「-1e-999999」のような指数の形は使えません。すべての桁を入力してください。例：120,000"),
        ("9" * 16, "数が大きすぎます。15桁以内で入力してください。いまは16桁です。"),
        ("1,20", "桁区切りのコンマの位置が違います。3桁ごとに区切るか、コンマなしで入力してください。例：12,345"),
        ("多い", "「多い」を数として読み取れません。数字で入力してください。例：1,204"),
        ("NaN", "「NaN」を数として読み取れません。数字で入力してください。例：1,204"),
    ],
)
def test_a_filter_whose_number_cannot_be_taken_is_refused_in_words(cast, typed, message):
    for name in ("from.people", "to.people"):
        assert trouble(of_people(cast), name, rows="people", **{name: typed}) == message


@pytest.mark.parametrize(("typed", "number"), [("▲５", 3), ("１，２００", 1), ("1,200人", 1), (" 9 ", 2)])
def test_filters_are_taken_as_offices_type_them(cast, typed, number):
    table = tabulated(of_people(cast, -5, 9, 1200), rows="people", **{"from.people": typed})
    assert table.everybody == number


NUMBER = st.decimals(-(10**15), 10**15, places=6) | st.decimals(-100, 100, places=2) | st.integers(0, 5000).map(Decimal)


@given(one=NUMBER, other=NUMBER)
def test_suggested_bounds_cover_what_is_there_are_round_and_not_too_many(one, other):
    low, high = sorted((one, other))
    bounds = round_bounds(low, high)
    if low == high:
        assert bounds == [low]
        return
    assert bounds[0] <= low
    assert bounds[-1] >= high
    widths = {after - before for before, after in pairwise(bounds)}
    assert len(widths) == 1
    (width,) = widths
    assert width.normalize().as_tuple().digits in ((1,), (2,), (5,))
    assert all(bound % width == 0 for bound in bounds)
    assert 5 <= len(bounds) + 1 <= 12


def test_numbers_too_large_for_usual_reckoning_have_classes_too():
    bounds = round_bounds(Decimal(10) ** 40, Decimal(10) ** 40 + 100)
    assert bounds[-1] == Decimal(10) ** 40 + 100


def test_few_different_numbers_stand_each_for_itself(cast):
    assert rows_of(tabulated(of_people(cast, 7, 7, 7), rows="people")) == {"7人": 3, "合計": 3}
    assert rows_of(tabulated(of_people(cast, -3, 7, 1200), rows="people")) == {
        "-3人": 1,
        "7人": 1,
        "1,200人": 1,
        "合計": 3,
    }


def test_many_different_numbers_get_classes_that_leave_nobody_out(cast):
    rows = rows_of(tabulated(of_people(cast, *range(-50, 50)), rows="people"))
    assert list(rows)[:2] == ["-60人以上 -40人未満", "-40人以上 -20人未満"]
    assert rows.pop("合計") == 100
    assert sum(rows.values()) == 100
    assert 5 <= len(rows) <= 12


def test_where_nearly_all_gave_the_same_the_others_are_told_from_them(cast):
    rows = rows_of(tabulated(of_people(cast, *[0] * 980, *range(1, 20)), rows="people"))
    assert rows["0人以上 5人未満"] == 984
    assert len(rows) >= 5


def test_classes_of_decimals(cast):
    source = answered(cast, DEFINITION, *({"rate": str(Decimal(n) / 100)} for n in range(40)))
    rows = rows_of(tabulated(source, rows="rate"))
    assert next(iter(rows)) == "0以上 0.1未満"
    assert rows["0.1以上 0.2未満"] == 10


def test_chosen_classes_stand_in_the_address_suggested_ones_do_not(cast):
    """So that tomorrow's answers get classes that fit them."""
    source = of_people(cast, *range(100))
    assert tabulated(source, rows="people").spec.query == "rows=people"
    assert tabulated(source, rows="people", rows_by="0,50").spec.query == "rows=people&rows_by=0%2C50"


def test_numbers_that_are_stored_as_text_are_numbers_and_words_are_not(cast):
    """As an earlier version or an import may have left them."""
    table = tabulated(
        of_people(cast, 5, "5", "12人", "多数"), rows="people", rows_by="0,10", measure="sum", of="people"
    )
    assert {row.label: table.figure(Place("", row.code, "")) for row in table.shown_rows} == {
        "0人以上 10人未満": Decimal(10),
        "別の種類の回答": None,
        "合計": Decimal(10),
    }
    assert rows_of(table) == {"0人以上 10人未満": 2, "別の種類の回答": 2, "合計": 4}
