"""What a mail says: from a notification to the message that goes to the mail server."""

from __future__ import annotations

import re
from email.utils import formataddr, parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import select_template
from django.urls import reverse
from django.utils import translation

from core.notifications.kinds import kind_of
from core.notifications.messages_out import PLAIN
from core.notifications.models import DIGEST, Notification

LISTED_IN_A_DIGEST = 100
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def letter(notification: Notification) -> EmailMultiAlternatives:
    """The mail, with text and HTML, ready to be sent. The same notification always gets the same Message-ID."""
    if notification.message.kind == PLAIN:
        return _plain(notification)
    with translation.override(kind_of(notification.message).language(notification.message)):
        return _written(notification)


def _written(notification: Notification) -> EmailMultiAlternatives:
    message = notification.message
    context = _context(notification)
    mail = EmailMultiAlternatives(
        subject=one_line(message.headline),
        body=_render(message.kind, "txt", context),
        from_email=_sender(),
        to=[notification.recipient],
        headers=_headers(notification) | {"List-Id": f"<{message.kind.partition('.')[0]}.{_host()}>"},
    )
    mail.attach_alternative(_render(message.kind, "html", context), "text/html")
    return mail


def _plain(notification: Notification) -> EmailMultiAlternatives:
    written: dict[str, Any] = notification.message.context
    mail = EmailMultiAlternatives(
        subject=one_line(notification.message.headline),
        body=written["text"],
        from_email=written["from"],
        to=[notification.recipient],
        reply_to=written["reply_to"],
        headers=_headers(notification),
    )
    if written["html"]:
        mail.attach_alternative(written["html"], "text/html")
    return mail


def one_line(text: str) -> str:
    """Fit for a header: no line breaks, no control characters."""
    return CONTROL.sub(" ", text).strip(" ")


def address_of(path: str) -> str:
    """The full address of a page. The request's host is not trusted for that, and there is no request here."""
    return f"{settings.PORTAL_URL}{path}"


def _context(notification: Notification) -> dict[str, Any]:
    message = notification.message
    context = message.context | {
        "title": message.title,
        "kind": message.kind,
        "label": message.kind_label,
        "facts": kind_of(message).facts(message),
        "lines": message.context.get("lines", []),
        "link": _link(notification),
        "sender": message.sender,
        "organization": notification.organization,
        "person": notification.user,
        "preference_link": address_of(reverse("inbox:preference")),
        "inbox_link": address_of(reverse("inbox:list")),
        "portal_name": settings.PORTAL_NAME,
        "portal_owner": settings.PORTAL_OWNER,
        "portal_office": settings.PORTAL_OFFICE,
    }
    context |= kind_of(message).at_sending(message)
    if message.kind == DIGEST:
        entries = notification.included.filter(mail=Notification.Mail.DIGEST).select_related("message__sender")
        listed = list(entries.order_by("-pk")[:LISTED_IN_A_DIGEST])
        context["entries"] = [
            {
                "label": entry.message.kind_label,
                "title": entry.message.headline,
                "sender": entry.message.sender,
                "link": _link(entry),
            }
            for entry in listed
        ]
        context["total"] = entries.count()
        context["more"] = context["total"] - len(listed)
    return context


def _link(notification: Notification) -> str:
    """To the record; without one to the inbox entry, which a bare address does not have."""
    if notification.message.path or notification.user_id is None:
        return address_of(notification.message.path) if notification.message.path else ""
    return address_of(reverse("inbox:open", args=[notification.pk]))


def _render(code: str, form: str, context: dict[str, Any]) -> str:
    return select_template([f"mail/{code.replace('.', '/')}.{form}", f"mail/default.{form}"]).render(context)


def _headers(notification: Notification) -> dict[str, str]:
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return {
        "Message-ID": f"<{notification.mail_id}@{domain}>",
        "Auto-Submitted": "auto-generated",  # RFC 3834: no holiday notices in reply
        "X-Auto-Response-Suppress": "All",
    }


def _sender() -> str:
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((name or f"{settings.PORTAL_NAME} {settings.PORTAL_OWNER}", address))


def _host() -> str:
    return urlsplit(settings.PORTAL_URL).hostname or "localhost"
