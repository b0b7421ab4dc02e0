"""Rights over things that are shared one by one (a form): guardian's grants, read through today's posts.

A feature has a model of grants to groups and one of grants to people, both with a direct foreign key to its thing
(`content_object`). Groups are those of an organization's role and of a section. Like the rights over organizations
(core.people.access) a grant counts only for whoever holds the post today, and only where they may act from.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from django.db.models import Q

from core.people.access import Someone, posts_of
from core.people.models import Section, SectionGroup, User

# A model over guardian's GroupObjectPermissionBase or UserObjectPermissionBase; the bases lack the `content_object`.
Grants = Any


def granted_to(
    user: Someone, by_group: Grants, by_person: Grants, verb: str | None = None, *, owner: str = "owner"
) -> Q:
    """The things over which the person has the verb (any, with None), as a condition on their queryset.

    `owner` is the field with the organization a thing belongs to: nobody has rights over it who holds no post there.
    """
    posts = posts_of(user)
    if not posts or not isinstance(user, User):
        return Q(pk__in=[])
    named = {} if verb is None else {"permission__codename": verb}
    groups = by_group._default_manager.filter(group__in=groups_today(user), **named).values("content_object")
    people = by_person._default_manager.filter(user=user, **named).values("content_object")
    return Q(Q(pk__in=groups) | Q(pk__in=people), **{f"{owner}__in": {post.organization_id for post in posts}})


def groups_today(user: Someone) -> list[int]:
    """Ids of the groups that the person is in by today's posts: of organization and role, of section.

    Read once for each person, like the rights.
    """
    posts = posts_of(user)
    if not posts or not isinstance(user, User):
        return []
    if user._groups is None:
        held = Q()
        for post in posts:
            held |= Q(organization_role__organization=post.organization_id, organization_role__role=post.role)
            if post.section_id:
                held |= Q(section_group__section=post.section_id)
        user._groups = list(Group.objects.filter(held).values_list("pk", flat=True))
    return user._groups


def group_of_section(section: Section) -> Group:
    """The group that stands for a section's people; made when it is first needed."""
    found = SectionGroup.objects.filter(section=section).select_related("group").first()
    if found:
        return found.group
    group, _ = Group.objects.get_or_create(name=f"section {section.pk}")
    return SectionGroup.objects.get_or_create(section=section, defaults={"group": group})[0].group


def group_of_role(organization: int, role: str) -> Group:
    return Group.objects.get(organization_role__organization=organization, organization_role__role=role)
