"""The 52 organizations of Miyagi and the prefecture, the standard groups, and groups by region."""

from __future__ import annotations

import csv
from pathlib import Path

from django.db import transaction

from core.people.models import Kind, Organization, OrganizationGroup
from core.people.models.organizations import ASSOCIATIONS, MUNICIPALITIES
from core.people.services.roles import ensure_roles

FILE = Path(__file__).resolve().parent / "data" / "organizations.csv"
GROUPS = {
    "全団体": [*MUNICIPALITIES, *ASSOCIATIONS],
    "全市町村": [*MUNICIPALITIES],
    "市": [Kind.CITY],
    "町村": [Kind.TOWN, Kind.VILLAGE],
    "一部事務組合等": [*ASSOCIATIONS],
}
COAST = "沿岸15市町"
ON_THE_COAST = ["仙台市", "石巻市", "塩竈市", "気仙沼市", "名取市", "多賀城市", "岩沼市", "東松島市"]
ON_THE_COAST += ["亘理町", "山元町", "松島町", "七ヶ浜町", "利府町", "女川町", "南三陸町"]
FIRST_POSITION = 20


@transaction.atomic
def make() -> None:
    _load()
    municipalities = Organization.objects.filter(kind__in=MUNICIPALITIES).order_by("code")
    regions: dict[str, list[Organization]] = {}
    for organization in municipalities:
        regions.setdefault(organization.region, []).append(organization)
    regions[COAST] = list(municipalities.filter(name__in=ON_THE_COAST))
    for position, (name, members) in enumerate(regions.items(), FIRST_POSITION):
        group = OrganizationGroup.objects.create(name=name, position=position)
        group.members.set(members)


def _load() -> None:
    kinds = {kind.label: kind for kind in Kind}
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = [row | {"kind": kinds[row["kind"]]} for row in csv.DictReader(file)]
    ensure_roles(Organization.objects.bulk_create([Organization(**row) for row in rows]))
    for position, (name, kinds) in enumerate(GROUPS.items()):
        OrganizationGroup.objects.create(name=name, kinds=kinds, position=position)
