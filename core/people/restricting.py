"""What an organization keeps to one of its sections: who of its people sees and runs it.

For records with `owner`, `section` and `is_restricted`: notices, surveys.
"""

from __future__ import annotations

from typing import Protocol

from django.db.models import Q

from core.people.access import Someone, administers, organizations_for, posts_of
from core.people.models import Verb


class Restrictable(Protocol):
    owner_id: int
    section_id: int | None
    is_restricted: bool


def managed_by(user: Someone, prefix: str = "") -> Q:
    """What the person runs: of the organizations they publish for, without what is restricted to other sections.

    Administrators run all of it. `prefix` leads to the record: "survey__".
    """
    condition = Q(**{f"{prefix}owner__in": organizations_for(user, Verb.PUBLISH)})
    if administers(user):
        return condition
    return condition & (Q(**{f"{prefix}is_restricted": False}) | Q(**{f"{prefix}section__in": _sections(user)}))


def may_manage(user: Someone, record: Restrictable) -> bool:
    """The same for one record."""
    if record.owner_id not in organizations_for(user, Verb.PUBLISH):
        return False
    return not record.is_restricted or administers(user) or record.section_id in _sections(user)


def _sections(user: Someone) -> list[int]:
    return [post.section_id for post in posts_of(user) if post.section_id]
