"""How the notices were received: who read when, which organization acknowledged, who had to be reminded.

What is older than a month and a half is settled; of the last days part is read and less acknowledged.
"""

from __future__ import annotations

import datetime
import random
from collections import defaultdict
from operator import attrgetter
from typing import TYPE_CHECKING

from archive.models import Delivery, Notice, Reading
from core.clock import TOKYO
from core.people.models import Membership, User
from demo.copying import copy_rows
from demo.notices.calendar import is_working_day

if TYPE_CHECKING:
    from demo.notices.making import Made

# (younger than so many days, share of people who have read it, share of their organizations that acknowledged)
BY_AGE = [
    (0.2, 0.12, 0.35),
    (1, 0.35, 0.6),
    (2, 0.55, 0.7),
    (4, 0.72, 0.8),
    (8, 0.85, 0.9),
    (20, 0.94, 0.97),
    (45, 0.98, 0.995),
]
SETTLED = (0.995, 1.0)
REMINDED_AFTER_DAYS = 4
# Where those who look at the demonstration sign in, so that their first page has something to do.
BEHIND = {"041009", "042021", "042064", "043028"}
BEHIND_DAYS = 13
Readings = dict[int, dict[int, datetime.datetime]]


def receive(sent: list[Made], *, now: datetime.datetime) -> Readings:
    """Writes deliveries and readings; gives {notice: {person: when}}."""
    people: dict[int, list[User]] = defaultdict(list)
    for post in Membership.objects.current().select_related("user").order_by("pk"):
        people[post.organization_id].append(post.user)
    keen = {user.pk: random.Random(user.email).uniform(0.75, 1.1) for each in people.values() for user in each}
    dice = random.Random("reception")
    readings: Readings = {}
    for made in sent:
        readings[made.notice.pk] = _receive(made, people, keen, dice, now)
    fields = (
        "notice_id",
        "organization_id",
        "issued_on",
        "acknowledged_at",
        "acknowledged_by_id",
        "reminded_at",
        "reminders",
    )
    copy_rows(Delivery, fields, (attrgetter(*fields)(row) for made in sent for row in made.deliveries))
    copy_rows(
        Reading,
        ("notice_id", "user_id", "at"),
        ((notice, user, at) for notice, rows in readings.items() for user, at in rows.items()),
    )
    return readings


def _receive(
    made: Made, people: dict[int, list[User]], keen: dict[int, float], dice: random.Random, now: datetime.datetime
) -> dict[int, datetime.datetime]:
    notice = made.notice
    until = notice.withdrawn_at or now
    age = (until - notice.published_at).total_seconds() / 86400
    reads, acknowledges = next(((r, a) for limit, r, a in BY_AGE if age < limit), SETTLED)
    settled = (reads, acknowledges) == SETTLED
    readings: dict[int, datetime.datetime] = {}
    for delivery in made.deliveries:
        readers = [
            user
            for user in people[delivery.organization_id]
            if dice.random() < (reads if settled else reads * keen[user.pk])
        ]
        for user in readers:
            readings.setdefault(user.pk, _when(notice, until, dice))
        if not notice.needs_acknowledgement:
            continue
        if settled and not readers and people[delivery.organization_id]:
            readers = people[delivery.organization_id][:1]
            readings.setdefault(readers[0].pk, _when(notice, until, dice))
        is_behind = delivery.organization.code in BEHIND and age < BEHIND_DAYS
        if readers and not is_behind and dice.random() < acknowledges:
            first = min(readers, key=lambda user: readings[user.pk])
            delivery.acknowledged_by = first
            minutes = dice.randint(1, 25)
            delivery.acknowledged_at = min(until, readings[first.pk] + datetime.timedelta(minutes=minutes))
        elif age > REMINDED_AFTER_DAYS and notice.state == Notice.State.PUBLISHED:
            delivery.reminders = 2 if age > 3 * REMINDED_AFTER_DAYS else 1
            delivery.reminded_at = min(now, notice.published_at + datetime.timedelta(days=REMINDED_AFTER_DAYS, hours=1))
    return readings


def _when(notice: Notice, until: datetime.datetime, dice: random.Random) -> datetime.datetime:
    """Most read within hours, some after days, nearly all in office hours."""
    at = notice.published_at + datetime.timedelta(hours=min(dice.expovariate(1 / 9), 240))
    if at < until and not _is_office_hour(at):
        at = _next_morning(at) + datetime.timedelta(minutes=dice.triangular(0, 480, 30))
    if at < until:
        return at
    # Too late: then in what was left of the day of issue.
    evening = notice.published_at.astimezone(TOKYO).replace(hour=20, minute=0)
    last = max(notice.published_at, min(evening, until))  # type: ignore[type-var] # it is published
    return notice.published_at + dice.random() * (last - notice.published_at)


def _is_office_hour(at: datetime.datetime) -> bool:
    local = at.astimezone(TOKYO)
    return is_working_day(local.date()) and 8 <= local.hour < 19


def _next_morning(at: datetime.datetime) -> datetime.datetime:
    local = at.astimezone(TOKYO)
    day = local.date() if local.hour < 8 else local.date() + datetime.timedelta(days=1)
    while not is_working_day(day):
        day += datetime.timedelta(days=1)
    return datetime.datetime.combine(day, datetime.time(8, 20), TOKYO)
