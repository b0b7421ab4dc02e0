"""The tabs of a survey: which one is marked on which page."""

from __future__ import annotations

import re

import pytest

from surveys.models import Survey
from surveys.templatetags.surveys_ui import Tab
from tests.surveys.making import answered, handed_in, issued

pytestmark = pytest.mark.django_db
TAB = re.compile(r'<a class="mu-tabs__link" href="[^"]*" aria-current="(\w+)">([^<]*)</a>')


def marked(client, survey: Survey, page: str) -> list[tuple[str, str]]:
    response = client.get(f"/surveys/{survey.pk}/{page}")
    assert response.status_code == 200, page
    return [(said, label) for label, said in TAB.findall(response.content.decode())]


@pytest.mark.parametrize(
    ("page", "tab", "is_own"),
    [
        ("", "内容", True),
        ("answer/", "回答", True),
        ("answer/042021/", "回答", False),
        ("answer/042021/sheet/", "回答", False),
        ("answer/042021/sections/", "回答", False),
        ("inquiries/", "問い合わせ", True),
        ("collation/", "他団体の回答", True),
        ("responses/042064/", "他団体の回答", False),
    ],
)
def test_one_tab_is_marked_on_every_page_of_an_organization(cast, signed_in, page, tab, is_own):
    survey = issued(cast, visibility=Survey.Visibility.ANSWERS)
    answered(survey, cast.ishinomaki, cast.kaede, voters="1204")
    handed_in(survey, cast.shiroishi, cast.yui)
    assert marked(signed_in(cast.kaede), survey, page) == [(tab, "page" if is_own else "true")]


@pytest.mark.parametrize(
    ("page", "tab", "is_own"),
    [
        ("", "内容", True),
        ("board/", "提出状況", True),
        ("responses/042021/", "提出状況", False),
        ("reminders/record/", "提出状況", False),
        ("collation/", "取りまとめ", True),
        ("collation/voters/", "取りまとめ", False),
        ("inquiries/", "問い合わせ", True),
    ],
)
def test_one_tab_is_marked_on_every_page_of_the_office(cast, signed_in, page, tab, is_own):
    survey = issued(cast)
    handed_in(survey, cast.ishinomaki, cast.kaede)
    assert marked(signed_in(cast.sato), survey, page) == [(tab, "page" if is_own else "true")]


def test_an_address_that_only_begins_alike_is_not_below_a_tab():
    tab = Tab("回答", "/surveys/1/answer/", ("/surveys/1/answer/",))
    assert [tab.current(path) for path in ("/surveys/1/answers/", "/surveys/11/answer/", "/surveys/1/")] == ["", "", ""]
    assert Tab("内容", "/surveys/1/").current("/surveys/1/board/") == ""
