"""Telling people: a message once, and one row for each who is to have it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import Min

from core.jobs.models import Job
from core.jobs.running import beat
from core.notifications.kinds import KINDS
from core.notifications.models import Message, Notification
from core.notifications.services.posting import ask_for_posting
from core.people.models import Membership, Organization, User

# People who are told already stay as they are: a fan-out may be repeated after a crash.
TELL = """
INSERT INTO notifications_notification (message_id, user_id, organization_id, address, mail, mail_urgent)
SELECT %s, people.user_id, people.counted_for, '', CASE preference.timing
    WHEN 'daily' THEN 'digest' WHEN 'in_app' THEN 'none' ELSE 'waiting' END, %s
FROM ({people}) AS people
LEFT JOIN notifications_preference AS preference ON preference.user_id = people.user_id
ON CONFLICT DO NOTHING
"""
BOUNDS = """
SELECT max(user_id) FROM (
    SELECT user_id, row_number() OVER (ORDER BY user_id) - 1 AS number FROM ({people}) AS people
) AS numbered GROUP BY number / %s ORDER BY 1
"""


def open_message(
    kind: str,
    *,
    key: str | None,
    subject: models.Model | None,
    title: str,
    path: str,
    sender: Organization | None,
    by: User | None,
    **context: Any,
) -> Message:
    """What is said, once per kind and key; the same call again gives the same message, unchanged.

    `path` is the local address of the record (may be empty), `sender` the organization whose people see the failures.
    `context` must be JSON (dates and decimals become text) and is what the kind's mail template shows. `lines`, a list
    of paragraphs, is shown by the default template.
    """
    if kind not in KINDS:
        raise LookupError(f"The kind of message {kind!r} is not registered in any messages_out.py.")
    fields = {
        "subject_kind": subject._meta.label_lower if subject is not None else "",
        "subject_id": str(subject.pk) if subject is not None else "",
        "title": title[:255],
        "path": path,
        "sender": sender,
        "by": by,
        "context": context,
    }
    if key is None:
        return Message.objects.create(kind=kind, **fields)
    return Message.objects.get_or_create(kind=kind, key=key, defaults=fields)[0]


def tell_members(
    message: Message, memberships: models.QuerySet[Membership], job: Job | None = None, chunk: int = 10_000
) -> int:
    """One notification for each distinct person who holds one of these posts. Returns how many were not told before.

    The rows are made by the database, `chunk` people a statement, and never come here; each chunk is committed and
    reported to the job, so that a fan-out to a hundred thousand neither holds a transaction open nor loses its lease.
    Safe to repeat. A person with several of the posts counts for the organization that was entered first.
    """
    people = memberships.order_by().values("user_id").annotate(counted_for=Min("organization_id"))
    bounds = _bounds(people, chunk)
    told = 0
    above = 0
    for number, upto in enumerate(bounds, start=1):
        sql, params = people.filter(user_id__gt=above, user_id__lte=upto).query.sql_with_params()
        told += _tell(message, sql, params)
        above = upto
        if job is not None:
            beat(job, progress=number, total=len(bounds))
    ask_for_posting(told)
    return told


def tell_people(message: Message, users: Iterable[User]) -> int:
    """One notification for each of these (few) people. Safe to repeat."""
    ids = sorted({user.pk for user in users})
    told = _tell(message, "SELECT unnest(%s::bigint[]) AS user_id, NULL::bigint AS counted_for", (ids,))
    ask_for_posting(told)
    return told


def tell_address(message: Message, address: str, organization: Organization | None = None) -> int:
    """A mail to a bare address, whose owner need not have an account. Safe to repeat."""
    row = Notification(
        message=message, address=address, organization=organization, mail_urgent=KINDS[message.kind].urgent
    )
    before = Notification.objects.filter(message=message, address=address, user=None)
    told = 0 if before.exists() else 1
    Notification.objects.bulk_create([row], ignore_conflicts=True)
    ask_for_posting(told)
    return told


def _bounds(people: models.QuerySet, chunk: int) -> list[int]:
    """The last user id of each chunk, in order."""
    try:
        sql, params = people.query.sql_with_params()
    except EmptyResultSet:  # Django sees that the condition can match nobody
        return []
    with connection.cursor() as cursor:
        cursor.execute(BOUNDS.format(people=sql), [*params, chunk])
        return [row[0] for row in cursor.fetchall()]


def _tell(message: Message, people: str, params: Iterable[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(TELL.format(people=people), [message.pk, KINDS[message.kind].urgent, *params])
        return cursor.rowcount
