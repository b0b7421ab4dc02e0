"""What people are told about notices."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from archive.models import Delivery, Notice, Reading
from core.jobs.models import Job
from core.notifications.kinds import MessageKind, register
from core.notifications.models import Message, Notification
from core.notifications.services.telling import open_message, tell_members, tell_people
from core.people.models import Membership
from core.people.templatetags.portal_format import jdate


class NoticeMessage(MessageKind):
    """What mails about notices have in common: who issued it, its number, what is asked until when."""

    def facts(self, message: Message) -> list[tuple[str, str]]:
        context = message.context
        found = [("発出元", context.get("issuer", "")), ("文書番号", context.get("number", ""))]
        if context.get("needs_acknowledgement"):
            due = context.get("acknowledge_by")
            until = f"{jdate(date.fromisoformat(due))}までに、" if due else ""
            found.append(("お願い", f"{until}団体として受領を確認してください。"))
        if context.get("reason"):
            found.append(("理由", context["reason"]))
        return [(name, value) for name, value in found if value]


@register
class NoticePublished(NoticeMessage):
    code = "archive.notice_published"
    label = "通知が届きました"

    def mail_subject(self, message: Message) -> str:
        mark = "【重要】" if message.context.get("important") else ""
        return f"{mark}{message.title}"

    def still_wanted(self, notification: Notification) -> bool:
        """Not once it is withdrawn, nor when the person has read it in the portal meanwhile."""
        notice = int(notification.message.subject_id)
        return (
            Notice.objects.filter(pk=notice, state=Notice.State.PUBLISHED).exists()
            and not Reading.objects.filter(notice=notice, user=notification.user_id).exists()
        )


@register
class NoticeReminder(NoticeMessage):
    code = "archive.notice_reminder"
    label = "受領確認の督促"

    def mail_subject(self, message: Message) -> str:
        return f"【督促】{message.title}"

    def still_wanted(self, notification: Notification) -> bool:
        """Not once the organization has done what it is reminded of, nor after a withdrawal."""
        notice = Notice.objects.filter(pk=notification.message.subject_id, state=Notice.State.PUBLISHED).first()
        if notice is None:
            return False
        delivery = Delivery.objects.filter(notice=notice, organization=notification.organization_id)
        if notice.needs_acknowledgement:
            return delivery.filter(acknowledged_at__isnull=True).exists()
        return delivery.unread_by_all().exists()


@register
class NoticeWithdrawn(NoticeMessage):
    code = "archive.notice_withdrawn"
    label = "通知が取り下げられました"

    def mail_subject(self, message: Message) -> str:
        return f"【取下げ】{message.title}"


@register
class NoticeNotSent(NoticeMessage):
    code = "archive.notice_not_sent"
    label = "予約した通知を発出できませんでした"

    def mail_subject(self, message: Message) -> str:
        return f"【要対応】予約した通知を発出できませんでした：{message.title}"


def tell_addressees(notice: Notice, job: Job | None = None) -> int:
    """One inbox entry and mail for each person with a post in an addressed organization."""
    if notice.state != Notice.State.PUBLISHED:
        return 0
    message = _open(NoticePublished.code, notice, key=f"{notice.pk}")
    return tell_members(message, _members(notice.deliveries.all()), job=job)


def tell_reminder(notice: Notice, deliveries: list[int], round_number: int, job: Job | None = None) -> int:
    if notice.state != Notice.State.PUBLISHED:
        return 0
    key = f"{notice.pk}-{job.pk if job else round_number}"
    message = _open(NoticeReminder.code, notice, key=key)
    return tell_members(message, _members(notice.deliveries.filter(pk__in=deliveries)), job=job)


def tell_withdrawal(notice: Notice, job: Job | None = None) -> int:
    message = _open(NoticeWithdrawn.code, notice, key=f"{notice.pk}", path="", reason=notice.withdrawn_because)
    return tell_members(message, _members(notice.deliveries.all()), job=job)


def tell_not_sent(notice: Notice, why: str) -> None:
    message = _open(NoticeNotSent.code, notice, key=f"{notice.pk}-{notice.version}", reason=why)
    tell_people(message, [notice.created_by])


def _members(deliveries: QuerySet[Delivery]) -> QuerySet[Membership]:
    return Membership.objects.current().filter(organization__in=deliveries.order_by().values("organization"))


def _open(code: str, notice: Notice, *, key: str, path: str | None = None, reason: str = "") -> Message:
    return open_message(
        code,
        key=key,
        subject=notice,
        title=notice.title,
        path=_address_of(notice) if path is None else path,
        sender=notice.owner,
        by=notice.created_by,
        important=notice.importance == Notice.Importance.HIGH,
        issuer=str(notice.issuer or notice.owner),
        number=notice.number,
        needs_acknowledgement=notice.needs_acknowledgement,
        acknowledge_by=notice.acknowledge_by.isoformat() if notice.acknowledge_by else "",
        reason=reason,
    )


def _address_of(notice: Notice) -> str:
    """Where a reader is to go: to what the notice brings, where it brings something."""
    return notice.leads_to or reverse("archive:notice", args=[notice.pk])
