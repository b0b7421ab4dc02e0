"""Whom a notice goes to: organizations and groups resolved to organizations, each once."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from archive.models import Notice
from core.people.models import Membership, Organization, OrganizationGroup


def addressees(organizations: QuerySet[Organization], groups: QuerySet[OrganizationGroup]) -> QuerySet[Organization]:
    """The organizations that exist today among those named and those in the groups, each once, in code order.

    An organization that is named and also in two of the groups is here once.
    """
    named = Organization.objects.filter(pk__in=organizations.values("pk"))
    grouped = Organization.objects.in_groups(groups)
    return Organization.objects.current().filter(Q(pk__in=named.values("pk")) | Q(pk__in=grouped.values("pk")))


def addressees_of(notice: Notice) -> QuerySet[Organization]:
    """Whom a draft would go to if it were published now."""
    return addressees(notice.to_organizations.all(), notice.to_groups.all())


@dataclass(frozen=True)
class Reach:
    """How many a notice reaches."""

    organizations: int
    people: int
    # Organizations where nobody has an account: they will have it, but nobody is told.
    without_people: list[Organization]


def reach_of(organizations: QuerySet[Organization]) -> Reach:
    posts = Membership.objects.current().filter(organization__in=organizations)
    return Reach(
        organizations=organizations.count(),
        people=posts.values("user").distinct().count(),
        without_people=list(organizations.exclude(pk__in=posts.values("organization"))),
    )
