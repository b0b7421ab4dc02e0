"""The people and organizations of the tests. They have names, so that a failing test is a sentence."""

from __future__ import annotations

from dataclasses import dataclass

from core.people.models import Kind, Membership, Organization, OrganizationGroup, Role, Section, User
from core.people.services.roles import ensure_roles

PASSWORD = "demo-password"


@dataclass
class Cast:
    """宮城県 with Sato (staff) and Kanda (administrator); 石巻市, 白石市 and 七ヶ宿町 with their people."""

    prefecture: Organization
    ishinomaki: Organization
    shiroishi: Organization
    shichikashuku: Organization
    sato: User  # prefecture staff
    kanda: User  # prefecture administrator
    midori: User  # manager of 石巻市
    kaede: User  # member of 石巻市
    ren: User  # member of 石巻市
    akira: User  # manager of 白石市
    yui: User  # member of 白石市
    haru: User  # member of 七ヶ宿町
    everyone: OrganizationGroup
    cities: OrganizationGroup


def organization(code: str, name: str, kind: Kind, **fields) -> Organization:
    made = Organization.objects.create(code=code, name=name, kana=fields.pop("kana", name), kind=kind, **fields)
    ensure_roles([made])
    return made


def person(email: str, name: str, place: Organization, role: Role, section: str = "", **fields) -> User:
    user = User(email=email, name=name, **fields)
    user.password = _hashed()
    user.save()
    if section:
        found, _ = Section.objects.get_or_create(organization=place, name=section)
    else:
        found = None
    Membership.objects.create(user=user, organization=place, role=role, section=found)
    return user


_hash = ""


def _hashed() -> str:
    """Argon2 is slow on purpose; once per session is enough."""
    global _hash
    if not _hash:
        from django.contrib.auth.hashers import make_password

        _hash = make_password(PASSWORD)
    return _hash


def make_cast() -> Cast:
    prefecture = organization("040002", "宮城県", Kind.PREFECTURE)
    ishinomaki = organization("042021", "石巻市", Kind.CITY, region="石巻圏")
    shiroishi = organization("042064", "白石市", Kind.CITY, region="仙南圏")
    shichikashuku = organization("043028", "七ヶ宿町", Kind.TOWN, region="仙南圏")
    everyone = OrganizationGroup.objects.create(name="全市町村", kinds=[Kind.CITY, Kind.TOWN, Kind.VILLAGE])
    cities = OrganizationGroup.objects.create(name="市", kinds=[Kind.CITY], position=1)
    return Cast(
        prefecture=prefecture,
        ishinomaki=ishinomaki,
        shiroishi=shiroishi,
        shichikashuku=shichikashuku,
        sato=person("sato@pref.example.jp", "佐藤 健", prefecture, Role.STAFF, "市町村課 行政第一班"),
        kanda=person("kanda@pref.example.jp", "神田 明", prefecture, Role.ADMINISTRATOR, "市町村課"),
        midori=person("midori@ishinomaki.example.jp", "緑川 みどり", ishinomaki, Role.MANAGER, "総務課"),
        kaede=person("kaede@ishinomaki.example.jp", "髙橋 楓", ishinomaki, Role.MEMBER, "総務課"),
        ren=person("ren@ishinomaki.example.jp", "及川 蓮", ishinomaki, Role.MEMBER, "選挙管理委員会事務局"),
        akira=person("akira@shiroishi.example.jp", "明石 晃", shiroishi, Role.MANAGER, "総務課"),
        yui=person("yui@shiroishi.example.jp", "油井 結", shiroishi, Role.MEMBER, "総務課"),
        haru=person("haru@shichikashuku.example.jp", "春日 陽", shichikashuku, Role.MEMBER, "総務課"),
        everyone=everyone,
        cities=cities,
    )
