"""From a survey's total to a file of all answers, in a real Chromium."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from core.questions.definition import Question
from surveys.models import Survey
from tests.looking import chromium, complaints, looks_right, open_as
from tests.surveys.export_reading import lines_of
from tests.surveys.making import handed_in, issued

__all__ = ["chromium", "complaints", "open_as"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

QUESTIONS = (
    Question("note", "short_text", "備考"),
    Question("name", "short_text", "担当者の氏名", personal=True),
)


@pytest.fixture
def survey(cast) -> Survey:
    survey = issued(cast, *QUESTIONS, visibility="answers")
    handed_in(survey, cast.ishinomaki, cast.kaede, note="𠮷野家の角", name="石巻 花子")
    return survey


def file_of(page: Page) -> tuple[str, bytes]:
    with page.expect_download() as waiting:
        page.get_by_role("button", name="書き出す").click()
    return waiting.value.suggested_filename, waiting.value.path().read_bytes()


@pytest.mark.parametrize("javascript", [True, False])
def test_one_file_after_the_other_without_leaving_the_page(cast, open_as, survey, javascript):
    page = open_as(cast.sato, javascript=javascript)
    page.goto(f"/surveys/{survey.pk}/collation/")
    page.get_by_role("link", name="データを書き出す").click()
    page.get_by_label("横持ち（CSV）").check()
    name, content = file_of(page)
    assert name.endswith("_回答_横持ち.csv")
    assert [line["問1 備考"] for line in lines_of(content)] == ["𠮷野家の角", ""]
    page.get_by_label("Excel（人が読むための表）").check()
    page.wait_for_timeout(2_100)  # only a double click is held back
    name, content = file_of(page)
    assert (name.rpartition(".")[2], content[:2]) == ("xlsx", b"PK")


def test_cp932_leads_to_what_it_cannot_hold(cast, open_as, complaints, survey):
    page = open_as(cast.sato, width=390)
    page.goto(f"/surveys/{survey.pk}/export/")
    page.get_by_label("縦持ち（CSV）").check()
    page.get_by_label("文字コード").select_option("cp932")
    page.get_by_role("button", name="書き出す").click()
    expect(page.locator("section[aria-labelledby=places]")).to_contain_text("石巻市")
    looks_right(page, complaints)


@pytest.mark.long
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("path", ["export/", "export/?f.note=!blank", "export/?f.gone=x", "crosstab/simple/"])
def test_the_pages_look_right_to_who_runs_it_and_who_was_asked(cast, open_as, complaints, survey, width, path):
    for user in (cast.sato, cast.yui):
        page = open_as(user, width=width)
        page.goto(f"/surveys/{survey.pk}/{path}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        looks_right(page, complaints)
        complaints.listening = True
