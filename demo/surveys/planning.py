"""Which surveys were asked when: the corpus laid over the last year. What is open now stands in current.py."""

from __future__ import annotations

import datetime
import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.clock import TOKYO
from core.questions.models import Version
from demo.notices.calendar import Calendar, is_working_day
from demo.notices.wording import placeholders
from surveys.fiscal_years import fiscal_year_of
from surveys.models import Survey

FILE = Path(__file__).resolve().parent.parent / "data" / "surveys.toml"
# What was asked later than this may not be closed yet.
SETTLED_DAYS = 34
DUE = datetime.time(17, 0)
BACKGROUNDS = ["地方自治法第252条の17の5に基づく照会です。", "総務省からの依頼に基づくものです。", ""]


@dataclass
class Planned:
    """One survey as it is to stand in the database. `topic` is what it has in common with the one before."""

    topic: str
    title: str
    form: str
    section: str
    to: str
    purpose: str
    issued_at: datetime.datetime
    due_at: datetime.datetime
    closed_at: datetime.datetime | None = None
    background: str = ""
    previous: Planned | None = None
    review: bool = False
    visibility: str = Survey.Visibility.OWN
    row: Survey | None = None  # once it is written
    version: Version | None = None

    def __hash__(self) -> int:
        return id(self)

    @property
    def survey(self) -> Survey:
        if self.row is None:
            raise ValueError(f"{self.title} is not written yet.")
        return self.row


def past(calendar: Calendar) -> list[Planned]:
    """Those that are over, oldest first."""
    dice = random.Random("surveys")
    corpus = tomllib.loads(FILE.read_text(encoding="utf-8"))["survey"]
    found = [planned for each in corpus for planned in _dated(each, calendar, dice)]
    found.append(_last_years_form(calendar, dice))
    found.sort(key=lambda planned: planned.issued_at)
    before: dict[str, Planned] = {}
    for planned in found:
        # Across the turn of the fiscal year a round follows the same round of the year before, and so far back nothing
        # goes: the rounds of last year are what the yearly schedule expects again.
        earlier = before.get(planned.topic)
        if earlier and fiscal_year_of(earlier.due_at) == fiscal_year_of(planned.due_at):
            planned.previous = earlier
        before[planned.topic] = planned
    return found


def _dated(each: dict[str, Any], calendar: Calendar, dice: random.Random) -> Iterator[Planned]:
    for month in each["months"]:
        day = calendar.latest_in(month, dice)
        if day > calendar.last - datetime.timedelta(days=SETTLED_DAYS):
            day = calendar.days[dice.randint(0, 6)]
        yield _planned(each, calendar, day, dice, number=(month - 4) % 12 // 3 + 1)


def _planned(
    each: dict[str, Any], calendar: Calendar, day: datetime.date, dice: random.Random, *, number: int
) -> Planned:
    due = at_due(day + datetime.timedelta(days=dice.choice((10, 14, 14, 18))))
    values = placeholders(day, due=14, number=number)
    shown = dice.choices(Survey.Visibility.values, weights=(10, 3, 3, 2))[0]
    return Planned(
        topic=each["title"],
        title=each["title"].format(**values),
        form=each["form"],
        section=each["section"],
        to=each["to"],
        purpose=each["purpose"],
        background=dice.choice(BACKGROUNDS),
        issued_at=calendar.moment(day, dice),
        due_at=due,
        closed_at=min(
            at_due(due.date() + datetime.timedelta(days=dice.randint(4, 9))) + datetime.timedelta(minutes=20),
            calendar.now - datetime.timedelta(hours=1),
        ),
        review=dice.random() < 0.25,
        visibility=Survey.Visibility.ANSWERS if each["form"] == "scheduling" else shown,
    )


FORM = {
    "title": "{fy}給与・定員管理等の公表に関する調査",
    "form": "staffing",
    "section": "市町村課 行政第一班",
    "to": "全市町村",
    "purpose": "給与と定員管理の状況を、統一した様式で公表するため。",
}


def _last_years_form(calendar: Calendar, dice: random.Random) -> Planned:
    return _planned(FORM, calendar, calendar.days[2], dice, number=1)


def at_due(day: datetime.date) -> datetime.datetime:
    """In the evening of that day, or of the next on which offices work."""
    while not is_working_day(day):
        day += datetime.timedelta(days=1)
    return datetime.datetime.combine(day, DUE, TOKYO)
