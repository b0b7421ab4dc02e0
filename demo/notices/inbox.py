"""The inboxes of the last month: one message for each notice, one entry for each person, its mail long settled."""

from __future__ import annotations

import datetime
import uuid
from collections import defaultdict
from typing import TYPE_CHECKING

from django.urls import reverse

from archive.messages_out import NoticePublished, NoticeReminder, NoticeWithdrawn
from archive.models import Notice
from core.notifications.models import Message, Notification, Preference, Timing
from core.people.models import Membership, User
from demo.copying import copy_rows

if TYPE_CHECKING:
    from demo.notices.making import Made
    from demo.notices.reception import Readings

DAYS = 31
# Their addresses stopped working some days ago; nobody has put them right yet.
UNREACHABLE = "unreachable."
UNREACHABLE_DAYS = 5
REFUSAL = "550 5.1.1 No such user here"
FIELDS = (
    "message_id",
    "user_id",
    "address",
    "organization_id",
    "created_at",
    "read_at",
    "mail",
    "mail_due_at",
    "mail_since",
    "mail_attempts",
    "mail_error",
    "mail_sent_at",
    "mail_id",
)


def fill(sent: list[Made], readings: Readings, *, now: datetime.datetime) -> None:
    people: dict[int, list[User]] = defaultdict(list)
    for post in Membership.objects.current().select_related("user").order_by("pk"):
        people[post.organization_id].append(post.user)
    timings = _preferences({user for each in people.values() for user in each})
    since = now - datetime.timedelta(days=DAYS)
    messages: list[tuple[Message, dict[int, tuple[User, int]], dict[int, datetime.datetime]]] = []
    for made in sent:
        if made.notice.published_at >= since:
            read = readings[made.notice.pk]
            messages += [(message, recipients, read) for message, recipients in _messages(made, people)]
    messages.sort(key=lambda each: each[0].created_at)
    Message.objects.bulk_create([message for message, _, _ in messages])
    failing = now - datetime.timedelta(days=UNREACHABLE_DAYS)
    rows = (
        _row(message, user, place, message.created_at > failing, timings.get(user.pk), read.get(user.pk))
        for message, recipients, read in messages
        for user, place in recipients.values()
    )
    copy_rows(Notification, FIELDS, rows)


def _preferences(people: set[User]) -> dict[int, str]:
    """A few want one mail a day, a few none; most say nothing. The contract's accounts stay as they come."""
    contract = ("manager@", "member@", "staff@", "admin@")
    own = sorted((user for user in people if not user.email.startswith(contract)), key=lambda user: user.pk)
    chosen = {user.pk: Timing.DAILY for user in own[::9]} | {user.pk: Timing.IN_APP for user in own[4::17]}
    Preference.objects.bulk_create([Preference(user_id=pk, timing=timing) for pk, timing in chosen.items()])
    return {pk: timing.value for pk, timing in chosen.items()}


def _messages(made: Made, people: dict[int, list[User]]):
    notice = made.notice
    recipients = _recipients([each.organization_id for each in made.deliveries], people)
    yield _message(NoticePublished.code, notice, notice.published_at, key=f"{notice.pk}"), recipients
    if notice.state == Notice.State.WITHDRAWN:
        yield _message(NoticeWithdrawn.code, notice, notice.withdrawn_at, key=f"{notice.pk}"), recipients
    reminded = [each for each in made.deliveries if each.reminded_at]
    if reminded:
        late = _recipients([each.organization_id for each in reminded], people)
        yield _message(NoticeReminder.code, notice, reminded[0].reminded_at, key=f"{notice.pk}-1"), late


def _recipients(organizations: list[int], people: dict[int, list[User]]) -> dict[int, tuple[User, int]]:
    """Each person once, for the first of their organizations."""
    found: dict[int, tuple[User, int]] = {}
    for organization in organizations:
        for user in people[organization]:
            found.setdefault(user.pk, (user, organization))
    return found


def _message(code: str, notice: Notice, at: datetime.datetime, *, key: str) -> Message:
    """As archive.messages_out opens it."""
    withdrawn = code == NoticeWithdrawn.code
    return Message(
        kind=code,
        key=key,
        subject_kind=notice._meta.label_lower,
        subject_id=str(notice.pk),
        title=notice.title,
        path="" if withdrawn else reverse("archive:notice", args=[notice.pk]),
        sender=notice.owner,
        by=notice.created_by,
        created_at=at,
        context={
            "important": notice.importance == Notice.Importance.HIGH,
            "issuer": str(notice.issuer),
            "number": notice.number,
            "needs_acknowledgement": notice.needs_acknowledgement,
            "acknowledge_by": notice.acknowledge_by.isoformat() if notice.acknowledge_by else "",
            "reason": notice.withdrawn_because if withdrawn else "",
        },
    )


def _row(
    message: Message,
    user: User,
    organization: int,
    comes_back: bool,
    timing: str | None,
    read_at: datetime.datetime | None,
) -> tuple:
    """In the order of FIELDS."""
    at = message.created_at
    sent_at = at + datetime.timedelta(seconds=2 + user.pk % 50)
    mail, error, attempts = Notification.Mail.SENT, "", 1
    if timing == Timing.IN_APP:
        mail, attempts, sent_at = Notification.Mail.NONE, 0, None
    elif comes_back and user.email.startswith(UNREACHABLE):
        mail, error, sent_at = Notification.Mail.FAILED, REFUSAL, None
    read_at = max(read_at, at) if read_at else None
    return (
        message.pk,
        user.pk,
        "",
        organization,
        at,
        read_at,
        mail.value,
        at,
        at,
        attempts,
        error,
        sent_at,
        uuid.uuid4(),
    )
