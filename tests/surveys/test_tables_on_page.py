"""Saved cross-tables on the page of their survey: figures of today, words where there can be none."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.questions.crosstab import kept
from core.questions.definition import Question
from surveys.models import Survey, SurveyTable
from surveys.services.tabulating import save_table
from surveys.source import source_of
from tests.surveys.making import handed_in, issued

pytestmark = pytest.mark.django_db

PLACES = [{"key": "hall", "label": "公民館"}, {"key": "school", "label": "学校"}]
QUESTIONS = (
    Question("place", "single_choice", "投票所", settings={"options": PLACES}),
    Question("voters", "integer", "投票者数", settings={"unit": "人"}),
    Question("name", "short_text", "担当者の氏名", personal=True),
)


@pytest.fixture
def survey(cast) -> Survey:
    survey = issued(cast, *QUESTIONS, visibility="answers")
    handed_in(survey, cast.ishinomaki, cast.kaede, place="hall", voters="4321", name="石巻 花子")
    return survey


def saved(survey: Survey, by, title: str = "投票所ごとの人数", query: str = "rows=place&measure=sum&of=voters", **more):
    return save_table(survey, title=title, query=query, by=by, **{"is_shared": True, "on_page": True} | more)


def page(client, survey: Survey) -> str:
    response = client.get(f"/surveys/{survey.pk}/")
    assert response.status_code == 200
    return response.content.decode()


def test_a_table_that_was_put_there_stands_on_the_page_with_its_figures(client, cast, survey):
    saved(survey, cast.sato)
    client.force_login(cast.kanda)
    html = page(client, survey)
    assert "この調査の集計" in html
    address = f"/surveys/{survey.pk}/crosstab/?rows=place&amp;measure=sum&amp;of=voters"
    assert f'<a href="{address}">投票所ごとの人数</a>' in html
    assert "4,321" in html
    handed_in(survey, cast.shiroishi, cast.yui, place="school", voters="1000")
    assert "5,321" in page(client, survey)


def test_what_was_only_shared_or_kept_for_oneself_is_not_on_the_page(client, cast, survey):
    saved(survey, cast.sato, "共有だけの集計", on_page=False)
    saved(survey, cast.sato, "自分だけの集計", is_shared=False, on_page=False)
    client.force_login(cast.sato)
    html = page(client, survey)
    assert "この調査の集計" not in html
    assert "だけの集計" not in html


def test_who_was_asked_does_not_find_it_there(client, cast, survey):
    saved(survey, cast.sato)
    client.force_login(cast.kaede)
    assert "投票所ごとの人数" not in page(client, survey)


def test_of_more_than_three_there_are_only_the_links(client, cast, survey):
    client.force_login(cast.sato)
    for number in range(1, 5):
        saved(survey, cast.sato, f"第{number}の集計")
        html = page(client, survey)
        assert all(f"第{each}の集計" in html for each in range(1, number + 1))
        assert html.count("<table") == (number if number <= 3 else 0)


def test_a_table_whose_question_is_gone_says_so(client, cast, survey):
    saved(survey, cast.sato, query="rows=place&measure=sum&of=gone")
    client.force_login(cast.sato)
    html = page(client, survey)
    assert "投票所ごとの人数" in html
    assert "この集計は、いまは表示できません。選ばれていた設問は、なくなりました。" in html


def test_a_table_by_a_question_that_is_out_of_sight_says_so_and_counts_nothing(cast, survey):
    """Whoever does not run the survey has no such section; the part itself keeps silent about what is not theirs."""
    one = kept.kept_table(source_of(survey, cast.yui), "氏名", "/", "rows=name&columns=place")
    assert one.troubles == ["この設問の回答を見る権限がありません。"]
    assert not one.layers
    one = kept.kept_table(source_of(survey, cast.sato), "氏名", "/", "rows=name&columns=place")
    assert not one.troubles
    assert one.layers


def test_a_table_that_is_too_long_is_only_linked(client, cast, survey, monkeypatch):
    monkeypatch.setattr(kept, "MOST_LINES", 2)
    saved(survey, cast.sato)
    client.force_login(cast.sato)
    html = page(client, survey)
    assert "大きな表のため、ここには載せていません。" in html
    assert "<table" not in html


def test_each_table_costs_the_same_and_the_answers_nothing(client, cast, survey):
    client.force_login(cast.sato)
    numbers = []
    for number in range(4):
        if number:
            saved(survey, cast.sato, f"第{number}の集計")
        if number == 3:
            handed_in(survey, cast.shiroishi, cast.yui, place="school", voters="1000")
        page(client, survey)
        with CaptureQueriesContext(connection) as queries:
            page(client, survey)
        numbers.append(len(queries))
    assert SurveyTable.objects.count() == 3
    assert numbers[2] - numbers[1] == numbers[3] - numbers[2] == 3  # the statement, and what frames it
