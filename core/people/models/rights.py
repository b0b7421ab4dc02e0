"""What may be done over an organization, and the guardian tables that say who may.

A role group stands for one organization and one role ("石巻市の団体管理者"). Verbs are granted to role groups, and
now and then to one person (the roster given to somebody). Whose a role group is, today's memberships say:
see `core.people.access`.
"""

from django.contrib.auth.models import Group
from django.db import models
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase


class Verb(models.TextChoices):
    """The verbs that guardian grants on an Organization."""

    READ_RECORDS = "read_records", "団体あての記録を読む"
    ACKNOWLEDGE = "acknowledge", "団体として受領を確認する"
    PUBLISH = "publish", "通知を発出する"
    ANSWER = "answer", "団体として調査に回答する"
    APPROVE = "approve", "団体の回答を承認する"
    COMPOSE = "compose", "様式を作る"
    EDIT_ROSTER = "edit_roster", "担当者名簿を編集する"
    MANAGE_PEOPLE = "manage_people", "利用者を管理する"
    READ_AUDIT = "read_audit", "監査ログを見る"
    ADMINISTER = "administer", "ポータルを管理する"


class OrganizationRole(models.Model):
    """The role group of one organization and role."""

    organization = models.ForeignKey("people.Organization", on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=20)
    group = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="organization_role")

    class Meta:
        verbose_name = verbose_name_plural = "団体の役割"
        constraints = [models.UniqueConstraint(fields=["organization", "role"], name="one_group_per_organization_role")]

    def __str__(self) -> str:
        return self.group.name


class SectionGroup(models.Model):
    """The group of a section (班・課), for what is shared with its people one by one: see core.people.granting."""

    section = models.OneToOneField("people.Section", on_delete=models.CASCADE, related_name="section_group")
    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="section_group")

    class Meta:
        verbose_name = verbose_name_plural = "班・課のグループ"

    def __str__(self) -> str:
        return str(self.section)


class OrganizationUserPermission(UserObjectPermissionBase):
    content_object = models.ForeignKey("people.Organization", on_delete=models.CASCADE)

    class Meta(UserObjectPermissionBase.Meta):
        verbose_name = verbose_name_plural = "個人に与えた権限"


class OrganizationGroupPermission(GroupObjectPermissionBase):
    content_object = models.ForeignKey("people.Organization", on_delete=models.CASCADE)

    class Meta(GroupObjectPermissionBase.Meta):
        verbose_name = verbose_name_plural = "役割に与えた権限"
