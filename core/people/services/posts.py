"""Posts: adding, changing and ending them. Who holds which post decides who may do what, from the next request on."""

from __future__ import annotations

import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q

from core import clock
from core.people import audit
from core.people.access import administers, forget_rights
from core.people.models import Membership, Organization, OrganizationUserPermission, Role, Section, User, Verb
from core.people.services.roles import grant_to_person, revoke_from_person, roles_in


@transaction.atomic
def add_post(
    person: User, organization: Organization, section: Section | None, role: Role, *, title: str, by: User
) -> Membership:
    """A further post for somebody who has an account. Safe to call again; raises ValidationError if it does not fit."""
    check_place(organization, section, role)
    return open_post(person, organization, section, role, title=title, by=by)


def open_post(
    person: User, organization: Organization, section: Section | None, role: Role, *, title: str, by: User
) -> Membership:
    """The post, made if the person does not hold it yet. Call inside a transaction."""
    post, made = Membership.objects.get_or_create(
        user=person,
        organization=organization,
        section=section,
        role=role,
        valid_to=None,
        defaults={"title": title, "valid_from": clock.today()},
    )
    if made:
        audit.record("post.added", post, by=by, organization=organization, role=role)
    forget_rights(person)
    return post


@transaction.atomic
def change_post(
    post_id: int, *, section: Section | None, role: Role, title: str, edits_roster: bool, by: User
) -> Membership:
    """Change section, role, title and whether the person keeps the roster. Raises ValidationError."""
    post = _locked(post_id)
    check_place(post.organization, section, role)
    if post.role != role:
        refuse_if_last(post, by=by)
    before = {"section": str(post.section or ""), "role": post.role, "title": post.title}
    post.section, post.role, post.title = section, role, title
    try:
        with transaction.atomic():
            post.save(update_fields=["section", "role", "title"])
    except IntegrityError as error:
        raise ValidationError("同じ班・課と役割の所属が、すでにあります。") from error
    after = {"section": str(section or ""), "role": role, "title": title}
    if before != after:
        audit.record("post.changed", post, by=by, organization=post.organization, before=before, after=after)
    _give_roster(post, edits_roster, by=by)
    forget_rights(post.user)
    return post


@transaction.atomic
def end_post(post_id: int, *, last_day: datetime.date | None, by: User) -> Membership:
    """End a post after its last day; without one, at once. Raises ValidationError when it must not end."""
    post = _locked(post_id)
    yesterday = clock.today() - datetime.timedelta(days=1)
    if post.valid_to is not None and post.valid_to <= (last_day or yesterday):
        return post
    refuse_if_last(post, by=by)
    post.valid_to = max(last_day or yesterday, post.valid_from - datetime.timedelta(days=1))
    post.save(update_fields=["valid_to"])
    audit.record("post.ended", post, by=by, organization=post.organization, last_day=post.valid_to.isoformat())
    forget_rights(post.user)
    return post


def check_place(organization: Organization, section: Section | None, role: Role) -> None:
    """Raises ValidationError unless the role exists in the organization and the section belongs to it."""
    if role not in roles_in(organization):
        raise ValidationError(f"{organization}では選べない役割です。")
    if section is not None and section.organization_id != organization.pk:
        raise ValidationError(f"{organization}の班・課ではありません。")


def refuse_if_last(post: Membership, *, by: User) -> None:
    """Raises ValidationError when nobody else would hold the role: the last administrator stays whoever asks, and a
    manager who is the last one stays until an administrator acts. Call with the organization locked."""
    others = (
        Membership.objects.current()
        .filter(Q(valid_to__isnull=True), organization=post.organization, role=post.role)
        .exclude(pk=post.pk)
    )
    if post.role == Role.ADMINISTRATOR and not others.exists():
        raise ValidationError("県管理者がひとりもいなくなるため、できません。先に、ほかの方を県管理者にしてください。")
    if post.role == Role.MANAGER and not administers(by) and not others.exists():
        raise ValidationError(
            "団体管理者がひとりもいなくなるため、できません。先に、ほかの方を団体管理者にしてください。"
        )


def edits_roster(post: Membership) -> bool:
    """Whether the roster was given to the person of this post (managers keep it by their role)."""
    return OrganizationUserPermission.objects.filter(
        user=post.user, content_object=post.organization, permission__codename=Verb.EDIT_ROSTER
    ).exists()


def _give_roster(post: Membership, wanted: bool, *, by: User) -> None:
    if wanted == edits_roster(post):
        return
    change, action = (grant_to_person, "right.granted") if wanted else (revoke_from_person, "right.revoked")
    change(Verb.EDIT_ROSTER, post.organization, post.user)
    audit.record(action, post.user, by=by, organization=post.organization, verb=Verb.EDIT_ROSTER)


def _locked(post_id: int) -> Membership:
    """The post, with its organization locked: two managers cannot take each other's last post away at once."""
    post = Membership.objects.get(pk=post_id)
    Organization.objects.select_for_update(no_key=True).get(pk=post.organization_id)
    return Membership.objects.select_related("user", "organization", "section").get(pk=post_id)
