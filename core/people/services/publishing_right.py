"""Whether the managers of a municipality may publish notices of their own: an administrator's decision."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from core.people import audit
from core.people.models import Organization, OrganizationGroupPermission, Role, User, Verb
from core.people.services.roles import grant_to_role, revoke_from_role


def managers_may_publish(organization: Organization) -> bool:
    return OrganizationGroupPermission.objects.filter(
        content_object=organization,
        group__organization_role__role=Role.MANAGER,
        permission__codename=Verb.PUBLISH,
    ).exists()


@transaction.atomic
def let_managers_publish(organization: Organization, allowed: bool, *, by: User) -> None:
    """Grant or revoke. Safe to call again. Raises ValidationError for the prefecture, whose staff publish anyway."""
    if organization.is_prefecture:
        raise ValidationError("県の職員は、はじめから通知を発出できます。")
    Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)
    if allowed == managers_may_publish(organization):
        return
    change, action = (grant_to_role, "right.granted") if allowed else (revoke_from_role, "right.revoked")
    change(Verb.PUBLISH, organization, Role.MANAGER)
    audit.record(action, organization, by=by, organization=organization, verb=Verb.PUBLISH, role=Role.MANAGER)
