"""Typed dates in both calendars, and how dates are written."""

import contextlib
import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.people.japanese_dates import (
    era_year_of,
    format_japanese_date,
    parse_japanese_date,
    parse_japanese_time,
)

DAY = datetime.date(2026, 11, 21)


@pytest.mark.parametrize(
    "text",
    [
        "2026年11月21日",
        "2026-11-21",
        "2026/11/21",
        "2026.11.21",
        "20261121",
        "令和8年11月21日",
        "R8.11.21",
        "r8/11/21",
        "Ｒ８．１１．２１",
        "２０２６年１１月２１日",
        "㋿8年11月21日",
        " 令和 8年 11月 21日 ",
        "2026年11月21日(令和8年)",
        "令和8年11月21日（土）",
        "R8・11・21",
    ],
)
def test_every_usual_way_to_write_a_day_is_understood(text):
    assert parse_japanese_date(text) == DAY


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("令和元年5月1日", datetime.date(2019, 5, 1)),
        ("令和1年5月1日", datetime.date(2019, 5, 1)),
        ("平成31年4月30日", datetime.date(2019, 4, 30)),
        ("平成元年1月8日", datetime.date(1989, 1, 8)),
        ("昭和64年1月7日", datetime.date(1989, 1, 7)),
        ("T15.12.24", datetime.date(1926, 12, 24)),
        ("昭和元年12月25日", datetime.date(1926, 12, 25)),
    ],
)
def test_the_days_on_which_eras_change(text, day):
    assert parse_japanese_date(text) == day


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("平成31年5月1日", "平成は2019年4月30日まで"),
        ("令和元年4月30日", "令和は2019年5月1日から"),
        ("昭和64年1月8日", "1989年1月8日は平成元年です"),
        ("2026年2月30日", "という日はありません"),
        ("2月30日", "日付として読み取れません"),
        ("8年1月1日", "西暦4桁または元号"),
        ("明日", "例："),
        ("", "例："),
        ("2026年11月21日(令和7年)", "2026年は令和8年です"),
        ("2026年11月21日(日)", "土曜日です"),
        ("令和0年1月1日", "という日はありません"),
        ("R9999.1.1", "という日はありません"),
    ],
)
def test_a_day_that_does_not_exist_is_explained(text, words):
    with pytest.raises(ValueError, match=r".") as error:
        parse_japanese_date(text)
    assert words in str(error.value)


@given(st.dates(min_value=datetime.date(1873, 1, 1), max_value=datetime.date(2200, 12, 31)))
def test_what_we_write_we_can_read(day):
    assert parse_japanese_date(format_japanese_date(day)) == day
    assert parse_japanese_date(f"{era_year_of(day)}{day.month}月{day.day}日") == day


@given(st.text(max_size=40))
def test_any_text_gives_a_date_or_a_message(text):
    with contextlib.suppress(ValueError):
        assert parse_japanese_date(text)


@pytest.mark.parametrize(
    ("text", "time"),
    [("9:00", (9, 0)), ("９：０５", (9, 5)), ("17時30分", (17, 30)), ("9時", (9, 0)), ("09:00:00", (9, 0))],
)
def test_times(text, time):
    assert parse_japanese_time(text) == datetime.time(*time)


@pytest.mark.parametrize("text", ["25:00", "9:60", "朝", ""])
def test_times_that_do_not_exist(text):
    with pytest.raises(ValueError, match="時刻"):
        parse_japanese_time(text)
