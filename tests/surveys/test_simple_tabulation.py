"""Every question of a survey on its own: how many chose what of how many, figures, and who gave no value."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.people.models import Kind, Organization
from core.questions.definition import Question
from surveys.models import Survey
from surveys.services.judging import RemarkAt, exempt_response, return_response
from tests.surveys.making import handed_in, issued, response_of

pytestmark = pytest.mark.django_db

PLACES = [{"key": "hall", "label": "公民館"}, {"key": "school", "label": "学校"}, {"key": "shop", "label": "商業施設"}]
MEANS = [{"key": "bus", "label": "送迎バス"}, {"key": "taxi", "label": "タクシー券"}]
ROOMS = {"rows": [{"key": "r1", "label": "本庁舎"}], "columns": [{"key": "men", "kind": "integer", "label": "人数"}]}
QUESTIONS = (
    Question("place", "single_choice", "投票所", settings={"options": PLACES}),
    Question("means", "multiple_choice", "移動の支援", settings={"options": MEANS}),
    Question("voters", "integer", "投票者数", may_be_na=True, settings={"unit": "人"}),
    Question("note", "short_text", "備考"),
    Question("rooms", "table", "従事者", settings=ROOMS),
    Question("name", "short_text", "担当者の氏名", personal=True),
)


@pytest.fixture
def kakuda(cast) -> Organization:
    return Organization.objects.create(code="042081", name="角田市", kana="かくだし", kind=Kind.CITY, region="仙南圏")


@pytest.fixture
def survey(cast, kakuda) -> Survey:
    """Asked of three cities and a town; two cities have answered, one with two means."""
    places = (cast.ishinomaki, cast.shiroishi, cast.shichikashuku, kakuda)
    survey = issued(cast, *QUESTIONS, to=places, visibility="answers")
    handed_in(survey, cast.ishinomaki, cast.kaede, place="hall", means=["bus", "taxi"], voters="10", name="石巻 花子")
    handed_in(survey, cast.shiroishi, cast.yui, place="school", means=["bus"], voters="0", note="あり")
    return survey


def page(client, survey: Survey) -> str:
    response = client.get(f"/surveys/{survey.pk}/crosstab/simple/")
    assert response.status_code == 200
    return response.content.decode()


def section(html: str, key: str) -> str:
    """What stands in the section of a question, in words."""
    found = re.search(rf'<section[^>]* id="q-{key}".*?</section>', html, re.S)
    assert found is not None
    return " ".join(unescape(re.sub("<[^>]*>", " ", found[0])).split())


def test_options_come_with_their_number_and_the_share_of_those_who_answered(client, cast, survey):
    client.force_login(cast.sato)
    said = section(page(client, survey), "place")
    assert "問1 投票所 一つ選ぶ" in said
    assert "回答あり 2 団体 ／ 4団体" in said
    assert "公民館 1 50.0% 学校 1 50.0% 商業施設 0 0.0%" in said
    assert "この設問に回答した2団体に対するもの" in said


def test_of_several_answers_respondents_and_mentions_are_told_apart(client, cast, survey):
    client.force_login(cast.sato)
    said = section(page(client, survey), "means")
    assert "送迎バス 2 100.0% タクシー券 1 50.0%" in said
    assert "回答した2団体に対するもの" in said
    assert "延べ3" in said


def test_zero_is_a_number_and_no_number_is_not_zero(client, cast, survey):
    client.force_login(cast.sato)
    said = section(page(client, survey), "voters")
    assert "回答あり 2 団体（うち0は1団体）" in said
    assert "2 10 5.00 0 10" in said  # numbers, sum, mean, least, most


def test_the_kinds_of_no_value_stay_apart_and_add_up_to_everybody(client, cast, survey, kakuda):
    return_response(
        response_of(survey, cast.shiroishi).pk, [RemarkAt(text="見直してください", question="voters")], by=cast.sato
    )
    exempt_response(response_of(survey, kakuda).pk, why="対象事務がないため", by=cast.sato)
    client.force_login(cast.sato)
    said = section(page(client, survey), "note")
    assert "回答あり 0 団体 ／ 4団体" in said
    assert said.endswith("空欄 1 該当なし 0 回答不要 1 対象外 0 未回答 1 差戻し中 1")


def test_with_nobody_who_answered_there_is_no_share(client, cast):
    survey = issued(cast, *QUESTIONS)
    client.force_login(cast.sato)
    html = page(client, survey)
    assert "公民館 0 － 学校 0 －" in section(html, "place")
    assert "回答がないため、割合は出していません。" in section(html, "place")
    assert "平均" not in section(html, "voters")


def test_each_question_leads_to_its_cross_table(client, cast, survey):
    client.force_login(cast.sato)
    html = page(client, survey)
    for key in ("place", "means", "voters", "note"):
        address = f"/surveys/{survey.pk}/crosstab/?rows={key}"
        assert f'href="{address}"' in html
        assert "<table" in client.get(address).content.decode()


def test_another_organization_counts_by_nothing_personal_and_that_is_said(client, cast, survey):
    client.force_login(cast.yui)
    html = page(client, survey)
    assert "個人に関する設問は集計していません。" in html
    assert "個人に関する1問" in html
    assert "担当者の氏名" not in html
    client.force_login(cast.sato)
    html = page(client, survey)
    assert "個人に関する設問は集計していません。" not in html
    assert "担当者の氏名" in html


@pytest.mark.parametrize(
    ("visibility", "status"), [("own", 404), ("status", 404), ("after_due", 404), ("answers", 200)]
)
def test_it_is_there_for_whom_the_answers_are(client, cast, visibility, status):
    survey = issued(cast, *QUESTIONS, visibility=visibility)
    client.force_login(cast.kaede)
    assert client.get(f"/surveys/{survey.pk}/crosstab/simple/").status_code == status


def test_the_page_asks_as_often_for_one_answer_as_for_many(client, cast, survey, django_assert_num_queries):
    client.force_login(cast.sato)
    page(client, survey)
    with CaptureQueriesContext(connection) as few:
        page(client, survey)
    handed_in(survey, cast.shichikashuku, cast.haru, place="hall", voters="3")
    with django_assert_num_queries(len(few)):
        page(client, survey)
