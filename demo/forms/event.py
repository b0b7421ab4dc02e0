"""An event of the prefecture that is over: three rounds, each full, with people who waited in vain."""

from __future__ import annotations

import datetime
import random

from core.clock import TOKYO
from demo.forms.applicants import Applicant, applicant
from demo.forms.writing import Desk, Planned, make_form, open_form, write
from demo.names import names
from publicforms.making.starts import TEMPLATES
from publicforms.models import Form
from publicforms.services.placing_limits import set_limits

# Closed so many days ago, after so many days.
CLOSED, DAYS_OPEN, APPLICANTS = 16, 21, 68
PLACES, ROUNDS = 20, ("o1", "o2", "o3")


def make(desk: Desk, now: datetime.datetime) -> Form:
    today = now.date()
    form = make_form(
        desk,
        "event",
        "親子防災教室の参加申込",
        slug="oyako-bousai",
        summary="県の防災センターで、親子で学ぶ防災教室を開きます。起震車の体験、非常食づくりがあります。参加費は無料です。",
        contact="宮城県 復興・危機管理総務課 防災推進班　022-211-2111",
        opens_at=_at(today, CLOSED + DAYS_OPEN),
        closes_at=now + datetime.timedelta(days=1),
        **TEMPLATES["event"],
    )
    set_limits(form.pk, {("session", each): PLACES for each in ROUNDS}, by=desk.chief)
    opened_at, closes_at = _at(today, CLOSED + DAYS_OPEN + 2), _at(today, CLOSED, 17)
    opened = open_form(form, desk.chief, opened_at=opened_at, closes_at=closes_at)
    write(opened, _applications(desk, closes_at, today))
    return opened


def _applications(desk: Desk, closes_at: datetime.datetime, today: datetime.date) -> list[Planned]:
    dice = random.Random("event")
    planned = []
    for number, name in enumerate(names("event")[:APPLICANTS]):
        ago = int(DAYS_OPEN * 24 * 60 * dice.random() ** 0.7) + 10
        one = Planned(_typed(applicant(name, dice, today), dice), closes_at - datetime.timedelta(minutes=ago))
        one.status, one.assignee = "決定", desk.chief
        one.decided_at = max(one.at, closes_at) + datetime.timedelta(days=1, minutes=number)
        planned.append(one)
    planned.sort(key=lambda one: one.at)
    planned[11].withdrawn_at = planned[11].at + datetime.timedelta(days=1)
    return planned


def _typed(who: Applicant, dice: random.Random) -> dict[str, list[str]]:
    children = dice.choice([0, 1, 1, 2, 2, 3])
    typed = {
        **who.fields(),
        "a.session": [dice.choices(ROUNDS, weights=(5, 4, 3))[0]],
        "a.adults": [str(dice.choice([1, 1, 2]))],
        "a.children": [str(children)],
        "a.phone": [who.phone],
        "a.email": [who.mail],
        "a.town": [dice.choices(("o1", "o2", "o3"), weights=(6, 5, 1))[0]],
        "a.heard": dice.choice([["o1"], ["o2"], ["o3"], ["o4"], ["o1", "o2"], ["o5"]]),
        "a.support": [""],
        "a.consent": ["1"],
    }
    if children:
        typed["a.child_ages"] = ["、".join(f"{dice.randint(4, 12)}歳" for _ in range(children))]
    return typed


def _at(today: datetime.date, days_ago: int, hour: int = 9) -> datetime.datetime:
    return datetime.datetime.combine(today - datetime.timedelta(days=days_ago), datetime.time(hour), TOKYO)
