"""The kinds of message that belong to no feature."""

from __future__ import annotations

from core.notifications.kinds import MessageKind, register
from core.notifications.models import DIGEST, Message, Notification

PLAIN = "mail.plain"


@register
class PlainMail(MessageKind):
    """A mail that some library wrote (an invitation, a password reset): sent as it is, to an address."""

    code = PLAIN
    label = "メール"
    urgent = True
    in_inbox = False
    erased_after_sending = True

    def mail_subject(self, message: Message) -> str:
        return message.context.get("subject", message.title)


@register
class DailyDigest(MessageKind):
    """One mail a day that lists what is still unread; see services/digesting.py."""

    code = DIGEST
    label = "1日1回のまとめ"
    in_inbox = False

    def still_wanted(self, notification: Notification) -> bool:
        return notification.included.filter(mail=Notification.Mail.DIGEST).exists()
