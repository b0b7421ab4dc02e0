"""A notice (通知): what it says, who issued it, and where it is in its life."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from taggit.managers import TaggableManager

from archive.querysets import NoticeQuerySet
from core.clock import Now
from core.files.models import StoredFile
from core.people.access import organizations_for
from core.people.models import Organization, OrganizationGroup, Section, Verb
from core.people.restricting import may_manage

if TYPE_CHECKING:
    from core.people.models import User


class Issuer(models.Model):
    """Who a notice comes from (発出元): often a ministry, which has no account here. A list for completion."""

    name = models.CharField("発出元", max_length=100, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "発出元"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Category(models.Model):
    name = models.CharField("分類", max_length=50, unique=True)
    position = models.PositiveSmallIntegerField("並び順", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "分類"
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class Notice(models.Model):
    class State(models.TextChoices):
        DRAFT = "draft", "下書き"
        SCHEDULED = "scheduled", "予約済"
        PUBLISHED = "published", "発出済"
        WITHDRAWN = "withdrawn", "取下げ"

    class Importance(models.TextChoices):
        NORMAL = "normal", "通常"
        HIGH = "high", "重要"

    owner = models.ForeignKey(Organization, verbose_name="発出する団体", on_delete=models.PROTECT, related_name="+")
    section = models.ForeignKey(
        Section, verbose_name="担当", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # Set by what the notice brings: a survey that its section keeps to itself.
    is_restricted = models.BooleanField("担当の班・課だけで扱う", default=False, db_default=False, editable=False)
    issuer = models.ForeignKey(Issuer, verbose_name="発出元", on_delete=models.PROTECT, null=True, blank=True)
    number = models.CharField("文書番号", max_length=60, blank=True)
    issued_on = models.DateField("発出日", null=True, blank=True)
    category = models.ForeignKey(Category, verbose_name="分類", on_delete=models.PROTECT, null=True, blank=True)
    importance = models.CharField("重要度", max_length=10, choices=Importance.choices, default=Importance.NORMAL)
    title = models.CharField("件名", max_length=200)
    body = models.TextField("本文", blank=True, max_length=20000)
    valid_until = models.DateField("有効期限", null=True, blank=True)
    needs_acknowledgement = models.BooleanField("受領確認を求める", default=False)
    acknowledge_by = models.DateField("受領確認の期限", null=True, blank=True)
    tags = TaggableManager(verbose_name="タグ", blank=True)
    # The local address of what this notice brings (a survey to be answered); its room then looks after the notice.
    leads_to = models.CharField(max_length=255, blank=True, editable=False)

    # Whom a draft is to go to. When it is published this becomes one Delivery per organization.
    to_organizations = models.ManyToManyField(Organization, verbose_name="宛先の団体", blank=True, related_name="+")
    to_groups = models.ManyToManyField(OrganizationGroup, verbose_name="宛先グループ", blank=True, related_name="+")

    state = models.CharField("状態", max_length=10, choices=State.choices, default=State.DRAFT)
    scheduled_for = models.DateTimeField("発出予定", null=True, blank=True)
    published_at = models.DateTimeField("発出日時", null=True, editable=False)
    withdrawn_at = models.DateTimeField("取下げ日時", null=True, editable=False)
    withdrawn_because = models.CharField("取下げの理由", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField("作成日時", db_default=Now(), editable=False)
    updated_at = models.DateTimeField("更新日時", db_default=Now(), editable=False)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "通知"
        ordering = ["-issued_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False, issued_on__isnull=False),
                name="published_notice_has_dates",
            ),
            models.CheckConstraint(
                condition=~Q(state="scheduled") | Q(scheduled_for__isnull=False), name="scheduled_notice_has_a_time"
            ),
            models.CheckConstraint(
                condition=Q(needs_acknowledgement=True) | Q(acknowledge_by__isnull=True),
                name="acknowledgement_date_only_where_asked",
            ),
        ]
        indexes = [
            models.Index(F("owner"), F("issued_on").desc(nulls_first=True), F("id").desc(), name="notice_by_owner"),
            models.Index(fields=["-issued_on", "-id"], name="notice_published", condition=Q(state="published")),
            models.Index(fields=["scheduled_for"], name="notice_scheduled", condition=Q(state="scheduled")),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED

    def may_be_acknowledged_by(self, user: User) -> bool:
        """Whoever acts for an organization that has the notice, whether or not it has been acknowledged already."""
        return self.deliveries.filter(organization__in=organizations_for(user, Verb.ACKNOWLEDGE)).exists()

    def may_be_managed_by(self, user: User) -> bool:
        """Write, address, schedule, withdraw, remind: the owner organization's people who may publish.

        A restricted notice only those of its section, and administrators.
        """
        return may_manage(user, self)


class Attachment(models.Model):
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="attachments")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "添付ファイル"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return str(self.file)
