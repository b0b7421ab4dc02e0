"""Measures the click that publishes a notice, for all organizations and for 52, in turns; prints JSON."""

from __future__ import annotations

import json

from django.test import Client

from archive.models import Notice
from archive.services.composing import create_draft
from bench.measure import milliseconds
from core.jobs.models import Job
from core.people.models import Organization, OrganizationGroup, User

ROUNDS = 9


def main() -> None:
    staff = User.objects.get(email="staff@bench.example.jp")
    owner = Organization.objects.get(kind="prefecture")
    client = Client()
    client.force_login(staff, backend="allauth.account.auth_backends.AuthenticationBackend")
    groups = {name: OrganizationGroup.objects.get(name=name) for name in ("全団体", "52団体")}
    times: dict[str, list[float]] = {"all": [], "few": []}
    for number in range(ROUNDS + 1):
        for key, group in (("all", groups["全団体"]), ("few", groups["52団体"])):
            draft = create_draft(owner=owner, by=staff, title="計測", to_groups=[group], to_organizations=[])
            elapsed = milliseconds(lambda pk=draft.pk: client.post(f"/archive/{pk}/publication/", {"when": "now"}))
            draft.refresh_from_db()
            assert draft.is_published
            if number:
                times[key].append(elapsed)
            Job.objects.all().delete()
            Notice.objects.filter(pk=draft.pk).delete()
    print(json.dumps(times))


if __name__ == "__main__":
    main()
