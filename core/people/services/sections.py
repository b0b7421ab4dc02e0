"""Sections of an organization: added, renamed, removed when nobody is in them."""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from core.people import audit
from core.people.models import Invitation, Membership, Organization, Section, User


@transaction.atomic
def add_section(organization: Organization, name: str, *, by: User) -> Section:
    """A section at the end of the list. Raises ValidationError when the name is taken."""
    Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)
    _refuse_if_taken(organization, name)
    last = organization.sections.aggregate(last=Max("position"))["last"] or 0
    section = Section.objects.create(organization=organization, name=name, position=last + 1)
    audit.record("section.added", section, by=by, organization=organization)
    return section


@transaction.atomic
def rename_section(section_id: int, name: str, *, by: User) -> Section:
    section = Section.objects.select_for_update(of=("self",)).select_related("organization").get(pk=section_id)
    if section.name == name:
        return section
    _refuse_if_taken(section.organization, name)
    before, section.name = section.name, name
    section.save(update_fields=["name"])
    audit.record("section.renamed", section, by=by, organization=section.organization, before=before)
    return section


@transaction.atomic
def remove_section(section_id: int, *, by: User) -> None:
    """Raises ValidationError while somebody is in it. Posts that have ended lose their section, not their history."""
    section = Section.objects.select_for_update(of=("self",)).select_related("organization").get(pk=section_id)
    if Membership.objects.filter(section=section, valid_to__isnull=True).exists():
        raise ValidationError(f"「{section}」には所属している方がいるため、削除できません。先に所属を変えてください。")
    if Invitation.objects.open().filter(section=section).exists():
        raise ValidationError(f"「{section}」に招待中の方がいるため、削除できません。")
    audit.record("section.removed", section, by=by, organization=section.organization)
    Group.objects.filter(section_group__section=section).delete()
    section.delete()


def _refuse_if_taken(organization: Organization, name: str) -> None:
    if organization.sections.filter(name=name).exists():
        raise ValidationError(f"「{name}」は、すでにあります。")
