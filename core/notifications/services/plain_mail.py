"""A mail that a library wrote becomes a message in the outbox."""

from __future__ import annotations

from email.utils import parseaddr

from django.core.mail import EmailMessage
from django.db import transaction

from core.notifications.letters import one_line
from core.notifications.messages_out import PLAIN
from core.notifications.models import Message, Notification
from core.notifications.services.posting import ask_for_posting


@transaction.atomic
def put_in_outbox(mail: EmailMessage) -> int:
    """One row per address (to, cc and bcc alike: nobody sees the others'). Commits with the caller's transaction, so a
    rolled-back invitation is not mailed. The text, which may hold a secret link, is erased once the mail has left."""
    if mail.attachments:
        raise ValueError("The outbox carries no attachments: send a link.")
    addresses = {parseaddr(each)[1] or each for each in mail.recipients()}
    subject = one_line(str(mail.subject))
    message = Message.objects.create(
        kind=PLAIN,
        title=subject[:255],
        context={
            "subject": subject,
            "text": str(mail.body),
            "html": _html(mail),
            "from": str(mail.from_email),
            "reply_to": [str(each) for each in mail.reply_to],
        },
    )
    rows = [Notification(message=message, address=address, mail_urgent=True) for address in sorted(addresses)]
    Notification.objects.bulk_create(rows)
    ask_for_posting(len(rows))
    return len(rows)


def _html(mail: EmailMessage) -> str:
    alternatives = getattr(mail, "alternatives", [])
    return next((str(content) for content, mimetype in alternatives if mimetype == "text/html"), "")
