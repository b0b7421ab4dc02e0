"""Days on which an office works, and moments on them."""

from __future__ import annotations

import datetime
import random

from core.clock import TOKYO

OPENS, CLOSES = datetime.time(9, 0), datetime.time(17, 10)
A_YEAR = 364


class Calendar:
    """The working days of the last year, today included once the office has opened."""

    def __init__(self, now: datetime.datetime) -> None:
        self.now = now
        today = now.date()
        last = today if now.time() >= OPENS else today - datetime.timedelta(days=1)
        days = (last - datetime.timedelta(days=n) for n in range(A_YEAR, -1, -1))
        self.days = [day for day in days if is_working_day(day)]

    @property
    def last(self) -> datetime.date:
        return self.days[-1]

    def on_or_before(self, day: datetime.date) -> datetime.date:
        return max((each for each in self.days if each <= day), default=self.days[0])

    def on_or_after(self, day: datetime.date) -> datetime.date | None:
        return next((each for each in self.days if each >= day), None)

    def latest_in(self, month: int, dice: random.Random) -> datetime.date:
        """A day in the most recent such month that has begun."""
        first = datetime.date(self.last.year, month, 1)
        if first > self.last:
            first = first.replace(year=first.year - 1)
        end = min(first + datetime.timedelta(days=24), self.last)
        return self.on_or_before(first + datetime.timedelta(days=dice.randint(3, max(3, (end - first).days))))

    def moment(self, day: datetime.date, dice: random.Random) -> datetime.datetime:
        """Some time of that day, in office hours and not in the future."""
        minutes = dice.randrange(0, 8 * 60, 5)
        moment = datetime.datetime.combine(day, OPENS, TOKYO) + datetime.timedelta(minutes=minutes)
        return min(moment, self.now - datetime.timedelta(minutes=dice.randint(2, 25)))

    def last_moment(self) -> datetime.datetime:
        """Just now, or the end of the last working day."""
        closing = datetime.datetime.combine(self.last, CLOSES, TOKYO)
        return min(closing, self.now - datetime.timedelta(minutes=1))

    def next_working_day(self, days: int) -> datetime.date:
        day = self.now.date() + datetime.timedelta(days=days)
        while not is_working_day(day):
            day += datetime.timedelta(days=1)
        return day


def is_working_day(day: datetime.date) -> bool:
    new_year = (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)
    return day.weekday() < 5 and not new_year


def fiscal_year_start(day: datetime.date) -> datetime.date:
    return datetime.date(day.year if day.month >= 4 else day.year - 1, 4, 1)
