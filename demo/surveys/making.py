"""Writes the year of surveys: what is over, what is open, drafts, and one that was withdrawn."""

from __future__ import annotations

from django.db import transaction

from core import clock
from core.people.models import AuditEntry, User
from demo.notices.calendar import Calendar
from demo.notices.making import Office
from demo.surveys import current, forms, planning
from demo.surveys.respondents import respondents
from demo.surveys.writing import Writer


@transaction.atomic
def make() -> None:
    calendar = Calendar(clock.now())
    office = Office()
    versions = forms.make(office.prefecture, User.objects.get(email="staff@pref.example.jp"))
    writer = Writer(office, respondents(), versions)
    past = planning.past(calendar)
    for planned in past:
        writer.write(planned, calendar.now)
    current.make(writer, past, calendar)
    AuditEntry.objects.bulk_create(sorted(writer.entries, key=lambda entry: entry.at), batch_size=5000)
