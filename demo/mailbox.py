"""The mail server of the demonstration: keeps every mail where anybody can read it, and fails where it is told to."""

from __future__ import annotations

import smtplib
from collections.abc import Sequence
from email.header import decode_header, make_header
from email.utils import parseaddr

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from demo.models import DemoMail

# What an address says by its first letters, so that the demonstration can show failures and retries.
ANSWERS = {
    "unreachable": (550, b"5.1.1 No such user here"),
    "slow": (451, b"4.3.0 Try again later"),
}
KEPT = ("From", "Message-ID", "Date", "List-Id", "Auto-Submitted")


class DemoMailboxBackend(BaseEmailBackend):
    """Answers as an SMTP server would; keeps what it accepts in DemoMail."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for mail in email_messages:
            for recipient in mail.recipients():
                self._deliver(mail, parseaddr(recipient)[1])
        return len(email_messages)

    def _deliver(self, mail: EmailMessage, address: str) -> None:
        for beginning, answer in ANSWERS.items():
            if address.startswith(beginning):
                raise smtplib.SMTPRecipientsRefused({address: answer})
        written = mail.message()
        DemoMail.objects.create(
            to=address,
            subject=mail.subject,
            text=mail.body,
            html=_html(mail),
            headers={name: str(make_header(decode_header(written[name]))) for name in KEPT if written[name]},
        )


def _html(mail: EmailMessage) -> str:
    alternatives = getattr(mail, "alternatives", [])
    return next((content for content, mimetype in alternatives if mimetype == "text/html"), "")
