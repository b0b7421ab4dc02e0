"""Deactivating and reactivating a person. People are never deleted: what they did stays theirs."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.db import transaction

from core.people import audit
from core.people.access import forget_rights
from core.people.models import Membership, Organization, Role, User
from core.people.services.posts import refuse_if_last


@transaction.atomic
def deactivate(person_id: int, *, by: User) -> User:
    """Nobody with this account may do anything from the next request on; open sessions end. Safe to call again.

    Raises ValidationError for oneself and for the last administrator.
    """
    if person_id == by.pk:
        raise ValidationError("自分自身の利用は停止できません。")
    posts = list(Membership.objects.open_today().filter(user=person_id, role__in=(Role.ADMINISTRATOR, Role.MANAGER)))
    # One order for everybody, so that two deactivations wait for each other instead of blocking each other.
    list(
        Organization.objects.select_for_update(no_key=True)
        .filter(pk__in=[post.organization_id for post in posts])
        .order_by("pk")
    )
    person = User.objects.select_for_update().get(pk=person_id)
    if not person.is_active:
        return person
    for post in posts:
        refuse_if_last(post, by=by)
    person.is_active = False
    person.save(update_fields=["is_active"])
    end_sessions(person)  # so that reactivating does not bring an old session back to life
    audit.record("person.deactivated", person, by=by, organization=_home(person))
    forget_rights(person)
    return person


@transaction.atomic
def reactivate(person_id: int, *, by: User) -> User:
    """The person may sign in again with the old password, and holds the posts that have not ended. Safe twice."""
    person = User.objects.select_for_update().get(pk=person_id)
    if person.is_active:
        return person
    person.is_active = True
    person.save(update_fields=["is_active"])
    audit.record("person.reactivated", person, by=by, organization=_home(person))
    forget_rights(person)
    return person


@transaction.atomic
def reset_second_factor(person_id: int, *, by: User) -> User:
    """For somebody who lost both device and recovery codes. Sessions end; the password is still asked for."""
    person = User.objects.select_for_update().get(pk=person_id)
    removed, _ = Authenticator.objects.filter(user=person).delete()
    if removed:
        end_sessions(person)
        audit.record("second_factor.reset", person, by=by, organization=_home(person))
    return person


def end_sessions(person: User) -> None:
    for session in UserSession.objects.filter(user=person):
        session.end()


def _home(person: User) -> int | None:
    """The organization whose manager reads of it: that of the person's first post."""
    return Membership.objects.open_today().filter(user=person).values_list("organization", flat=True).first()
