"""The groups that mail is addressed to from the first day on. After that they are the administrators' own."""

from __future__ import annotations

from core.people.models import Kind, OrganizationGroup
from core.people.models.organizations import ASSOCIATIONS, MUNICIPALITIES

STANDARD_GROUPS: dict[str, tuple[Kind, ...]] = {
    "全団体": (*MUNICIPALITIES, *ASSOCIATIONS),
    "全市町村": MUNICIPALITIES,
    "市": (Kind.CITY,),
    "町村": (Kind.TOWN, Kind.VILLAGE),
    "一部事務組合等": ASSOCIATIONS,
}


def ensure_standard_groups() -> None:
    """Make them, unless any of them is there: who renamed or deleted one does not want it back."""
    if OrganizationGroup.objects.filter(name__in=STANDARD_GROUPS).exists():
        return
    OrganizationGroup.objects.bulk_create(
        OrganizationGroup(name=name, kinds=list(kinds), position=position)
        for position, (name, kinds) in enumerate(STANDARD_GROUPS.items())
    )
