"""Rights over a form are given and taken, subject by subject, only where the person changed something."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import Group
from django.db import transaction

from core.people import audit
from core.people.granting import group_of_role
from core.people.models import Organization, Role, User
from publicforms.grants import grant_to_group, grant_to_person, revoke_from_group, revoke_from_person, verbs_on
from publicforms.models import FormVerb
from publicforms.services.publishing import locked


@dataclass(frozen=True)
class Change:
    """What one group or person gets and loses. `name` is how people call them."""

    subject: Group | User
    name: str
    added: frozenset[FormVerb]
    removed: frozenset[FormVerb]


class NotGrantable(Exception):
    """A right that cannot be given or taken by this person; the text says which and why."""


def chief_group(owner: Organization) -> Group:
    """Whoever may always edit: otherwise a form could be left that nobody can close."""
    return group_of_role(owner.pk, Role.ADMINISTRATOR if owner.is_prefecture else Role.MANAGER)


@transaction.atomic
def change_grants(form_id: int, changes: Iterable[Change], *, by: User) -> int:
    """Give and take. Who gets anything also sees submissions, where the verb is of no use without.

    Returns how many subjects changed. Raises NotGrantable: nobody gives what they do not have, and the managers of
    the organization keep the right to edit.
    """
    form = locked(form_id)
    own, chief = verbs_on(form, by), chief_group(form.owner)
    done = 0
    for change in changes:
        if beyond := change.added - own:
            words = "、".join(str(verb.label) for verb in FormVerb if verb in beyond)
            raise NotGrantable(f"あなたが持っていない権限は与えられません：{words}")
        if change.subject == chief and FormVerb.EDIT in change.removed:
            raise NotGrantable(f"{change.name}は、いつでもフォームの設定を変えられます。外すことはできません。")
        if not change.added and not change.removed:
            continue
        if isinstance(change.subject, User):
            grant_to_person(form, change.subject, change.added)
            revoke_from_person(form, change.subject, change.removed)
        else:
            grant_to_group(form, change.subject, change.added)
            revoke_from_group(form, change.subject, change.removed)
        audit.record(
            "form.rights_changed",
            form,
            by=by,
            organization=form.owner_id,
            to=change.name,
            added=[str(verb.label) for verb in FormVerb if verb in change.added],
            removed=[str(verb.label) for verb in FormVerb if verb in change.removed],
        )
        done += 1
    return done
