"""One mail to an applicant's address: once per key, and so many an hour that nobody is flooded by means of us."""

from __future__ import annotations

from typing import Any

from django.db import connection, models, transaction

from core.clock import later
from core.notifications.models import Notification
from core.notifications.services.telling import open_message, tell_address
from core.people.models import Organization, User
from publicforms.mails.refusals import digest_of
from publicforms.models import Mailed

AN_HOUR, MOST_AN_HOUR = 3600, 5
TOO_MANY = "同じ宛先へのメールが短い時間に続いたため"
_NAME = 0x4D41494C  # "MAIL": keeps these locks apart from others


@transaction.atomic
def mail_to(
    address: str,
    kind: str,
    *,
    key: str,
    subject: models.Model,
    title: str,
    sender: Organization,
    by: User | None = None,
    **context: Any,
) -> bool:
    """Put a mail of this kind into the outbox. The same kind and key again does nothing.

    Beyond MOST_AN_HOUR to one mailbox, across all forms, it is withheld; the office reads why. Returns whether it is
    to leave.
    """
    digest = digest_of(address)
    _one_at_a_time(digest)
    message = open_message(kind, key=key, subject=subject, title=title, path="", sender=sender, by=by, **context)
    if not tell_address(message, address):
        return True
    if Mailed.objects.filter(digest=digest, at__gt=later(-AN_HOUR)).count() >= MOST_AN_HOUR:
        rows = Notification.objects.filter(message=message, address=address)
        rows.update(mail=Notification.Mail.WITHHELD, mail_error=TOO_MANY)
        return False
    Mailed.objects.create(digest=digest)
    return True


def forget_mailed() -> None:
    """What is older than an hour counts for nothing."""
    Mailed.objects.filter(at__lt=later(-AN_HOUR)).delete()


def _one_at_a_time(digest: str) -> None:
    """Two workers that write to one mailbox count one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_NAME, int(digest[:7], 16)])
