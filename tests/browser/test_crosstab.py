"""From a survey's page to the right cross-table, in a real Chromium: in four clicks, without script, by keyboard."""

from __future__ import annotations

import csv
import io
from contextlib import suppress

import pytest
from playwright.sync_api import Error, Page, Route, expect

from core.questions.definition import Question
from surveys.models import Survey
from tests.looking import chromium, complaints, looks_right, open_as
from tests.surveys.making import handed_in, issued

__all__ = ["chromium", "complaints", "open_as"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OPTIONS = [{"key": "done", "label": "髙い塀のある公民館"}, {"key": "not", "label": "まだ"}]
QUESTIONS = (
    Question("place", "single_choice", "投票所", settings={"options": OPTIONS}),
    Question("plans", "multiple_choice", "計画", settings={"options": OPTIONS}),
    Question("voters", "integer", "投票者数", settings={"unit": "人"}),
)
RIGHT = [
    ["問1 投票所", "市", "町", "合計"],
    ["髙い塀のある公民館", "1", "0", "1"],
    ["まだ", "1", "0", "1"],
    ["未回答", "0", "1", "1"],
    ["合計", "2", "1", "3"],
]


@pytest.fixture
def survey(cast) -> Survey:
    survey = issued(cast, *QUESTIONS, to=[cast.ishinomaki, cast.shiroishi, cast.shichikashuku])
    handed_in(survey, cast.ishinomaki, cast.kaede, place="done", voters="1204")
    handed_in(survey, cast.shiroishi, cast.yui, place="not", voters="0")
    return survey


def rows_of(page: Page, button: str) -> list[list[str]]:
    with page.expect_download() as waiting:
        page.get_by_role("button", name=button).click()
    content = waiting.value.path().read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_four_clicks_to_the_right_csv(cast, open_as, complaints, survey):
    page = open_as(cast.sato)
    page.goto(f"/surveys/{survey.pk}/")
    page.get_by_role("link", name="クロス集計").click()
    page.get_by_label("表側（行）").select_option(label="問1 投票所")
    expect(page.get_by_role("heading", name="問1 投票所")).to_be_visible()
    page.get_by_label("表頭（列）").select_option(label="団体の種別")
    expect(page.get_by_role("heading", name="問1 投票所 × 団体の種別", exact=False).first).to_be_visible()
    assert rows_of(page, "表のまま（CSV）") == RIGHT
    assert not complaints.heard


def test_a_choice_made_before_the_last_was_answered_is_not_lost(cast, open_as, survey):
    page = open_as(cast.sato)
    page.goto(f"/surveys/{survey.pk}/crosstab/")
    slow: list[Route] = []
    page.route("**/crosstab/?**", lambda route: route.continue_() if slow else slow.append(route))
    with page.expect_request("**/crosstab/?**"):
        page.get_by_label("表側（行）").select_option(label="問1 投票所")
    page.get_by_label("表頭（列）").select_option(label="団体の種別")
    with suppress(Error):  # it was given up
        slow[0].continue_()
    expect(page.get_by_role("heading", name="問1 投票所 × 団体の種別", exact=False).first).to_be_visible()


def test_without_javascript(cast, open_as, survey):
    page = open_as(cast.sato, javascript=False)
    page.goto(f"/surveys/{survey.pk}/crosstab/")
    page.get_by_label("表側（行）").select_option(label="問1 投票所")
    page.get_by_label("表頭（列）").select_option(label="団体の種別")
    page.get_by_role("button", name="集計する").click()
    assert rows_of(page, "表のまま（CSV）") == RIGHT
    page.get_by_label("集計の名前").fill("投票所の様子")
    page.get_by_role("button", name="保存する").click()
    expect(page.get_by_role("link", name="投票所の様子")).to_be_visible()


def test_by_keyboard_the_focus_stays_where_one_chose(cast, open_as, survey):
    page = open_as(cast.sato, width=390)
    page.goto(f"/surveys/{survey.pk}/crosstab/")
    rows = page.get_by_label("表側（行）")
    rows.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(page.get_by_role("heading", name="団体", exact=False).first).to_be_visible()
    expect(page.locator("table")).to_contain_text("石巻市")
    expect(page.get_by_label("表頭（列）")).to_be_focused()


@pytest.mark.long
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize(
    "query",
    [
        "",
        "rows=place&columns=@kind&percent=row",
        "rows=@organization&columns=plans&layer=@region&chart=heat",
        "rows=voters&rows_by=0,1000&measure=mean&of=voters&add=@kind&add=voters",
        "rows=gone&columns=place&f.place=gone",
    ],
)
def test_every_sort_of_table_looks_right(cast, open_as, complaints, survey, width, query):
    page = open_as(cast.sato, width=width)
    page.goto(f"/surveys/{survey.pk}/crosstab/?{query}")
    assert not complaints.heard
    looks_right(page, complaints)
