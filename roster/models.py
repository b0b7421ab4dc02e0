"""Contacts (担当者) of every organization, by duty, with a primary and a deputy."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from core.clock import Now
from core.people.access import administers, organizations_for
from core.people.models import Organization, User, Verb
from roster.querysets import ContactQuerySet


class Duty(models.Model):
    """A field of work that somebody in each organization answers for: 選挙, 財政, 税…"""

    name = models.CharField("業務", max_length=50, unique=True)
    position = models.PositiveSmallIntegerField("並び順", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "業務"
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    class Rank(models.TextChoices):
        PRIMARY = "primary", "正"
        DEPUTY = "deputy", "副"

    organization = models.ForeignKey(
        Organization, verbose_name="団体", on_delete=models.PROTECT, related_name="contacts"
    )
    duty = models.ForeignKey(Duty, verbose_name="業務", on_delete=models.PROTECT, related_name="contacts")
    rank = models.CharField("正副", max_length=10, choices=Rank.choices, default=Rank.PRIMARY)
    section = models.CharField("課・係", max_length=100, blank=True)
    title = models.CharField("職名", max_length=50, blank=True)
    name = models.CharField("氏名", max_length=100)
    kana = models.CharField("ふりがな", max_length=100, blank=True)
    phone = models.CharField("電話番号", max_length=40, blank=True)
    email = models.EmailField("メールアドレス", blank=True)
    note = models.CharField("備考", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField("更新日時", db_default=Now(), editable=False)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="更新した人", on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "担当者"
        ordering = ["organization__code", "duty__position", "-rank", "pk"]  # 正 before 副
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "duty", "rank", "section", "name"], name="contact_listed_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization} {self.duty} {self.name}"

    def may_be_edited_by(self, user: User) -> bool:
        return may_edit_roster(user, self.organization_id)


def may_edit_roster(user: User, organization: int) -> bool:
    """The organization's manager, those given the roster, and administrators."""
    return organization in organizations_for(user, Verb.EDIT_ROSTER) or administers(user)
