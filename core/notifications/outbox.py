"""Django's EMAIL_BACKEND: mails of Django and its libraries go to the outbox like all others."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import DatabaseError, transaction

from core.notifications.services.plain_mail import put_in_outbox


class OutboxBackend(BaseEmailBackend):
    """Writes rows, so a page never waits for a mail server; the worker sends them by settings.MAIL_TRANSPORT."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        taken = 0
        for mail in email_messages:
            try:
                with transaction.atomic():
                    taken += bool(put_in_outbox(mail))
            except DatabaseError:
                if not self.fail_silently:
                    raise
        return taken
