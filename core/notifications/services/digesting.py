"""One mail a day for those who want it so, at 8:00 in Japan, listing what is still unread.

The day's mail is a notification like any other, to the person's address; the rows that it carries point to it. Both
are written by one statement, so a crash leaves all of it or nothing; from then on the mail is sent like all others,
and what it carries is settled together with it.
"""

from __future__ import annotations

from django.db import connection, transaction

from core import clock
from core.jobs.enqueueing import enqueue
from core.notifications.models import DIGEST, Message, Notification
from core.notifications.wanted import why_pointless

HOUR = 8
Mail = Notification.Mail

GATHER = """
WITH digest AS (
    INSERT INTO notifications_notification (message_id, address, mail)
    SELECT %s, person.email, 'waiting' FROM people_user AS person
    WHERE person.is_active AND EXISTS (
        SELECT FROM notifications_notification AS entry
        WHERE entry.user_id = person.id AND entry.mail = 'digest' AND entry.digest_id IS NULL
    )
    ON CONFLICT DO NOTHING RETURNING id, address
)
UPDATE notifications_notification AS entry SET digest_id = digest.id
FROM digest JOIN people_user AS person ON person.email = digest.address
WHERE entry.user_id = person.id AND entry.mail = 'digest' AND entry.digest_id IS NULL
"""


def plan_digests() -> None:
    """From 8:00 on, once a day, if anybody waits for one."""
    now = clock.now()
    key = now.date().isoformat()
    if now.hour < HOUR or Message.objects.filter(kind=DIGEST, key=key).exists():
        return
    if Notification.objects.filter(mail=Mail.DIGEST, digest__isnull=True).exists():
        enqueue("notifications.digest", key=key, day=key)


def gather(day: str) -> int:
    """Make the day's mails. Returns how many. A second call finds the day's message and does nothing."""
    with transaction.atomic():
        message, is_new = Message.objects.get_or_create(
            kind=DIGEST, key=day, defaults={"title": "未読のお知らせ（1日分のまとめ）", "path": "/inbox/"}
        )
        if not is_new:
            return 0
        _withhold(Notification.objects.filter(digest__isnull=True, read_at__isnull=False), "受信箱ですでに読まれたため")
        with connection.cursor() as cursor:
            cursor.execute(GATHER, [message.pk])
    return message.notifications.count()


def drop_pointless(digest: Notification) -> None:
    """Take out of a day's mail what was read, withdrawn or done since it was gathered."""
    for entry in digest.included.filter(mail=Mail.DIGEST).select_related("message", "user"):
        why = why_pointless(entry)
        if why:
            _withhold(Notification.objects.filter(pk=entry.pk), why)


def _withhold(entries, why: str) -> None:
    entries.filter(mail=Mail.DIGEST).update(mail=Mail.WITHHELD, mail_error=why)
