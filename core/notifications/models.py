"""A message is what is said; a notification is that it is said to one person or one bare address."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from core.clock import Now
from core.notifications.kinds import kind_of
from core.people.access import administers, organizations_for
from core.people.models import Organization, Verb

if TYPE_CHECKING:
    from core.people.models import User


# The kind of the daily mail that gathers other notifications; it is in nobody's inbox and never a failure of its own.
DIGEST = "notifications.digest"


class Timing(models.TextChoices):
    AT_ONCE = "at_once", "すぐにメールで受け取る"
    DAILY = "daily", "1日1回まとめてメールで受け取る"
    IN_APP = "in_app", "メールは受け取らず、受信箱だけで見る"


class Preference(models.Model):
    """How a person wants to be told. No row means at once."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_preference")
    timing = models.CharField("通知の受け取り方", max_length=10, choices=Timing.choices, default=Timing.AT_ONCE)

    class Meta:
        verbose_name = verbose_name_plural = "通知の受け取り方"


class Message(models.Model):
    """One event that people are told of. What it is about is named, not referred to: facts point down."""

    kind = models.CharField("種類", max_length=60)
    key = models.CharField(max_length=120, null=True, blank=True)  # noqa: DJ001 - NULL means "may repeat"
    subject_kind = models.CharField(max_length=60, blank=True)
    subject_id = models.CharField(max_length=60, blank=True)
    title = models.CharField("件名", max_length=255)
    path = models.CharField("リンク", max_length=255, blank=True)
    context = models.JSONField("内容", default=dict, encoder=DjangoJSONEncoder)
    # Who sees the failures: the people who may publish for this organization.
    sender = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField("日時", db_default=Now(), editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "お知らせの内容"
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="message_once_per_key")]
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="message_by_subject")]

    def __str__(self) -> str:
        return self.title

    @property
    def headline(self) -> str:
        """The title as its kind puts it: 【督促】…"""
        return kind_of(self).mail_subject(self)

    @property
    def kind_label(self) -> str:
        return kind_of(self).label


class NotificationQuerySet(models.QuerySet["Notification"]):
    def visible_to(self, user: User) -> Self:
        """An inbox belongs to one person."""
        return self.filter(user=user)

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)

    def about(self, subject: models.Model) -> Self:
        """What was said about this record."""
        return self.filter(message__subject_kind=subject._meta.label_lower, message__subject_id=str(subject.pk))

    def failed(self) -> Self:
        """Mails that did not arrive, and will not be tried again unless somebody asks."""
        return self.filter(mail=Notification.Mail.FAILED).exclude(message__kind=DIGEST)

    def failed_about(self, subject: models.Model) -> Self:
        """The mails about this record that did not arrive, with person and organization, in code order."""
        rows = self.about(subject).failed().select_related("message", "user", "organization")
        return rows.order_by(F("organization__code").asc(nulls_last=True), "pk")

    def failures_visible_to(self, user: User) -> Self:
        """The sender's people who may publish see what of theirs failed; administrators see every failure."""
        if administers(user):
            return self.failed()
        return self.failed().filter(message__sender__in=organizations_for(user, Verb.PUBLISH))


class Notification(models.Model):
    class Mail(models.TextChoices):
        NONE = "none", "メールなし"
        WAITING = "waiting", "送信待ち"
        DIGEST = "digest", "まとめ待ち"
        SENT = "sent", "送信済み"
        FAILED = "failed", "不達"
        WITHHELD = "withheld", "送信取りやめ"

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="notifications")
    user = models.ForeignKey(  # the index "inbox" serves it
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="notifications", db_index=False
    )
    address = models.EmailField("宛先アドレス", blank=True)  # of a bare recipient; a person's is read when sending
    organization = models.ForeignKey(
        Organization, verbose_name="団体", on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField("日時", db_default=Now(), editable=False)
    read_at = models.DateTimeField("既読日時", null=True)

    mail = models.CharField("メール", max_length=10, choices=Mail.choices, default=Mail.WAITING)
    # Somebody sits and waits for it (a password reset): it overtakes a fan-out to thousands.
    mail_urgent = models.BooleanField("至急", db_default=False)
    mail_due_at = models.DateTimeField("送信予定", db_default=Now())  # while it is being sent: the end of the lease
    mail_since = models.DateTimeField("送信の開始", db_default=Now())  # the hours of retrying count from here
    mail_attempts = models.PositiveSmallIntegerField("送信回数", db_default=0)
    mail_error = models.TextField("送信の誤り", blank=True, db_default="")  # as the server said it
    mail_sent_at = models.DateTimeField("送信日時", null=True)
    mail_id = models.UUIDField(default=uuid.uuid4, db_default=models.Func(function="gen_random_uuid"))
    # The daily mail that carries this one; it is sent, fails and is withheld with it.
    digest = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="included", db_index=False)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "お知らせ"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["message", "user"], condition=Q(user__isnull=False), name="notification_once_per_person"
            ),
            models.UniqueConstraint(
                fields=["message", "address"], condition=Q(user__isnull=True), name="notification_once_per_address"
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False) | ~Q(address=""), name="notification_has_a_recipient"
            ),
        ]
        indexes = [
            models.Index(fields=["user", "-id"], name="inbox"),
            models.Index(fields=["user"], name="inbox_unread", condition=Q(read_at__isnull=True)),
            models.Index(
                F("mail_urgent").desc(), F("mail_due_at"), F("id"), name="mail_due", condition=Q(mail="waiting")
            ),
            models.Index(fields=["user", "id"], name="mail_digest", condition=Q(mail="digest")),
            models.Index(fields=["digest"], name="mail_included", condition=Q(digest__isnull=False)),
            models.Index(fields=["message", "organization"], name="mail_failed", condition=Q(mail="failed")),
        ]

    def __str__(self) -> str:
        return str(self.message)

    @property
    def recipient(self) -> str:
        """The address it goes to: a person's present one, or the bare one."""
        return self.user.email if self.user else self.address

    @property
    def shown_recipient(self) -> str:
        """The same for whoever sees that the mail failed."""
        return "（申込者のアドレス）" if kind_of(self.message).hides_address else self.recipient

    @property
    def shown_error(self) -> str:
        """What the server said; it usually names the address."""
        return "" if kind_of(self.message).hides_address else self.mail_error

    @property
    def is_unread(self) -> bool:
        return self.read_at is None
