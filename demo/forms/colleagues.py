"""What colleagues fill in: an anonymous questionnaire of four weeks, and a log of temperatures of several offices."""

from __future__ import annotations

import datetime
import random
from collections.abc import Sequence

from core.clock import TOKYO
from core.people.models import Organization, User
from demo.forms.writing import Desk, Planned, make_form, open_form, write
from demo.notices.calendar import is_working_day
from publicforms.making.starts import TEMPLATES
from publicforms.models import Form

ANSWERS, WEEKS = 500, 4
LOGGING = ("040002", "042021", "042064", "041009")
DAYS = 14
STOP = (
    "同じ内容を別の様式で求められる照会への回答",
    "紙の決裁と電子決裁の二重の処理",
    "出席者の多い定例会議",
    "前例どおりに作っている統計資料",
    "電話で済む確認のための打合せ",
)
IDEAS = (
    "照会の様式と期限を一覧で見られるようにしてほしい。",
    "引継ぎの手引を班ごとに作り、毎年見直すとよいと思います。",
    "週に一度は定時に帰る日を、管理職から守ってほしい。",
    "窓口の混む日が分かれば、応援に入りやすくなります。",
    "会議は30分を基本にしてはどうでしょうか。",
)


def make_questionnaire(desk: Desk, now: datetime.datetime) -> Form:
    """Open for its fourth week. The busier the work, the less it pleases: a cross-table shows it."""
    form = make_form(
        desk,
        "staff-questionnaire",
        "働き方に関する職員アンケート",
        slug="hatarakikata",
        summary="働き方を見直すための職員アンケートです。だれの回答かは分かりません。5分ほどで終わります。",
        contact="市町村課 行政第二班　内線2338",
        opens_at=_begin(now, WEEKS * 7),
        closes_at=now + datetime.timedelta(days=4),
        **TEMPLATES["staff-questionnaire"],
    )
    opened_at, closes_at = _begin(now, WEEKS * 7 + 1), now + datetime.timedelta(days=4)
    opened = open_form(form, desk.chief, opened_at=opened_at, closes_at=closes_at)
    dice = random.Random("questionnaire")
    days = [_begin(now, each) for each in range(WEEKS * 7, -1, -1) if is_working_day(_begin(now, each).date())]
    # Most answer in the first week, and after the reminder in the third.
    weights = [8 if n < 5 else 5 if 10 <= n < 13 else 2 for n in range(len(days))]
    write(opened, [Planned(_answers(dice), at) for at in dice.choices(days, weights, k=ANSWERS)])
    return opened


def make_log(desk: Desk, now: datetime.datetime) -> Form:
    form = make_form(
        desk,
        "temperature",
        "検温記録",
        slug="kenon",
        summary="出勤の前に測った体温と体調を、毎日記録してください。",
        contact="市町村課 行政第二班　内線2338",
        opens_at=_begin(now, DAYS + 1),
        closes_at=now + datetime.timedelta(days=120),
        **TEMPLATES["temperature"],
    )
    organizations = list(Organization.objects.filter(code__in=LOGGING).order_by("code"))
    form.participants.set(organizations)
    opened = open_form(form, desk.chief, opened_at=_begin(now, DAYS + 2), closes_at=now + datetime.timedelta(days=120))
    write(opened, _log(organizations, now))
    return opened


def _answers(dice: random.Random) -> dict[str, list[str]]:
    age = dice.choices(("o1", "o2", "o3", "o4", "o5", "o6"), weights=(17, 24, 27, 22, 6, 4))[0]
    weights = (30, 30, 20, 10, 8, 2) if age in ("o3", "o4", "o5") else (75, 8, 1, 0, 13, 3)
    post = dice.choices(("o1", "o2", "o3", "o4", "o5", "o6"), weights)[0]
    hours = (8, 25, 38, 20, 9) if post in ("o1", "o2", "o3") else (30, 40, 22, 6, 2)
    overtime = dice.choices(range(1, 6), hours)[0]
    typed = {
        "a.age": [age],
        "a.post": [post],
        "a.years": [dice.choices(("o1", "o2", "o3", "o4", ""), weights=(25, 40, 20, 11, 4))[0]],
        "a.satisfaction": [_rated(dice, 3.9 - 0.35 * (overtime - 2))],
        "a.workload": [_rated(dice, 3.9 - 0.6 * (overtime - 2))],
        "a.talks": [_rated(dice, 3.7 if post != "o5" else 3.2)],
        "a.overtime": [f"o{overtime}"],
        "a.remote": [dice.choices(("o1", "o2", "o3", "o4", "o5"), weights=(6, 14, 18, 40, 22))[0]],
        "a.stop": [dice.choice(STOP) if dice.random() < 0.12 else ""],
        "a.idea": [dice.choice(IDEAS) if dice.random() < 0.1 else ""],
    }
    if overtime > 1:
        reasons = dice.choices(("o1", "o2", "o3", "o4", "o5", "o6"), weights=(30, 28, 22, 10, 12, 16), k=3)
        typed["a.overtime_reasons"] = sorted(set(reasons[: dice.randint(1, 3)]))
    return typed


def _rated(dice: random.Random, mean: float) -> str:
    return str(min(5, max(1, round(dice.gauss(mean, 0.95)))))


def _log(organizations: Sequence[Organization], now: datetime.datetime) -> list[Planned]:
    """Some people of each office, every working day, with a day forgotten now and then, and two who had a cold."""
    dice = random.Random("temperature")
    planned = []
    for organization in organizations:
        people = User.objects.filter(memberships__organization=organization, is_active=True).order_by("pk").distinct()
        for number, person in enumerate(people[:4]):
            usual, ill = dice.uniform(36.1, 36.7), dice.randint(3, 9) if number == 2 else None
            for ago in range(DAYS, -1, -1):
                at = _begin(now, ago) + datetime.timedelta(hours=7, minutes=dice.randint(0, 75))
                if is_working_day(at.date()) and at < now and dice.random() < 0.93:
                    is_ill = ill is not None and ill - 2 <= ago <= ill
                    typed = _measured(dice, at, usual, is_ill=is_ill)
                    planned.append(Planned(typed, at, by=person, organization=organization))
    return planned


def _measured(dice: random.Random, at: datetime.datetime, usual: float, *, is_ill: bool) -> dict[str, list[str]]:
    degrees = dice.uniform(37.5, 38.6) if is_ill else dice.gauss(usual, 0.12)
    typed = {
        "a.day": [at.date().isoformat()],
        "a.time": [f"{at:%H:%M}"],
        "a.temperature": [f"{degrees:.1f}"],
        "a.symptoms": ["o3", "o5"] if is_ill else ["o1"],
        "a.contact": ["no"],
        "a.works": ["o3"] if is_ill else [dice.choices(("o1", "o2"), weights=(9, 1))[0]],
    }
    if is_ill:
        typed["a.fever"] = ["かかりつけ医を受診し、自宅で休みます。"]
    return typed


def _begin(now: datetime.datetime, days_ago: int) -> datetime.datetime:
    return datetime.datetime.combine(now.date() - datetime.timedelta(days=days_ago), datetime.time(), TOKYO)
