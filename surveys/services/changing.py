"""Changes of an issued survey: told to everybody who is asked, and kept on its page."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.db import transaction

from core import clock
from core.jobs.enqueueing import enqueue
from core.people import audit
from core.people.models import User
from core.people.templatetags.portal_format import jdatetime
from surveys.models import Announcement, Survey


class NotChangeable(Exception):
    """The change cannot be made; the text says why."""


@transaction.atomic
def announce(survey: Survey, text: str, *, by: User, without: Sequence[int] = ()) -> Announcement:
    """Tell the organizations asked what changed; not those (by id) who get a message of their own about it."""
    announcement = Announcement.objects.create(survey=survey, text=text, by=by)
    audit.record("survey.announced", survey, by=by, organization=survey.owner_id, text=text)
    enqueue(
        "surveys.tell_announcement",
        key=f"{announcement.pk}",
        by=by,
        announcement=announcement.pk,
        without=list(without),
    )
    return announcement


@transaction.atomic
def announce_once(survey_id: int, text: str, *, by: User) -> Announcement:
    """The same, by hand: the same words by the same person twice in a row (a second click) are told once."""
    survey = Survey.objects.select_for_update(of=("self",)).get(pk=survey_id)
    newest = survey.announcements.first()
    if newest and newest.text == text and newest.by_id == by.pk:
        return newest
    return announce(survey, text, by=by)


@transaction.atomic
def change_due(survey_id: int, *, due_at: datetime.datetime, text: str, by: User) -> Survey:
    """Another due date for everybody. Who was given a later date of their own keeps it. Raises NotChangeable.

    The date that stands already is told to nobody: a second click changes nothing.
    """
    survey = Survey.objects.select_for_update(of=("self",)).get(pk=survey_id)
    if not survey.is_open:
        raise NotChangeable("回答受付中の調査だけ、期限を変えられます。")
    if due_at <= clock.now():
        raise NotChangeable("回答期限には、これから先の日時を入力してください。")
    if due_at == survey.due_at:
        return survey
    old, survey.due_at = survey.due_at, due_at
    survey.save(update_fields=["due_at"])
    survey.responses.filter(extended_to__lte=due_at).update(extended_to=None)
    words = f"回答期限を{jdatetime(old)}から{jdatetime(due_at)}に変えました。"
    announce(survey, f"{words}\n{text}".strip(), by=by)
    return survey
