"""Dates, numbers and sizes on the screen."""

import datetime

import pytest

from core.people.templatetags import portal_format as written

# 2026-11-20 15:30 UTC is already the 21st in Japan.
MOMENT = datetime.datetime(2026, 11, 21, 0, 30, tzinfo=datetime.UTC) - datetime.timedelta(hours=9)
DAY = datetime.date(2026, 11, 21)


def test_moments_are_shown_in_japans_time():
    assert written.jdate(MOMENT) == "2026年11月21日(令和8年)"
    assert written.jdatetime(MOMENT) == "2026年11月21日(令和8年) 0時30分"
    assert written.jshort(MOMENT) == "11月21日 0時30分"
    assert written.jtime(MOMENT) == "0時30分"
    assert written.jday(MOMENT) == "11月21日(土)"


def test_nothing_gives_nothing():
    names = ["jdate", "jdatetime", "jday", "jshort", "jtime", "jdate_tag", "jdatetime_tag", "num", "filesize_ja"]
    assert {getattr(written, name)(None) for name in names} == {""}


def test_the_first_year_of_an_era():
    assert written.jdate(datetime.date(2019, 5, 1)) == "2019年5月1日(令和元年)"


def test_time_elements_carry_the_machine_readable_value():
    assert 'datetime="2026-11-21"' in written.jdate_tag(DAY)
    assert 'datetime="2026-11-21T00:30+09:00"' in written.jdatetime_tag(MOMENT)


@pytest.mark.parametrize(
    ("size", "shown"), [(0, "0B"), (1023, "1023B"), (2048, "2KB"), (2_411_724, "2.3MB"), (3 * 1024**3, "3.0GB")]
)
def test_sizes(size, shown):
    assert written.filesize_ja(size) == shown


def test_numbers():
    assert written.num(1284) == "1,284"
    assert written.num(0) == "0"


@pytest.mark.parametrize(
    ("days", "words", "state"),
    [
        (-2, "2日超過", "late"),
        (0, "今日まで", "today"),
        (1, "明日まで", "soon"),
        (4, "あと4日", "soon"),
        (1000, "あと1,000日", "soon"),
    ],
)
def test_how_long_there_is(days, words, state):
    due = DAY + datetime.timedelta(days=days)
    assert written.due_words(due, DAY) == words
    assert written.due_state(due, DAY) == state
