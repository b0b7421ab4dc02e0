"""Has this been asked already? Each finds what they may see, and of the answers as much as the survey shows (S6)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.people.models import User
from core.people.services.publishing_right import let_managers_publish
from core.questions.definition import Question
from surveys.models import Survey
from surveys.services.closing import withdraw
from surveys.services.issuing import issue
from tests.surveys.answer_pages import words
from tests.surveys.making import handed_in, issued, make_survey

pytestmark = pytest.mark.django_db
MARK = "秘密の設問の合言葉"
ASKED = Question("voters", "integer", f"{MARK}の人数")


@pytest.fixture
def akira(cast) -> User:
    """白石市's manager, who may publish and so may ask what was asked before."""
    let_managers_publish(cast.shiroishi, True, by=cast.kanda)
    return cast.akira


def found_by(client, text: str = MARK):
    page = client.get("/surveys/asked-before/", {"q": text})
    assert page.status_code == 200
    return page


def test_another_organizations_survey_is_found_by_none_who_is_not_asked(cast, akira, signed_in):
    survey = issued(cast, ASKED, to=[cast.ishinomaki], title="石巻市だけに聞いた調査")
    handed_in(survey, cast.ishinomaki, cast.kaede, voters="7")
    for text in (MARK, f"{MARK}の人数", "石巻市だけに聞いた調査"):
        page = found_by(signed_in(akira), text).content.decode()
        assert f"{MARK}の人数" not in page.replace(f'value="{text}"', "").replace(f"「{text}」", "")
        assert f"/surveys/{survey.pk}/" not in page
    assert f"/surveys/{survey.pk}/" in found_by(signed_in(cast.sato)).content.decode()


def test_drafts_and_what_was_withdrawn_are_found_by_nobody(cast, signed_in):
    make_survey(cast, ASKED, title="下書きの調査")
    gone = issued(cast, ASKED, title="取り下げた調査")
    assert "取り下げた調査" in found_by(signed_in(cast.sato)).content.decode()
    withdraw(gone.pk, because="誤り", by=cast.sato)
    page = found_by(signed_in(cast.sato)).content.decode()
    assert "取り下げた調査" not in page
    assert "下書きの調査" not in page


@pytest.mark.parametrize(
    ("visibility", "progress", "answers"),
    [("own", False, False), ("status", True, False), ("after_due", True, False), ("answers", True, True)],
)
def test_who_was_asked_reads_of_the_others_what_the_survey_shows(cast, akira, signed_in, visibility, progress, answers):
    survey = issued(cast, ASKED, visibility=visibility)
    handed_in(survey, cast.ishinomaki, cast.kaede, voters="7")
    page = found_by(signed_in(akira))
    assert survey.title in page.content.decode()
    link = f"/surveys/{survey.pk}/collation/voters/"
    assert ("1／2団体" in words(page), link in page.content.decode()) == (progress, answers)
    assert signed_in(akira).get(link).status_code == (200 if answers else 404)
    staff = found_by(signed_in(cast.sato))
    assert ("1／2団体" in words(staff), link in staff.content.decode()) == (True, True)


def test_of_a_personal_question_only_who_runs_the_survey_is_led_to_the_answers(cast, akira, signed_in):
    survey = issued(cast, replace(ASKED, personal=True), visibility="answers")
    link = f"/surveys/{survey.pk}/collation/voters/"
    page = found_by(signed_in(akira)).content.decode()
    assert survey.title in page
    assert link not in page
    assert link in found_by(signed_in(cast.sato)).content.decode()


def test_members_do_not_ask_what_others_ask(cast, signed_in):
    issued(cast, ASKED)
    for user in (cast.kaede, cast.midori, cast.haru):
        assert signed_in(user).get("/surveys/asked-before/", {"q": MARK}).status_code == 403


@pytest.mark.parametrize("staff", [True, False])
def test_eight_surveys_cost_as_many_queries_as_one(cast, akira, signed_in, staff):
    client, costs = signed_in(cast.sato if staff else akira), []
    for number in (1, 7):
        for _ in range(number):
            issue(make_survey(cast, ASKED, visibility="after_due").pk, by=cast.sato)
        found_by(client)
        with CaptureQueriesContext(connection) as queries:
            found_by(client)
        costs.append(len(queries))
    assert Survey.objects.count() == 8
    assert costs[0] == costs[1]
