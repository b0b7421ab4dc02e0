"""石巻市 looks for witnesses and staff for an election; and has begun a form that lacks its purpose."""

from __future__ import annotations

import datetime
import json
import random
from pathlib import Path

from core.clock import TOKYO
from core.people.japanese_dates import format_japanese_date
from demo.forms.applicants import Applicant, applicant
from demo.forms.writing import Channel, Desk, Planned, make_form, open_form, write
from demo.names import names
from publicforms.making.starts import TEMPLATES
from publicforms.models import Form, LetterTemplate
from publicforms.services.letter_templates import save_template
from publicforms.services.placing_limits import set_limits

FOLDER = Path(__file__).resolve().parent.parent / "data" / "forms"
SLUG = "touhyou-tachiai"
DAYS_OPEN, DAYS_LEFT, APPLICANTS = 20, 12, 31
WITNESS, EARLY, POLLS, COUNT = "o1", "o2", "o3", "o4"
# Everybody wants to count; six may.
LIMITS: dict[tuple[str, str], int | None] = {("roles", WITNESS): 20, ("roles", EARLY): 12, ("roles", COUNT): 6}
ROLES = ([WITNESS], [WITNESS, EARLY], [POLLS], [COUNT], [POLLS, COUNT], [EARLY], [WITNESS, COUNT])
NOTES = (
    "長い時間立っているのは難しいため、座ってできる仕事を希望します。",
    "午前中に通院があるため、午後からでお願いします。",
    "手話ができます。お役に立てれば幸いです。",
    "小学生の子どもがいるため、早朝の集合が難しい日があります。",
)
PAST = ("令和5年 県議会議員選挙 投票立会人", "令和6年 衆議院議員総選挙 開票事務", "令和4年 市議会議員選挙 投票所の受付")
ACCEPTED = (
    "選任のお知らせ",
    "ご応募ありがとうございました。投票立会人などに選任しました。説明会の日時と場所は、改めてお知らせします。",
)


def make(desk: Desk, now: datetime.datetime) -> Form:
    election = _election_day(now.date())
    form = make_form(
        desk,
        "polling-staff",
        "投票立会人・選挙事務従事者の募集",
        slug=SLUG,
        summary=f"{format_japanese_date(election)}に行う選挙の、投票立会人と選挙事務従事者を募集します。"
        "スマートフォンから、5分ほどで応募できます。",
        contact="石巻市選挙管理委員会事務局　0225-95-1111（平日 8時30分から17時15分まで）",
        opens_at=_at(now, -DAYS_OPEN, 9),
        closes_at=_at(now, DAYS_LEFT, 17),
        has_waitlist=True,
        **TEMPLATES["polling-staff"],
    )
    form.texts = {
        language: json.loads((FOLDER / f"recruiting-{language}.json").read_text(encoding="utf-8"))
        for language in ("en", "ja-easy")
    }
    form.save(update_fields=["texts"])
    set_limits(form.pk, LIMITS, by=desk.chief)
    form.watchers.set([desk.chief])
    subject, text = ACCEPTED
    save_template(LetterTemplate(form=form, name="選任", subject=subject, text=text), by=desk.chief)
    opened = open_form(form, desk.chief, opened_at=_at(now, -DAYS_OPEN - 1, 15), closes_at=_at(now, DAYS_LEFT, 17))
    write(opened, _applications(desk, now))
    return opened


def make_draft(desk: Desk) -> Form:
    """Nearly ready: whoever opens it reads what is missing."""
    return make_form(
        desk,
        "opinions",
        "投票区の見直し案への意見募集",
        summary="投票区の見直し案について、ご意見を募集します。",
        contact="石巻市選挙管理委員会事務局　0225-95-1111",
        keep_days=365,
    )


def _applications(desk: Desk, now: datetime.datetime) -> list[Planned]:
    dice = random.Random("recruiting")
    people = names("applicants")[:APPLICANTS]
    minutes = (now - _at(now, -DAYS_OPEN, 9)).total_seconds() // 60 - 60  # whatever the hour of the first start
    # Many at the beginning, some every day, some this morning.
    ago = sorted((int(minutes * (1 - dice.random() ** 1.6)) + 25 for _ in people), reverse=True)
    planned = [
        Planned(_typed(applicant(name, dice, now.date()), dice), now - datetime.timedelta(minutes=each))
        for name, each in zip(people, ago, strict=True)
    ]
    for number, one in enumerate(planned):
        _handle(one, number, desk, now, dice)
    _by_other_ways(planned, desk, now)
    return planned


