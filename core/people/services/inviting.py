"""Inviting: a mailed link that gives a person an account and a post, or a further post (兼務)."""

from __future__ import annotations

import datetime
import hashlib
import secrets

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse

from core import clock
from core.people import audit
from core.people.models import Invitation, Membership, Organization, Role, Section, User
from core.people.services.posts import check_place, open_post


class NotUsable(Exception):
    """The invitation was accepted, withdrawn or has expired; `state` says which."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


class AccountExists(Exception):
    """The address belongs to somebody already, who signs in and accepts the post instead."""


@transaction.atomic
def invite(
    *, email: str, name: str, organization: Organization, section: Section | None, role: Role, by: User
) -> Invitation:
    """Invite one person and mail the link. Inviting the same address again renews the invitation and its link.

    Raises ValidationError, in words for the form, when the person is there already or the post does not fit.
    """
    email = User.objects.normalize_email(email)
    Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)  # one invitation per address
    check_place(organization, section, role)
    _refuse_if_present(email, organization)
    invitation = Invitation.objects.unanswered().filter(organization=organization, email=email).first()
    invitation = invitation or Invitation(organization=organization, email=email)
    invitation.name, invitation.section, invitation.role, invitation.invited_by = name, section, role, by
    _send(invitation)
    audit.record("person.invited", invitation, by=by, organization=organization, email=email, role=role)
    return invitation


@transaction.atomic
def resend(invitation_id: int, *, by: User) -> Invitation:
    """A new link for a further 14 days; the old one stops working."""
    invitation = _unanswered(invitation_id)
    _refuse_if_present(invitation.email, invitation.organization)
    _send(invitation)
    audit.record("person.invitation_resent", invitation, by=by, organization=invitation.organization)
    return invitation


@transaction.atomic
def withdraw(invitation_id: int, *, by: User) -> Invitation:
    """The link stops working. Safe to call again."""
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation_id)
    if invitation.withdrawn_at is not None:
        return invitation
    invitation = _unanswered(invitation_id)
    invitation.withdrawn_at = clock.now()
    invitation.save(update_fields=["withdrawn_at"])
    audit.record("person.invitation_withdrawn", invitation, by=by, organization=invitation.organization)
    return invitation


def find(secret: str) -> Invitation | None:
    """The invitation that a link belongs to, with its `state`; None when there is none."""
    found = Invitation.objects.with_state().select_related("organization", "section")
    return found.filter(secret_hash=_hash(secret)).first()


@transaction.atomic
def accept_as_new_person(secret: str, *, name: str, kana: str, password: str) -> User:
    """Make the account and the post.

    Raises NotUsable, ValidationError for a password that is too weak, and AccountExists when the address came to belong
    to somebody meanwhile.
    """
    invitation = _open(secret)
    person = User(email=invitation.email, name=name, kana=kana)
    validate_password(password, person)
    person.set_password(password)
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as error:
        raise AccountExists from error
    _accept(invitation, person)
    audit.record("person.joined", person, by=person, organization=invitation.organization, role=invitation.role)
    return person


@transaction.atomic
def accept_as_further_post(secret: str, *, by: User) -> Membership:
    """Add the post to the account that the invitation was addressed to. Raises NotUsable, also for anybody else."""
    invitation = _open(secret)
    if invitation.email != User.objects.normalize_email(by.email):
        raise NotUsable("foreign")
    return _accept(invitation, by)


def _accept(invitation: Invitation, person: User) -> Membership:
    post = open_post(person, invitation.organization, invitation.section, Role(invitation.role), title="", by=person)
    invitation.accepted_at = clock.now()
    invitation.save(update_fields=["accepted_at"])
    return post


def _open(secret: str) -> Invitation:
    """The row, locked, if the link may still be used."""
    found = Invitation.objects.select_for_update(of=("self",)).filter(secret_hash=_hash(secret)).first()
    if found is None:
        raise NotUsable("unknown")
    state = Invitation.objects.with_state().get(pk=found.pk).state
    if state != Invitation.State.OPEN:
        raise NotUsable(state)
    return found


def _unanswered(invitation_id: int) -> Invitation:
    found = (
        Invitation.objects.unanswered()
        .select_for_update(of=("self",))
        .select_related("organization")
        .filter(pk=invitation_id)
        .first()
    )
    if found is None:
        raise ValidationError("この招待は、すでに登録されたか取り消されています。")
    return found


def _refuse_if_present(email: str, organization: Organization) -> None:
    person = User.objects.filter(email=email).first()
    if person is None or not Membership.objects.open_today().filter(user=person, organization=organization).exists():
        return
    if person.is_active:
        raise ValidationError(f"{email} の方は、すでにこの団体の利用者です。")
    raise ValidationError(f"{email} の方は利用停止中です。招待ではなく、利用の再開をしてください。")


def _send(invitation: Invitation) -> None:
    """Give the invitation a new secret and mail it. Only its hash is kept, so nobody can show the link again."""
    secret = secrets.token_urlsafe(32)
    invitation.secret_hash = _hash(secret)
    invitation.expires_at = clock.now() + datetime.timedelta(days=settings.INVITATION_DAYS)
    invitation.save()
    context = {
        "invitation": invitation,
        "link": settings.PORTAL_URL + reverse("people:join", args=[secret]),
        "portal_name": settings.PORTAL_NAME,
        "portal_owner": settings.PORTAL_OWNER,
        "portal_office": settings.PORTAL_OFFICE,
        "days": settings.INVITATION_DAYS,
    }
    mail = EmailMultiAlternatives(
        subject=f"【{settings.PORTAL_NAME}】利用者登録のご案内（{invitation.organization}）",
        body=render_to_string("people/mail/invitation.txt", context),
        to=[invitation.email],
    )
    mail.attach_alternative(render_to_string("people/mail/invitation.html", context), "text/html")
    mail.send()


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
