"""Role groups and what they are granted. Run for every organization that comes into being."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from django.db import transaction

from core.people.models import (
    Organization,
    OrganizationGroupPermission,
    OrganizationRole,
    OrganizationUserPermission,
    Role,
    User,
    Verb,
)
from core.people.models.memberships import ORGANIZATION_ROLES, PREFECTURE_ROLES

GRANTS: dict[Role, frozenset[Verb]] = {
    Role.MEMBER: frozenset({Verb.READ_RECORDS, Verb.ACKNOWLEDGE, Verb.COMPOSE, Verb.ANSWER}),
    Role.MANAGER: frozenset(
        {
            Verb.READ_RECORDS,
            Verb.ACKNOWLEDGE,
            Verb.COMPOSE,
            Verb.ANSWER,
            Verb.APPROVE,
            Verb.EDIT_ROSTER,
            Verb.MANAGE_PEOPLE,
            Verb.READ_AUDIT,
        }
    ),
    Role.STAFF: frozenset({Verb.READ_RECORDS, Verb.ACKNOWLEDGE, Verb.PUBLISH, Verb.COMPOSE, Verb.ANSWER}),
    Role.ADMINISTRATOR: frozenset(Verb),
}


def roles_in(organization: Organization) -> tuple[Role, ...]:
    """The roles that people of this organization can hold."""
    return PREFECTURE_ROLES if organization.is_prefecture else ORGANIZATION_ROLES


@transaction.atomic
def ensure_roles(organizations: Iterable[Organization]) -> None:
    """Make the role groups of these organizations and their usual grants. Safe to call again; never takes away."""
    organizations = list(organizations)
    wanted = [(organization, role) for organization in organizations for role in roles_in(organization)]
    have = set(OrganizationRole.objects.filter(organization__in=organizations).values_list("organization_id", "role"))
    missing = [(organization, role) for organization, role in wanted if (organization.pk, role.value) not in have]
    groups = Group.objects.bulk_create(
        [Group(name=f"{organization.code} {organization.name} {role.label}"[:150]) for organization, role in missing]
    )
    OrganizationRole.objects.bulk_create(
        [
            OrganizationRole(organization=organization, role=role, group=group)
            for (organization, role), group in zip(missing, groups, strict=True)
        ]
    )
    permissions = _permissions()
    OrganizationGroupPermission.objects.bulk_create(
        [
            OrganizationGroupPermission(content_object=organization, group=group, permission=permissions[verb])
            for (organization, role), group in zip(missing, groups, strict=True)
            for verb in GRANTS[role]
        ]
    )


def grant_to_role(verb: Verb, organization: Organization, role: Role) -> None:
    """Give a role group a verb over its own organization (a municipality's managers may publish)."""
    group = OrganizationRole.objects.get(organization=organization, role=role).group
    OrganizationGroupPermission.objects.get_or_create(
        content_object=organization, group=group, permission=_permissions()[verb]
    )


def revoke_from_role(verb: Verb, organization: Organization, role: Role) -> None:
    OrganizationGroupPermission.objects.filter(
        content_object=organization,
        group__organization_role__role=role,
        group__organization_role__organization=organization,
        permission=_permissions()[verb],
    ).delete()


def grant_to_person(verb: Verb, organization: Organization, user: User) -> None:
    """Give one person a verb over an organization; it counts only while the person holds a post there."""
    OrganizationUserPermission.objects.get_or_create(
        content_object=organization, user=user, permission=_permissions()[verb]
    )


def revoke_from_person(verb: Verb, organization: Organization, user: User) -> None:
    OrganizationUserPermission.objects.filter(
        content_object=organization, user=user, permission=_permissions()[verb]
    ).delete()


def _permissions() -> dict[Verb, Permission]:
    found = Permission.objects.filter(
        content_type__app_label="people", content_type__model="organization", codename__in=Verb.values
    )
    return {Verb(permission.codename): permission for permission in found}
