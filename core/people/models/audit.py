"""Who did what, when. Rows are only ever added; the application's database role cannot change or delete them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.clock import Now
from core.people.models.organizations import Organization

if TYPE_CHECKING:
    from core.people.models.users import User


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    def visible_to(self, user: User) -> Self:
        """Administrators see all; a manager what concerns the own organization."""
        from core.people.access import administers, organizations_for
        from core.people.models.rights import Verb

        if administers(user):
            return self
        return self.filter(organization__in=organizations_for(user, Verb.READ_AUDIT))


class AuditEntry(models.Model):
    at = models.DateTimeField("日時", db_default=Now(), editable=False)
    action = models.CharField("操作", max_length=60)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="操作した人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    organization = models.ForeignKey(
        Organization, verbose_name="関係する団体", on_delete=models.PROTECT, null=True, related_name="+"
    )
    subject_kind = models.CharField("対象の種類", max_length=60, blank=True)
    subject_id = models.CharField(max_length=60, blank=True)
    subject_label = models.CharField("対象", max_length=255, blank=True)
    details = models.JSONField("内容", default=dict)

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "監査ログ"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["organization", "-id"], name="audit_by_organization"),
            models.Index(fields=["subject_kind", "subject_id"], name="audit_by_subject", condition=~Q(subject_id="")),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_label}"
