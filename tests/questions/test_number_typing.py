"""Numbers as people in Japanese offices type them: what is read, what is refused, and in which words."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.questions.numbers.typing import NotANumber, shown_number, typed_number

NUMBERS = st.builds(
    lambda whole, fraction: Decimal(f"{whole}.{fraction}" if fraction else str(whole)),
    st.integers(-(10**15) + 1, 10**15 - 1),
    st.text("0123456789", max_size=6),
)
TO_FULL_WIDTH = str.maketrans("0123456789,.-", "０１２３４５６７８９，．－")


@given(NUMBERS)
@settings(deadline=None)
def test_what_is_shown_is_read_as_the_same_number_to_the_digit(number: Decimal):
    read = typed_number(shown_number(number), decimals=6)
    assert read == number
    assert read.as_tuple().exponent == number.as_tuple().exponent


@given(NUMBERS, st.sampled_from(["-", "－", "−", "‐", "–", "—", "ー", "▲", "△", "▲ ", "△　"]), st.data())
@settings(deadline=None)
def test_the_ways_of_writing_a_number_mean_the_same(number: Decimal, minus: str, data: st.DataObject):
    text = f"{abs(number):,f}" if data.draw(st.booleans(), "separators") else f"{abs(number):f}"
    if data.draw(st.booleans(), "full width"):
        text = text.translate(TO_FULL_WIDTH)
    padding = data.draw(st.sampled_from(["", " ", "　", "\t"]), "padding")
    unit = data.draw(st.sampled_from(["", "人", " 人", "　人"]), "unit")
    assert typed_number(f"{padding}{minus}{text}{unit}{padding}", decimals=6, unit="人") == -abs(number)
    assert typed_number(f"{padding}{text}{unit}{padding}", decimals=6, unit="人") == abs(number)


@given(st.text(max_size=70))
@settings(deadline=None)
def test_any_text_is_a_number_or_is_refused_in_words(text: str):
    try:
        said = typed_number(text, decimals=3, unit="km")
    except NotANumber as refused:
        said = str(refused)
    assert said.is_finite() if isinstance(said, Decimal) else "。" in said


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("１２３，４５６，７８９，０１２", "123456789012"),
        ("▲1,204", "-1204"),
        ("1、204", "1204"),  # the comma of the input method
        ("12。5", "12.5"),  # and its point
        ("．５", "0.5"),
        ("007", "7"),
        ("＋3", "3"),
        ("12.50", "12.50"),
    ],
)
def test_usual_typing_is_read(text: str, number: str):
    assert str(typed_number(text, decimals=2)) == number


def test_there_is_no_negative_zero():
    assert str(typed_number("-0.00", decimals=2)) == "0.00"
    assert str(typed_number("▲0")) == "0"


@pytest.mark.parametrize(
    ("text", "unit", "number"),
    [
        ("12 ㎡", "㎡", 12),
        ("12m2", "m2", 12),
        ("12", "m2", 12),
        ("45％", "%", 45),
        ("45%", "％", 45),
        ("3千円", "千円", 3),
        ("5100人", "100人", None),
    ],
)
def test_the_unit_may_stand_behind(text: str, unit: str, number: int | None):
    """Not a unit that begins like a number: of 5100人 nobody knows where the number ends."""
    if number is None:
        with pytest.raises(NotANumber):
            typed_number(text, unit=unit)
    else:
        assert typed_number(text, unit=unit) == number


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1,20", "コンマの位置"),
        ("1,2345", "コンマの位置"),
        ("12,34,567", "コンマの位置"),
        ("1 204", "空白"),
        ("1.000", "整数で"),  # a thousand, written as elsewhere? It is not taken as one
        ("3.0", "整数で"),
        ("5.", "小数点の後"),
        ("1E+05", "指数"),
        ("1e5", "指数"),
        ("12万", "万"),
        ("12円", "余分な文字"),
        ("5²", "余分な文字"),
        ("十二", "数として読み取れません"),
        ("NaN", "数として読み取れません"),
        ("∞", "数として読み取れません"),
        ("Infinity", "数として読み取れません"),
        ("٣", "数として読み取れません"),
        ("▲", "数として読み取れません"),
        ("--5", "数として読み取れません"),
        ("▲-5", "数として読み取れません"),
        ("(5)", "数として読み取れません"),
        ("1_000", "余分な文字"),
        ("1" * 16, "15桁以内"),
        ("1" * 100_000, "長すぎて"),
        ("\x00", "ヌル文字"),
        ("1\ud800", "サロゲート"),
    ],
)
def test_what_is_not_certain_is_refused_and_says_why(text: str, words: str):
    with pytest.raises(NotANumber, match=words):
        typed_number(text)


def test_decimals_beyond_the_allowed_ones_are_refused_and_never_rounded():
    with pytest.raises(NotANumber, match=r"小数点以下は2桁まで.*いまは3桁"):
        typed_number("12.345", decimals=2)
    assert typed_number("12.34", decimals=2) == Decimal("12.34")


def test_a_wrong_unit_is_named():
    with pytest.raises(NotANumber, match="単位は「千円」です"):
        typed_number("1,204円", unit="千円")
