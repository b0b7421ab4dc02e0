"""A municipality answers a survey in a real Chromium: without JavaScript, and with the keyboard alone on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from surveys.models import Survey
from surveys.services.judging import RemarkAt, return_response
from surveys.states import State
from tests.browser.hands import Keyboard, Mouse
from tests.looking import chromium, complaints, looks_right, open_as
from tests.surveys.making import handed_in, issued, response_of

__all__ = ["chromium", "complaints", "open_as"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def the_main_path(page: Page, hands: Mouse | Keyboard, survey: Survey) -> None:
    page.goto(f"/surveys/{survey.pk}/answer/")
    hands.press("回答を始める")
    hands.fill("投票者数", "1204")
    hands.press("一時保存")
    expect(page.locator("main")).to_contain_text("一時保存しました")
    hands.press("確認へ進む")
    expect(page.locator("main")).to_contain_text("1,204")
    hands.press("提出する")
    expect(page.locator("main")).to_contain_text("提出しました")


def test_without_javascript(cast, open_as):
    survey = issued(cast)
    page = open_as(cast.kaede, javascript=False)
    the_main_path(page, Mouse(page), survey)
    response = response_of(survey, cast.ishinomaki)
    assert (response.state, response.submitted.answers["voters"]) == (State.SUBMITTED, 1204)
    page.get_by_role("link", name="提出を取り消して直す").click()
    page.get_by_role("button", name="提出を取り消す").click()
    expect(page.get_by_label("投票者数").first).to_have_value("1,204")


def test_with_the_keyboard_on_a_phone(cast, open_as, complaints):
    survey = issued(cast)
    page = open_as(cast.kaede, width=390)
    the_main_path(page, Keyboard(page), survey)
    assert response_of(survey, cast.ishinomaki).state == State.SUBMITTED
    assert not complaints.heard


@pytest.mark.long
@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_looks_right(cast, open_as, complaints, width):
    last = issued(cast)
    handed_in(last, cast.ishinomaki, cast.kaede, voters="1180")
    survey = issued(
        cast,
        previous=last,
        questionnaire=last.questionnaire,
        instructions="令和8年11月1日現在の数を記入してください。",
        internal_review=True,
    )
    page = open_as(cast.kaede, width=width)
    own = f"/surveys/{survey.pk}/answer/{cast.ishinomaki.code}/"

    def look(address: str = "") -> None:
        if address:
            page.goto(address)
        complaints.listening = True
        looks_right(page, complaints)

    def press(on: Page, button: str) -> None:
        with on.expect_navigation(wait_until="load"):  # what is looked at next has its style sheets
            on.get_by_role("button", name=button).click()

    look(own)
    look(f"{own}not-applicable/")
    look(f"{own}sections/")
    page.get_by_label("投票者数").select_option(label="選挙管理委員会事務局")
    press(page, "分担を保存する")
    look()
    page.goto(own)
    press(page, "回答を始める")
    look()
    page.get_by_role("textbox", name="投票者数").first.fill("1204")
    press(page, "確認へ進む")
    look()
    press(page, "承認を求める")
    look()
    manager = open_as(cast.midori, width=width)
    manager.goto(f"{own}review/")
    complaints.listening = True
    looks_right(manager, complaints)
    press(manager, "承認して提出する")
    look(f"{own}sheet/")
    look(f"{own}print/")
    look(f"{own}recall/")
    remarks = [
        RemarkAt("前回より増えています。", "voters"),
        RemarkAt("添え状も送ってください。"),
    ]
    return_response(response_of(survey, cast.ishinomaki).pk, remarks, by=cast.sato)
    look(own)
    look(f"{own}sheet/")
    assert not complaints.heard
