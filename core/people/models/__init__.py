"""Who exists (organizations, people, posts), who may (roles and grants), who did (the audit log)."""

from core.people.models.audit import AuditEntry
from core.people.models.invitations import Invitation
from core.people.models.memberships import Membership, Role
from core.people.models.organizations import Kind, Organization, OrganizationGroup, Section
from core.people.models.rights import (
    OrganizationGroupPermission,
    OrganizationRole,
    OrganizationUserPermission,
    SectionGroup,
    Verb,
)
from core.people.models.users import User

__all__ = [
    "AuditEntry",
    "Invitation",
    "Kind",
    "Membership",
    "Organization",
    "OrganizationGroup",
    "OrganizationGroupPermission",
    "OrganizationRole",
    "OrganizationUserPermission",
    "Role",
    "Section",
    "SectionGroup",
    "User",
    "Verb",
]
