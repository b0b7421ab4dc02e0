"""`manage.py demo_data`: fills an empty portal with a year of its life. Run again, it does nothing."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.core.management.base import BaseCommand
from django.db import connection, models

from archive.models import Notice, SavedSearch
from core.people.models import Organization, User
from core.questions.models import Questionnaire
from demo import announcements, odds_and_ends, organizations, people, questionnaires, roster
from demo.forms import making as forms
from demo.notices import making as notices
from demo.surveys import making as surveys
from portal.models import Announcement
from publicforms.models import Form
from roster.models import Contact
from surveys.models import Survey

# In this order; each part is one transaction and is left alone once its rows are there, so that an interrupted run
# goes on where it stopped.
PARTS: tuple[tuple[str, type[models.Model], Callable[[], None]], ...] = (
    ("団体", Organization, organizations.make),
    ("利用者", User, people.make),
    ("担当者名簿", Contact, roster.make),
    ("お知らせ", Announcement, announcements.make),
    ("通知", Notice, notices.make),
    ("様式", Questionnaire, questionnaires.make),
    ("調査", Survey, surveys.make),
    ("フォーム", Form, forms.make),
    ("そのほか", SavedSearch, odds_and_ends.make),
)
# Any number that nobody else uses: two runs at once must not both find the portal empty.
ONE_AT_A_TIME = 52_170


class Command(BaseCommand):
    help = "Fills the demonstration with organizations, people, a roster, a year of notices and surveys, and forms."

    def handle(self, *args, **options) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
            for label, model, make in PARTS:
                if model._default_manager.exists():
                    continue
                start = time.monotonic()
                make()
                self.stdout.write(f"{label} {time.monotonic() - start:.1f}s")
            # After a failure the lock goes with the connection.
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ONE_AT_A_TIME])
