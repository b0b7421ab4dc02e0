"""Measures the board of a survey of all organizations and of one of 52, in turns; prints JSON."""

from __future__ import annotations

import datetime
import json

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from archive.models import Notice
from bench.measure import milliseconds
from bench.survey_click import _questionnaire
from core import clock
from core.jobs.models import Job
from core.people.models import Organization, OrganizationGroup, User
from surveys.models import Survey
from surveys.services.composing import create_survey
from surveys.services.issuing import issue
from surveys.services.reminding import remind

ROUNDS = 25
GROUPS = {"all": "全団体", "few": "52団体"}


def main() -> None:
    staff = User.objects.get(email="staff@bench.example.jp")
    surveys = {key: _issued(OrganizationGroup.objects.get(name=name), staff) for key, name in GROUPS.items()}
    client = Client()
    client.force_login(staff, backend="allauth.account.auth_backends.AuthenticationBackend")
    try:
        print(json.dumps(measured(client, surveys)))
    finally:
        for survey in surveys.values():
            notice = survey.notice_id
            Survey.objects.filter(pk=survey.pk).delete()
            Notice.objects.filter(pk=notice).delete()


def measured(client: Client, surveys: dict[str, Survey]) -> dict[str, dict]:
    times: dict[str, list[float]] = {key: [] for key in surveys}
    rows, queries = {}, {}
    for number in range(ROUNDS + 3):
        for key, survey in surveys.items():
            address = f"/surveys/{survey.pk}/board/"
            if number == 1:
                with CaptureQueriesContext(connection) as captured:
                    page = client.get(address)
                assert page.status_code == 200
                rows[key], queries[key] = len(page.context_data["board"].rows), len(captured)
            elapsed = milliseconds(lambda at=address: client.get(at))
            if number >= 3:
                times[key].append(elapsed)
    return times | {"rows": rows, "queries": queries}


def _issued(group: OrganizationGroup, staff: User) -> Survey:
    """Half of them reminded, so that the board has something to count."""
    owner = Organization.objects.get(kind="prefecture")
    draft = create_survey(
        owner=owner, by=staff, title="計測", purpose="計測", questionnaire=_questionnaire(owner, staff),
        due_at=clock.now() + datetime.timedelta(days=30), to_groups=[group], to_organizations=[],
    )  # fmt: skip
    survey = issue(draft.pk, by=staff)
    every_other = list(survey.responses.values_list("pk", flat=True))[::2]
    remind(survey, every_other, words="", by=staff)
    Job.objects.all().delete()
    return survey


if __name__ == "__main__":
    main()
