"""What last year's answer is called beside today's question."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse

from core import clock
from surveys.earlier_answers import earlier_label
from surveys.models import Response, Survey
from surveys.services.proxying import start_proxy
from tests.surveys.answer_pages import Pages, words
from tests.surveys.making import answered, handed_in, issued, response_of

pytestmark = pytest.mark.django_db
TODAY = datetime.datetime(2026, 11, 27, 10, tzinfo=clock.TOKYO)


def held_at(survey: Survey, at: datetime.datetime) -> None:
    Survey.objects.filter(pk=survey.pk).update(issued_at=at)


@pytest.fixture
def surveys(cast):
    """An earlier one that 石巻市 answered, and today's; `held_at` says when each was."""
    last = issued(cast)
    handed_in(last, cast.ishinomaki, cast.kaede, voters="1180")
    survey = issued(cast, questionnaire=last.questionnaire, previous=last)
    held_at(survey, TODAY)
    return last, survey


@pytest.mark.parametrize(
    ("at", "label"),
    [
        (datetime.datetime(2025, 6, 12, 9, tzinfo=clock.TOKYO), "令和7年度の回答"),
        (datetime.datetime(2026, 3, 31, 23, 59, tzinfo=clock.TOKYO), "令和7年度の回答"),
        (datetime.datetime(2019, 4, 20, 9, tzinfo=clock.TOKYO), "令和元年度の回答"),
        (datetime.datetime(2026, 4, 1, 0, 0, tzinfo=clock.TOKYO), "前回（令和8年6月12日提出）の回答"),
    ],
)
def test_it_is_named_by_its_fiscal_year_and_within_the_same_year_by_its_day(cast, surveys, at, label):
    last, survey = surveys
    held_at(last, at)
    Response.objects.filter(survey=last, organization=cast.ishinomaki).update(
        submitted_at=datetime.datetime(2026, 6, 11, 15, 30, tzinfo=datetime.UTC)  # in Japan it is the 12th
    )
    response = answered(survey, cast.ishinomaki, cast.kaede)
    assert earlier_label(response.survey, response.sheet) == label


def test_without_an_earlier_answer_nothing_is_claimed(cast, surveys):
    response = answered(surveys[1], cast.shiroishi, cast.yui)
    assert earlier_label(response.survey, response.sheet) == "前回の回答"


def test_the_form_says_it_beside_the_field_at_the_buttons_and_after_copying(cast, surveys, signed_in):
    last, survey = surveys
    held_at(last, datetime.datetime(2025, 6, 12, 9, tzinfo=clock.TOKYO))
    kaede = Pages(signed_in(cast.kaede), survey, cast.ishinomaki)
    form = kaede.start()
    assert 'aria-label="令和7年度の回答：投票者数"' in form.content.decode()
    assert "令和7年度の回答をすべて写す" in words(form)
    assert "前回の回答" not in words(form)
    assert "令和7年度の回答を1問に写しました。" in words(kaede.press("copy_all"))


def test_the_form_of_the_proxy_entry_says_it_too(cast, surveys, signed_in):
    last, survey = surveys
    held_at(last, datetime.datetime(2025, 6, 12, 9, tzinfo=clock.TOKYO))
    start_proxy(response_of(survey, cast.ishinomaki).pk, by=cast.sato)
    page = signed_in(cast.sato).get(reverse("surveys:proxy_form", args=[survey.pk, cast.ishinomaki.code]))
    assert "令和7年度の回答" in words(page)
    assert "前回の回答" not in words(page)
