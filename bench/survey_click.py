"""Measures the click that issues a survey, to all organizations and to 52, in turns; prints JSON."""

from __future__ import annotations

import datetime
import json

from django.test import Client

from archive.models import Notice
from bench.measure import milliseconds
from core import clock
from core.jobs.models import Job
from core.people.models import Organization, OrganizationGroup, User
from core.questions.definition import Definition, Question
from core.questions.models import Questionnaire
from core.questions.services.composing import create
from core.questions.services.publishing import publish
from surveys.models import Survey
from surveys.services.composing import create_survey

ROUNDS = 9
TITLE = "計測の様式"


def main() -> None:
    staff = User.objects.get(email="staff@bench.example.jp")
    owner = Organization.objects.get(kind="prefecture")
    questionnaire = _questionnaire(owner, staff)
    client = Client()
    client.force_login(staff, backend="allauth.account.auth_backends.AuthenticationBackend")
    groups = {name: OrganizationGroup.objects.get(name=name) for name in ("全団体", "52団体")}
    times: dict[str, list[float]] = {"all": [], "few": []}
    for number in range(ROUNDS + 1):
        for key, group in (("all", groups["全団体"]), ("few", groups["52団体"])):
            draft = create_survey(
                owner=owner, by=staff, title="計測", purpose="計測", questionnaire=questionnaire,
                due_at=clock.now() + datetime.timedelta(days=30), to_groups=[group], to_organizations=[],
            )  # fmt: skip
            elapsed = milliseconds(lambda pk=draft.pk: client.post(f"/surveys/{pk}/issue/", {"confirmed": "1"}))
            draft.refresh_from_db()
            assert draft.is_open
            if number:
                times[key].append(elapsed)
            Job.objects.all().delete()
            notice = draft.notice_id
            Survey.objects.filter(pk=draft.pk).delete()
            Notice.objects.filter(pk=notice).delete()
    print(json.dumps(times))


def _questionnaire(owner: Organization, staff: User) -> Questionnaire:
    found = Questionnaire.objects.filter(owner=owner, title=TITLE).first()
    if found is None:
        questions = tuple(Question(f"q{number}", "integer", f"人数{number}") for number in range(30))
        found = create(owner, TITLE, by=staff, definition=Definition(questions))
        publish(found, by=staff)
    return found


if __name__ == "__main__":
    main()
