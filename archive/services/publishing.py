"""Sending a notice: at once, or at a time."""

from __future__ import annotations

import datetime

from django.db import connection, transaction
from django.db.models import F

from archive.addressing import addressees_of
from archive.messages_out import tell_not_sent
from archive.models import Delivery, Notice
from core import clock
from core.jobs.enqueueing import enqueue
from core.people import audit
from core.people.models import User


class NotPublishable(Exception):
    """The notice cannot go out; the text says why, in words for the person who tried."""


@transaction.atomic
def publish(notice_id: int, *, by: User | None) -> Notice:
    """Send a draft to its addressees. Safe to call again after a crash, a double click, or by two people.

    Raises NotPublishable when the notice is withdrawn or has nobody to go to.
    """
    notice = Notice.objects.select_for_update(of=("self",)).get(pk=notice_id)
    if notice.state == Notice.State.PUBLISHED:
        return notice
    if notice.state == Notice.State.WITHDRAWN:
        raise NotPublishable("取り下げた通知は発出できません。")
    now = clock.now()
    notice.state = Notice.State.PUBLISHED
    notice.published_at = now
    notice.issued_on = notice.issued_on or now.date()
    notice.version = F("version") + 1
    notice.save(update_fields=["state", "published_at", "issued_on", "version"])
    count = _deliver(notice)
    if not count:
        raise NotPublishable("宛先の団体がありません。宛先を選んでください。")
    enqueue("archive.tell_addressees", key=f"notice-{notice.pk}", by=by, notice=notice.pk)
    audit.record("notice.published", notice, by=by, organization=notice.owner_id, organizations=count)
    return Notice.objects.get(pk=notice.pk)


@transaction.atomic
def schedule(notice_id: int, *, at: datetime.datetime, by: User) -> Notice:
    """Have a draft sent at a time to come. Whom it goes to is decided then, so a new group member is included.

    Raises NotPublishable when the time has passed or there is nobody to send to today.
    """
    notice = Notice.objects.select_for_update(of=("self",)).get(pk=notice_id)
    if notice.state not in (Notice.State.DRAFT, Notice.State.SCHEDULED):
        raise NotPublishable("すでに発出した通知です。")
    if at <= clock.now():
        raise NotPublishable("発出の日時には、これから先の日時を指定してください。")
    if not addressees_of(notice).exists():
        raise NotPublishable("宛先の団体がありません。宛先を選んでください。")
    notice.state = Notice.State.SCHEDULED
    notice.scheduled_for = at
    notice.version = F("version") + 1
    notice.save(update_fields=["state", "scheduled_for", "version"])
    audit.record("notice.scheduled", notice, by=by, organization=notice.owner_id, at=at.isoformat())
    return Notice.objects.get(pk=notice.pk)


@transaction.atomic
def unschedule(notice_id: int, *, by: User | None) -> Notice:
    """Turn a scheduled notice back into a draft. Changes nothing once it has gone out."""
    moved = Notice.objects.filter(pk=notice_id, state=Notice.State.SCHEDULED).update(
        state=Notice.State.DRAFT, scheduled_for=None, version=F("version") + 1
    )
    notice = Notice.objects.get(pk=notice_id)
    if moved:
        audit.record("notice.unscheduled", notice, by=by, organization=notice.owner_id)
    return notice


@transaction.atomic
def hand_back(notice_id: int, *, why: str) -> None:
    """A scheduled notice that could not go out becomes a draft again, and its author is told why."""
    notice = unschedule(notice_id, by=None)
    if notice.state == Notice.State.DRAFT:
        tell_not_sent(notice, why)


def _deliver(notice: Notice) -> int:
    """One Delivery per addressed organization, in one INSERT … SELECT."""
    table = connection.ops.quote_name(Delivery._meta.db_table)
    select, params = addressees_of(notice).order_by().values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (notice_id, organization_id, issued_on, reminders) "  # noqa: S608 - Django's own SQL
            f"SELECT %s, addressed.id, %s, 0 FROM ({select}) AS addressed(id) ON CONFLICT DO NOTHING",
            [notice.pk, notice.issued_on, *params],
        )
        return cursor.rowcount
