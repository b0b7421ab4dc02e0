"""Fiscal years (年度): from April to March, named by the year in which they begin."""

from __future__ import annotations

import datetime

from core import clock
from core.people.japanese_dates import era_year_of

MONTHS = (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)


def fiscal_year_of(value: datetime.date | datetime.datetime) -> int:
    """A moment is taken as Japan's day."""
    day = value.astimezone(clock.TOKYO).date() if isinstance(value, datetime.datetime) else value
    return day.year if day.month >= 4 else day.year - 1


def start_of(year: int) -> datetime.datetime:
    """Midnight of 1 April."""
    return datetime.datetime(year, 4, 1, tzinfo=clock.TOKYO)


def year_words(year: int) -> str:
    """令和8年度"""
    return f"{era_year_of(datetime.date(year, 12, 31))}度"
