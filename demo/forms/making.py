"""Makes the forms, of two owners, each as the services would have it by today."""

from __future__ import annotations

from django.db import transaction

from core import clock
from core.people.models import Organization, User
from demo.forms import colleagues, event, recruiting
from demo.forms.writing import Desk

ISHINOMAKI, PREFECTURE = "042021", "040002"


@transaction.atomic
def make() -> None:
    now = clock.now()
    city, prefecture = _desk(ISHINOMAKI, "選挙管理委員会事務局"), _desk(PREFECTURE, "市町村課 行政第二班")
    recruiting.make(city, now)
    recruiting.make_draft(city)
    event.make(prefecture, now)
    colleagues.make_questionnaire(prefecture, now)
    colleagues.make_log(prefecture, now)


def _desk(code: str, section: str) -> Desk:
    owner = Organization.objects.get(code=code)
    head = f"manager@{code}.example.jp" if code != PREFECTURE else "staff@pref.example.jp"
    people = list(User.objects.filter(memberships__organization=owner, is_active=True).order_by("pk").distinct())
    chief = next(person for person in people if person.email == head)
    return Desk(owner, owner.sections.get(name=section), chief, [one for one in people if one != chief])
