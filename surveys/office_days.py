"""The days on which municipal offices work: not on weekends, holidays, and from 29 December to 3 January."""

from __future__ import annotations

import datetime

import jpholiday

NEW_YEAR = ((12, 29), (1, 3))


def is_office_day(day: datetime.date) -> bool:
    ends, begins = NEW_YEAR
    closed = (day.month, day.day) >= ends or (day.month, day.day) <= begins
    return day.weekday() < 5 and not closed and not jpholiday.is_holiday(day)
