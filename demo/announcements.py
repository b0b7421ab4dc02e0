"""Announcements on the home page: some current, one to come, one over."""

from __future__ import annotations

import datetime
import tomllib
from pathlib import Path

from django.db import transaction

from core import clock
from core.people.models import Organization, User
from core.people.templatetags.portal_format import jday
from portal.models import Announcement

FILE = Path(__file__).resolve().parent / "data" / "announcements.toml"


@transaction.atomic
def make() -> None:
    entries = tomllib.loads(FILE.read_text(encoding="utf-8"))["announcement"]
    now = clock.now()
    owner = Organization.objects.get(code="040002")
    by = User.objects.get(email="staff@pref.example.jp")
    words = {"week": jday(_next_saturday(now.date())), "later": jday(now.date() + datetime.timedelta(days=16))}
    Announcement.objects.bulk_create(
        [
            Announcement(
                owner=owner,
                by=by,
                title=entry["title"].format(**words),
                body=entry["body"],
                shown_from=now - datetime.timedelta(days=entry["since"], hours=1),
                shown_until=now + datetime.timedelta(days=entry["until"]) if "until" in entry else None,
            )
            for entry in reversed(entries)
        ]
    )


def _next_saturday(day: datetime.date) -> datetime.date:
    return day + datetime.timedelta(days=(4 - day.weekday()) % 7 + 1)
