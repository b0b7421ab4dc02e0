"""The demonstration's people: the prefecture's sections, and for each organization a manager, a member and others."""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator

from django.contrib.auth.hashers import make_password
from django.db import transaction

from core import clock
from core.people.models import Kind, Membership, Organization, Role, Section, User, Verb
from core.people.models.organizations import MUNICIPALITIES
from core.people.services.roles import grant_to_person, grant_to_role
from demo.names import Name, names

PASSWORD = "demo-password"  # noqa: S105 - everybody may know it

# Section, then the posts in it. The contract's accounts stand where their work is.
PREFECTURE = {
    "市町村課": ["課長", "副参事兼総括課長補佐"],
    "市町村課 行政第一班": ["課長補佐（班長）", "主幹", "主査", "主事", "主事"],
    "市町村課 行政第二班": ["課長補佐（班長）", "主任主査", "主事"],
    "市町村課 財政班": ["課長補佐（班長）", "主任主査", "主査", "主事"],
    "市町村課 税政班": ["課長補佐（班長）", "主査"],
    "デジタルみやぎ推進課 市町村支援班": ["主幹（班長）", "主事"],
    "復興・危機管理総務課 防災推進班": ["主幹（班長）", "主査"],
    "地域振興課 広域連携班": ["主任主査"],
}
ADMINISTRATOR = ("admin@pref.example.jp", Name("千葉 浩一", "ちば こういち"), "市町村課", "副参事兼総括課長補佐")
STAFF = ("staff@pref.example.jp", Name("佐々木 美咲", "ささき みさき"), "市町村課 行政第二班", "主任主査")

OFFICES = ["総務課", "企画財政課", "税務課", "選挙管理委員会事務局", "防災安全課", "デジタル推進課"]
CITY_OFFICES = ["総務課", "財政課", "市民税課", "選挙管理委員会事務局", "危機管理課", "情報政策課"]
ASSOCIATION_OFFICES = ["総務課", "業務課"]
MANAGER_TITLES = ["総務課長", "課長補佐", "総務係長", "主幹"]
MEMBER_TITLES = ["主事", "主任", "主査", "係長", "主任主査", "主事"]

# Mails to these come back (demo.mailbox), so that the sender's table has something to show.
UNREACHABLE = {"042081", "044067"}
# A town's officer who also works for the association of its valley (兼務).
TWO_POSTS = ("044211", "900095")
# Cities large enough for a fourth person.
LARGE = {"041009", "042021", "042056", "042072", "042111", "042129", "042137", "042153", "043231", "043613", "044458"}


@transaction.atomic
def make() -> None:
    """Everyone, in a few statements. One hash for all: Argon2 is slow on purpose."""
    organizations = {each.code: each for each in Organization.objects.order_by("code")}
    sections = _make_sections(organizations.values())
    password, since = make_password(PASSWORD), clock.today() - datetime.timedelta(days=500)
    users, posts = [], []
    for email, name, organization, section, role, title in _everyone(organizations):
        user = User(email=email, name=name.written, kana=name.kana, password=password)
        users.append(user)
        posts.append((user, organization, sections[organization.pk, section], role, title))
    User.objects.bulk_create(users)
    memberships = [
        Membership(user=user, organization=organization, section=section, role=role, title=title, valid_from=since)
        for user, organization, section, role, title in posts
    ]
    town, association = (organizations[code] for code in TWO_POSTS)
    both = next(post for post in memberships if post.organization == town and not _is_contract_account(post.user))
    memberships.append(
        Membership(
            user=both.user,
            organization=association,
            section=sections[association.pk, ASSOCIATION_OFFICES[0]],
            role=Role.MEMBER,
            title="書記",
            valid_from=since,
        )
    )
    Membership.objects.bulk_create(memberships)
    # The training centre sends its own notices; one member in 石巻市 keeps the roster for the manager.
    grant_to_role(Verb.PUBLISH, organizations["900168"], Role.MANAGER)
    member = next(user for user in users if user.email == "member@042021.example.jp")
    grant_to_person(Verb.EDIT_ROSTER, organizations["042021"], member)


def _everyone(organizations: dict[str, Organization]) -> Iterator[tuple[str, Name, Organization, str, Role, str]]:
    """(address, name, organization, section, role, title)"""
    invented = iter(names("people"))
    fixed = {
        (section, title): (email, name, role)
        for (email, name, section, title), role in ((ADMINISTRATOR, Role.ADMINISTRATOR), (STAFF, Role.STAFF))
    }
    prefecture = next(each for each in organizations.values() if each.is_prefecture)
    for section, titles in PREFECTURE.items():
        for title in titles:
            if (section, title) in fixed:
                email, name, role = fixed[section, title]
            else:
                name, role = next(invented), Role.STAFF
                email = f"{name.in_letters}@pref.example.jp"
            yield email, name, prefecture, section, role, title
    for organization in organizations.values():
        if not organization.is_prefecture:
            yield from _people_of(organization, invented)


def _people_of(organization: Organization, invented: Iterator[Name]) -> Iterator:
    code, dice = organization.code, random.Random(organization.code)
    first, *others = offices_of(organization)
    yield f"manager@{code}.example.jp", next(invented), organization, first, Role.MANAGER, dice.choice(MANAGER_TITLES)
    yield f"member@{code}.example.jp", next(invented), organization, others[0], Role.MEMBER, dice.choice(MEMBER_TITLES)
    more = 0 if organization.kind not in MUNICIPALITIES else 2 if code in LARGE else 1
    for number in range(more):
        name = next(invented)
        office = others[(number * 2 + 2) % len(others)]
        yield (
            f"{name.in_letters}@{code}.example.jp",
            name,
            organization,
            office,
            Role.MEMBER,
            dice.choice(MEMBER_TITLES),
        )
    if code in UNREACHABLE:
        name = next(invented)
        address = f"unreachable.{name.in_letters}@{code}.example.jp"
        yield address, name, organization, others[1], Role.MEMBER, dice.choice(MEMBER_TITLES)


def offices_of(organization: Organization) -> list[str]:
    if organization.kind == Kind.CITY:
        return CITY_OFFICES
    return OFFICES if organization.kind in MUNICIPALITIES else ASSOCIATION_OFFICES


def _make_sections(organizations) -> dict[tuple[int, str], Section]:
    made = [
        Section(organization=organization, name=name, position=position)
        for organization in organizations
        for position, name in enumerate(PREFECTURE if organization.is_prefecture else offices_of(organization))
    ]
    Section.objects.bulk_create(made)
    return {(section.organization_id, section.name): section for section in made}


def _is_contract_account(user: User) -> bool:
    return user.email.startswith(("manager@", "member@"))
