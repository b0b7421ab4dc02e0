"""Contacts of every organization by duty: 正, and 副 where somebody stands in."""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator

from django.db import transaction

from core import clock
from core.people.models import Kind, Membership, Organization
from core.people.models.organizations import MUNICIPALITIES
from demo.names import Name, names
from demo.people import CITY_OFFICES, OFFICES
from roster.models import Contact, Duty

# Whose work a duty usually is, in a municipality.
SECTIONS = {
    "総務": "総務課",
    "選挙": "選挙管理委員会事務局",
    "財政": "企画財政課",
    "税": "税務課",
    "人事・給与": "総務課",
    "行政改革": "企画財政課",
    "情報政策": "デジタル推進課",
    "防災": "防災安全課",
    "市町村合併・広域行政": "企画財政課",
    "公営企業": "上下水道課",
    "議会": "議会事務局",
    "監査": "監査委員事務局",
}
IN_A_CITY = dict(zip(OFFICES, CITY_OFFICES, strict=True))
ASSOCIATION_DUTIES = ("総務", "財政", "人事・給与", "情報政策", "議会", "監査")
TITLES = {Contact.Rank.PRIMARY: ["係長", "主任主査", "主査", "課長補佐"], Contact.Rank.DEPUTY: ["主事", "主任", "主査"]}
NOTES = [
    "不在の場合は代表番号へ御連絡ください。",
    "勤務は16時までです。",
    "10月から担当",
    "メールでの連絡を希望します。",
]
AREA_CODES = {
    "仙台都市圏": "022",
    "仙南圏": "0224",
    "大崎圏": "0229",
    "栗原圏": "0228",
    "登米圏": "0220",
    "石巻圏": "0225",
    "気仙沼・本吉圏": "0226",
}


@transaction.atomic
def make() -> None:
    duties = {duty.name: duty for duty in Duty.objects.all()}
    posts = Membership.objects.select_related("user", "section").order_by("pk")
    officers: dict[tuple[int, str], list[Membership]] = {}
    for post in posts:
        officers.setdefault((post.organization_id, post.section.name if post.section else ""), []).append(post)
    invented = iter(names("roster"))
    today = clock.today()
    contacts = [
        contact
        for organization in Organization.objects.exclude(code="040002").order_by("code")
        for contact in _contacts(organization, duties, officers, invented, today)
    ]
    Contact.objects.bulk_create(contacts)


def _contacts(
    organization: Organization,
    duties: dict[str, Duty],
    officers: dict[tuple[int, str], list[Membership]],
    invented: Iterator[Name],
    today: datetime.date,
) -> Iterator[Contact]:
    dice = random.Random(f"roster {organization.code}")
    municipal = organization.kind in MUNICIPALITIES
    for duty in duties.values():
        if not municipal and duty.name not in ASSOCIATION_DUTIES:
            continue
        ranks = [Contact.Rank.PRIMARY, *([Contact.Rank.DEPUTY] if dice.random() < 0.55 else [])]
        section = SECTIONS.get(duty.name, "総務課") if municipal else "総務課"
        if organization.kind == Kind.CITY:
            section = IN_A_CITY.get(section, section)
        for rank, post in zip(ranks, [*officers.get((organization.pk, section), []), None, None], strict=False):
            name = Name(post.user.name, post.user.kana) if post else next(invented)
            yield Contact(
                organization=organization,
                duty=duty,
                rank=rank,
                section=section,
                title=post.title if post else dice.choice(TITLES[rank]),
                name=name.written,
                kana=name.kana,
                phone=_phone(organization, dice),
                email=post.user.email if post else f"{name.in_letters}@{organization.code}.example.jp",
                note=dice.choice(NOTES) if dice.random() < 0.06 else "",
                updated_at=_some_day(today, dice),
                updated_by=post.user if post else None,
            )


def _phone(organization: Organization, dice: random.Random) -> str:
    """No number that anybody has: the exchange 00 or 000 is not given out."""
    area = AREA_CODES.get(organization.region, "022")
    return f"{area}-{'0' * (6 - len(area))}-{dice.randint(1000, 9899)}"


def _some_day(today: datetime.date, dice: random.Random) -> datetime.datetime:
    """Most were looked over in spring."""
    day = today - datetime.timedelta(days=dice.choice([dice.randint(1, 60), dice.randint(150, 330)]))
    return datetime.datetime.combine(day, datetime.time(dice.randint(9, 16), dice.randint(0, 59)), clock.TOKYO)
