"""Organizations (団体), their sections (班・課), and the groups that mail is addressed to (宛先グループ)."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from core.clock import Today
from core.people.codes import validate_code
from core.people.models.rights import Verb
from core.people.networks import validate_network

if TYPE_CHECKING:
    from core.people.models.users import User


class Kind(models.TextChoices):
    """What an organization is in law, in the words of organizations.csv."""

    PREFECTURE = "prefecture", "都道府県"
    CITY = "city", "市"
    TOWN = "town", "町"
    VILLAGE = "village", "村"
    ASSOCIATION = "association", "一部事務組合"
    ENTERPRISE = "enterprise", "企業団"
    WIDE_AREA_UNION = "wide_area_union", "広域連合"


MUNICIPALITIES = (Kind.CITY, Kind.TOWN, Kind.VILLAGE)
ASSOCIATIONS = (Kind.ASSOCIATION, Kind.ENTERPRISE, Kind.WIDE_AREA_UNION)


class OrganizationQuerySet(models.QuerySet["Organization"]):
    def on(self, date: datetime.date | models.Expression) -> Self:
        """Those that existed on that day: mergers (廃置分合) end an organization and keep its history."""
        return self.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=date)).filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=date)
        )

    def current(self) -> Self:
        return self.on(Today())

    def managed_by(self, user: User) -> Self:
        """Those whose people the person may invite, change and deactivate: administrators everybody's."""
        from core.people.access import administers, organizations_for

        return self if administers(user) else self.filter(pk__in=organizations_for(user, Verb.MANAGE_PEOPLE))

    def in_groups(self, groups: models.QuerySet[OrganizationGroup]) -> Self:
        """Members of any of the groups, by name or by kind, each once."""
        kinds = groups.annotate(kind=models.Func(F("kinds"), function="unnest")).values("kind")
        return self.filter(Q(groups__in=groups) | Q(kind__in=kinds)).distinct()


class Organization(models.Model):
    code = models.CharField("団体コード", max_length=6, unique=True, validators=[validate_code])
    name = models.CharField("団体名", max_length=100)
    kana = models.CharField("ふりがな", max_length=200)
    kind = models.CharField("種別", max_length=20, choices=Kind.choices)
    region = models.CharField("圏域", max_length=50, blank=True)
    networks = ArrayField(
        models.CharField(max_length=50, validators=[validate_network]),
        verbose_name="利用できる回線",
        help_text="IPアドレスの範囲を「,」で区切って書きます（例：10.4.0.0/16,192.0.2.10）。空欄のときは、どこからでも使えます。",
        default=list,
        blank=True,
    )
    valid_from = models.DateField("存続期間（から）", null=True, blank=True)
    valid_to = models.DateField("存続期間（まで）", null=True, blank=True)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "団体"
        ordering = ["code"]
        permissions = [(verb.value, verb.label) for verb in Verb]
        default_permissions = ("add", "change", "delete", "view")
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^[0-9]{6}$"), name="organization_code_is_six_digits"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="organization_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_prefecture(self) -> bool:
        return self.kind == Kind.PREFECTURE


class SectionQuerySet(models.QuerySet["Section"]):
    def visible_to(self, user: User) -> Self:
        """Sections of the organizations whose people the person manages."""
        return self.filter(organization__in=Organization.objects.managed_by(user))


class Section(models.Model):
    organization = models.ForeignKey(
        Organization, verbose_name="団体", on_delete=models.CASCADE, related_name="sections"
    )
    name = models.CharField("班・課", max_length=100)
    position = models.PositiveSmallIntegerField("並び順", default=0)

    objects = SectionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "班・課"
        ordering = ["position", "name"]
        constraints = [models.UniqueConstraint(fields=["organization", "name"], name="section_once_per_organization")]

    def __str__(self) -> str:
        return self.name


class OrganizationGroup(models.Model):
    """Organizations that are addressed together: by kind (so that a new town belongs at once), by name, or both."""

    name = models.CharField("宛先グループ", max_length=100, unique=True)
    kinds = ArrayField(
        models.CharField(max_length=20, choices=Kind.choices), verbose_name="種別で含める", default=list, blank=True
    )
    members = models.ManyToManyField(Organization, verbose_name="団体で含める", blank=True, related_name="groups")
    position = models.PositiveSmallIntegerField("並び順", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "宛先グループ"
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name
