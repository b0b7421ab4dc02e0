"""Whether a mail is still worth sending, asked just before it leaves."""

from __future__ import annotations

from core.notifications.kinds import kind_of
from core.notifications.models import Notification
from core.people.models import Membership


def why_pointless(notification: Notification) -> str:
    """Why the mail need not be sent any more, in plain words; empty when it must be sent."""
    person = notification.user
    if person is not None:
        if not person.is_active:
            return "利用が停止された方のため"
        if not notification.is_unread:
            return "受信箱ですでに読まれたため"
        if notification.organization_id and not _has_a_post(notification):
            return "団体の所属を離れた方のため"
    if not kind_of(notification.message).still_wanted(notification):
        return "用件が済んだため"
    return ""


def _has_a_post(notification: Notification) -> bool:
    posts = Membership.objects.current().filter(user=notification.user_id)
    return posts.filter(organization=notification.organization_id).exists()
