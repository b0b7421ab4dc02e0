"""The 52 organizations of Miyagi and the prefecture, the standard groups, and groups by region."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction

from core.people.models import Organization, OrganizationGroup
from core.people.models.organizations import MUNICIPALITIES
from core.people.services.organizations import load_organizations

FILE = Path(__file__).resolve().parent / "data" / "organizations.csv"
COAST = "沿岸15市町"
ON_THE_COAST = ["仙台市", "石巻市", "塩竈市", "気仙沼市", "名取市", "多賀城市", "岩沼市", "東松島市"]
ON_THE_COAST += ["亘理町", "山元町", "松島町", "七ヶ浜町", "利府町", "女川町", "南三陸町"]
FIRST_POSITION = 20


@transaction.atomic
def make() -> None:
    report = load_organizations(FILE.read_bytes(), by=None)
    if not report.written:
        raise ValueError(f"{FILE.name}: {report.problems}")
    municipalities = Organization.objects.filter(kind__in=MUNICIPALITIES).order_by("code")
    regions: dict[str, list[Organization]] = {}
    for organization in municipalities:
        regions.setdefault(organization.region, []).append(organization)
    regions[COAST] = list(municipalities.filter(name__in=ON_THE_COAST))
    for position, (name, members) in enumerate(regions.items(), FIRST_POSITION):
        group = OrganizationGroup.objects.create(name=name, position=position)
        group.members.set(members)