def _typed(who: Applicant, dice: random.Random) -> dict[str, list[str]]:
    roles = dice.choice(ROLES)
    typed: dict[str, list[str]] = {
        **who.fields(),
        **who.address(),
        "a.birthday": [who.birthday.isoformat()],
        "a.phone": [who.phone],
        "a.email": [who.mail] if dice.random() < 0.85 else [""],
        "a.roles": list(roles),
        "a.hours": [dice.choice(["o1", "o1", "o2", "o3", "o4"])],
        "a.experience": ["no"],
        "a.transport": [dice.choice(["o1", "o2", "o2", "o3"])],
        "a.support": [dice.choice(NOTES) if dice.random() < 0.2 else ""],
        "a.consent": ["1"],
        "a.neutral": ["1"],
    }
    if EARLY in roles:
        typed["a.early_days"] = dice.choice([["o1"], ["o2", "o3"], ["o1", "o2", "o3"]])
    if dice.random() < 0.35:
        typed |= {"a.experience": ["yes"], "a.experience_detail": [dice.choice(PAST)]}
    return typed


def _handle(one: Planned, number: int, desk: Desk, now: datetime.datetime, dice: random.Random) -> None:
    """The older ones are decided, then some are looked at; the newest nobody has opened yet."""
    age = (now - one.at).days
    if age >= 9:
        one.status = "見送り" if number % 8 == 5 else "決定"
    elif age >= 3:
        one.status = "確認中"
    else:
        return
    one.assignee = dice.choice([desk.chief, *desk.others])
    one.decided_at = min(one.at + datetime.timedelta(days=2, hours=dice.randint(1, 5)), now)
    if one.status == "決定" and number % 3 == 0:
        one.letters.append((desk.chief, *ACCEPTED))
    if one.status == "確認中" and number % 3 == 1:
        one.comments.append((one.assignee, "名簿で、選挙権のあることを確かめました。"))
    if number == 4:
        one.comments.append((desk.chief, "前回も従事。開票の経験が長い方です。"))
        one.letters.append((None, "", "説明会は、平日の夜でも参加できます。よろしくお願いします。"))


def _by_other_ways(planned: list[Planned], desk: Desk, now: datetime.datetime) -> None:
    """One on paper, one by telephone, one in English, one that was corrected, one withdrawn."""
    clerk = desk.others[0]
    paper, phone, english, corrected, withdrawn = (planned[number] for number in (7, 13, 18, 22, 25))
    paper.channel, paper.by, paper.scan = Channel.PAPER, clerk, "letter.pdf:応募用紙（写し）.pdf"
    paper.typed = {**paper.typed, "a.email": [""]}
    phone.channel, phone.by = Channel.PHONE, clerk
    phone.comments.append((clerk, "電話で聞き取りました。郵送での連絡を希望されています。"))
    english.language = "en"
    before = dict(corrected.typed)
    corrected.typed = before | {"a.hours": ["o2"]}
    corrected.corrected = before | {"a.hours": ["o1"]}
    corrected.corrected_at = min(corrected.at + datetime.timedelta(hours=3), now)
    # Of a role without a quota: otherwise somebody who waits would have moved up.
    withdrawn.typed = {**withdrawn.typed, "a.roles": [POLLS], "a.early_days": []}
    withdrawn.withdrawn_at = min(withdrawn.at + datetime.timedelta(hours=20), now)


def _election_day(today: datetime.date) -> datetime.date:
    """A Sunday, some two months ahead."""
    day = today + datetime.timedelta(days=56)
    return day + datetime.timedelta(days=6 - day.weekday())


def _at(now: datetime.datetime, days: int, hour: int) -> datetime.datetime:
    day = now.date() + datetime.timedelta(days=days)
    return datetime.datetime.combine(day, datetime.time(hour), TOKYO)
