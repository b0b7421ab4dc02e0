"""The lists of surveys, and the calendar of their due dates."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from surveys.services.closing import withdraw
from surveys.services.extending import extend
from tests.surveys.making import handed_in, issued, make_questionnaire, make_survey, response_of

pytestmark = pytest.mark.django_db


def test_an_organization_sees_what_it_is_to_answer_with_state_and_days_left(cast, signed_in):
    survey = issued(cast, days=4.5)
    make_survey(cast, title="まだ下書きの調査")
    page = signed_in(cast.kaede).get("/surveys/").content.decode()
    assert survey.title in page
    assert "未受信" in page
    assert "あと4日" in page or "あと5日" in page
    assert "まだ下書き" not in page
    handed_in(survey, cast.ishinomaki, cast.kaede)
    page = signed_in(cast.kaede).get("/surveys/").content.decode()
    assert "提出済" in page
    assert "あと" not in page


def test_one_that_is_not_asked_sees_none(cast, signed_in):
    survey = issued(cast)
    assert survey.title not in signed_in(cast.haru).get("/surveys/").content.decode()
    assert signed_in(cast.haru).get(f"/surveys/{survey.pk}/").status_code == 404


def test_a_withdrawn_survey_leaves_the_list_of_those_asked(cast, signed_in):
    survey = issued(cast)
    withdraw(survey.pk, because="様式に誤りがあったため", by=cast.sato)
    assert survey.title not in signed_in(cast.kaede).get("/surveys/").content.decode()
    assert survey.title in signed_in(cast.sato).get("/surveys/").content.decode()


def test_staff_see_what_they_run_and_how_far_it_is(cast, signed_in):
    survey = issued(cast)
    handed_in(survey, cast.ishinomaki, cast.kaede)
    page = signed_in(cast.sato).get("/surveys/").content.decode()
    assert "1／2団体" in page
    assert survey.title not in signed_in(cast.sato).get("/surveys/?box=asked").content.decode()


def test_the_filters_narrow_by_word_state_and_year(cast, signed_in):
    questionnaire = make_questionnaire(cast)
    first = issued(cast, title="公用車の調査", questionnaire=questionnaire)
    issued(cast, title="投票所の調査", questionnaire=questionnaire)
    client = signed_in(cast.kaede)
    handed_in(first, cast.ishinomaki, cast.kaede)
    page = client.get("/surveys/?q=公用車").content.decode()
    assert "公用車の調査" in page
    assert "投票所の調査" not in page
    page = client.get("/surveys/?state=owing").content.decode()
    assert "投票所の調査" in page
    assert "公用車の調査" not in page
    year = (clock.today() + datetime.timedelta(days=14 - 90)).year
    assert "公用車の調査" in client.get(f"/surveys/?year={year}").content.decode()
    assert client.get("/surveys/?year=1950&state=nonsense&sort=nonsense&page=1").status_code == 200
    page = signed_in(cast.sato).get("/surveys/?state=draft").content.decode()
    assert "条件に合う調査はありません" in page


@pytest.mark.parametrize("box", ["run", "asked"])
def test_a_list_costs_the_same_queries_for_one_and_for_eight(cast, signed_in, box):
    questionnaire = make_questionnaire(cast)
    client = signed_in(cast.sato if box == "run" else cast.kaede)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(f"/surveys/?box={box}").status_code == 200
        return len(captured)

    issued(cast, questionnaire=questionnaire)
    client.get(f"/surveys/?box={box}")
    one = queries()
    for _ in range(7):
        issued(cast, questionnaire=questionnaire)
    assert queries() == one


def test_the_calendar_marks_the_days_on_which_much_is_due(cast, signed_in):
    questionnaire = make_questionnaire(cast)
    due = clock.now() + datetime.timedelta(days=30)
    surveys = [issued(cast, questionnaire=questionnaire, due_at=due, title=f"調査{n}") for n in range(3)]
    month = f"{due.year}-{due.month:02}"
    page = signed_in(cast.kaede).get(f"/surveys/calendar/?month={month}").content.decode()
    assert "3件です" in page
    assert ">集中<" in page
    page = signed_in(cast.haru).get(f"/surveys/calendar/?month={month}").content.decode()
    assert "0件です" in page
    assert ">集中<" not in page
    later = due + datetime.timedelta(days=40)
    extend(response_of(surveys[0], cast.ishinomaki).pk, to=later, reason="災害対応のため", by=cast.sato)
    page = signed_in(cast.kaede).get(f"/surveys/calendar/?month={month}").content.decode()
    assert "2件です" in page
    assert "3件です" in signed_in(cast.akira).get(f"/surveys/calendar/?month={month}").content.decode()


def test_a_month_that_is_not_understood_is_the_present_one(cast, signed_in):
    page = signed_in(cast.sato).get("/surveys/calendar/?month=2026-13").content.decode()
    assert f"{clock.today():%Y}年{clock.today().month}月" in page
