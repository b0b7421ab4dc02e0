"""Who may: the one place where rights are read.

A person's rights over organizations are guardian's grants to the role groups of the posts held today, plus
grants to the person where a post is held. They are read once a request and kept on the user object, which
lives as long as the request.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Exists, OuterRef

from core.people.models import (
    Membership,
    OrganizationGroupPermission,
    OrganizationUserPermission,
    Role,
    User,
    Verb,
)
from core.people.networks import is_inside

if TYPE_CHECKING:
    from core.people.models import Organization

Someone = User | AnonymousUser


def organizations_for(user: Someone, verb: Verb) -> frozenset[int]:
    """Ids of the organizations over which the person has the verb. Empty for nobody and for the deactivated."""
    return _rights(user).get(verb.value, frozenset())


def user_may(user: Someone, verb: Verb, organization: Organization | int | None) -> bool:
    """Whether the person has the verb over this organization."""
    pk = organization if isinstance(organization, int) or organization is None else organization.pk
    return pk in organizations_for(user, verb)


def administers(user: Someone) -> bool:
    """Prefecture administrators: people, organizations, jobs and the audit log of everyone."""
    return bool(organizations_for(user, Verb.ADMINISTER))


def posts_of(user: Someone) -> list[Membership]:
    """The posts the person holds today and may act in from where they are, with organization and section."""
    return [post for post in _posts(user) if _may_act_in(user, post)]


def is_shut_out(user: Someone) -> bool:
    """Whether the person holds posts, and every one of them is closed to the network they come from."""
    return bool(_posts(user)) and not posts_of(user)


def came_from(user: User, address: str) -> None:
    """Note where a request comes from: organizations may restrict the networks their people act from (P13)."""
    user._address = address


def roles_of(user: Someone) -> set[Role]:
    return {Role(post.role) for post in posts_of(user)}


def forget_rights(user: User) -> None:
    """After a change of posts or grants within one request or test."""
    user._rights = user._posts = user._groups = None


def _posts(user: Someone) -> list[Membership]:
    if not user.is_authenticated or not user.is_active:
        return []
    if user._posts is None:
        user._posts = list(Membership.objects.current().filter(user=user).select_related("organization", "section"))
    return user._posts


def _may_act_in(user: Someone, post: Membership) -> bool:
    networks, address = post.organization.networks, getattr(user, "_address", None)
    return address is None or not networks or is_inside(address, networks)


def _rights(user: Someone) -> Mapping[str, frozenset[int]]:
    if not user.is_authenticated or not user.is_active:
        return {}
    if user._rights is None:
        user._rights = _read_rights(user)
    return user._rights


def _read_rights(user: User) -> Mapping[str, frozenset[int]]:
    posts = Membership.objects.current().filter(user=user)
    by_role = OrganizationGroupPermission.objects.filter(
        Exists(
            posts.filter(
                organization=OuterRef("group__organization_role__organization"),
                role=OuterRef("group__organization_role__role"),
            )
        )
    )
    by_person = OrganizationUserPermission.objects.filter(
        Exists(posts.filter(organization=OuterRef("content_object"))), user=user
    )
    closed: frozenset[int] = frozenset()
    if user._address is not None:
        closed = frozenset(post.organization_id for post in _posts(user) if not _may_act_in(user, post))
    rights: dict[str, frozenset[int]] = {}
    for grants in _verbs_with_organizations(by_role).union(_verbs_with_organizations(by_person), all=True):
        verb, organizations = grants
        rights[verb] = rights.get(verb, frozenset()) | (frozenset(organizations) - closed)
    return rights


def _verbs_with_organizations(grants):
    return grants.order_by().values_list("permission__codename").annotate(ids=ArrayAgg("content_object_id"))
