"""Sending failed mails once more, when somebody asks: after the address was put right, or the server."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from core.clock import Now
from core.notifications.kinds import KINDS
from core.notifications.models import Notification
from core.notifications.services.posting import ask_for_posting
from core.people import audit
from core.people.models import User


def cannot_be_retried() -> list[str]:
    """Kinds whose text was erased when the mail failed: a new invitation or reset has to be asked for."""
    return [code for code, kind in KINDS.items() if kind.erased_after_sending]


@transaction.atomic
def retry(failures: Collection[int], *, by: User) -> int:
    """Those of the mails whose failure the person may see. Returns how many will be sent again. The retrying hours
    begin anew."""
    wanted = Notification.objects.failures_visible_to(by).filter(pk__in=failures)
    rows = list(wanted.exclude(message__kind__in=cannot_be_retried()).select_related("message").order_by("pk"))
    again = Notification.objects.filter(pk__in=[row.pk for row in rows], mail=Notification.Mail.FAILED).update(
        mail=Notification.Mail.WAITING,
        mail_due_at=Now(),
        mail_since=Now(),
        mail_attempts=0,
        mail_error="",
        digest=None,
    )
    for message in {row.message for row in rows}:
        count = sum(row.message_id == message.pk for row in rows)
        audit.record("mail.retried", message, by=by, organization=message.sender_id, mails=count)
    ask_for_posting(again)
    return again
