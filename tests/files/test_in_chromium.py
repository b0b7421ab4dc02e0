"""Attachments inside a notice's page, in a real Chromium: drawn, leafed through, and without JavaScript."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from archive.models import Notice
from archive.services.composing import attach, create_draft
from archive.services.publishing import publish
from core.jobs.running import run_one
from tests.files import samples
from tests.looking import Complaints, looks_right

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONG = "別紙1_投票所における感染症対策及び避難経路の確認事項（気仙沼・本吉地域広域行政事務組合分）.pdf"


@pytest.fixture(autouse=True)
def _a_room_that_holds_files() -> None:
    """Not here: the notice's room says who may open its files, and a late request must not see that change."""


@pytest.fixture
def notice(cast) -> Notice:
    """With a PDF of three pages, a photograph, a workbook, and a PDF that has a password."""
    draft = create_draft(
        owner=cast.prefecture, by=cast.sato, to_organizations=[cast.ishinomaki], title="避難経路の確認について"
    )
    files = {
        LONG: samples.pdf(3),
        "写真.jpg": samples.photograph_with_a_place((800, 600)),
        "別紙2_記載例.xlsx": samples.excel(),
        "鍵付き.pdf": samples.pdf(password="secret"),
    }
    attach(draft, [samples.upload(*each) for each in files.items()], by=cast.sato)
    return publish(draft.pk, by=cast.sato)


def draw_everything() -> None:
    while run_one("files"):
        pass


def loaded(page: Page, address: str) -> None:
    """The picture at this address is there and has something in it."""
    picture = page.locator(f"img[src='{address}']")
    picture.scroll_into_view_if_needed()
    page.wait_for_function("image => image.complete && image.naturalWidth > 100", arg=picture.element_handle())


def test_a_preview_appears_once_the_worker_has_drawn_it(cast, open_as, notice):
    page = open_as(cast.kaede)
    page.goto(reverse("archive:notice", args=[notice.pk]))
    expect(page.get_by_text("表示の準備をしています").first).to_be_visible()
    draw_everything()
    file = notice.attachments.first().file
    loaded(page, reverse("files:page", args=[file.pk, 1]))


def test_pages_are_turned_inside_the_record(cast, open_as, notice):
    draw_everything()
    page = open_as(cast.kaede)
    address = reverse("archive:notice", args=[notice.pk])
    page.goto(address)
    file = notice.attachments.first().file
    figure = page.locator(f"#preview-{file.pk}")
    for number in (2, 3):
        figure.get_by_role("link", name="次のページ").focus()
        page.keyboard.press("Enter")
        expect(figure).to_contain_text(f"{number}／3ページ")
        loaded(page, reverse("files:page", args=[file.pk, number]))
    expect(figure.get_by_role("link", name="次のページ")).to_have_count(0)
    figure.get_by_role("link", name="前のページ").click()
    expect(figure).to_contain_text("2／3ページ")
    assert page.url.endswith(address)


def test_pages_are_turned_without_javascript(cast, open_as, notice):
    draw_everything()
    page = open_as(cast.kaede, javascript=False)
    address = reverse("archive:notice", args=[notice.pk])
    page.goto(address)
    page.get_by_role("link", name="次のページ").first.click()
    expect(page.get_by_text("2／3ページ")).to_be_visible()
    page.get_by_role("link", name="元のページへ戻る").click()
    assert page.url.endswith(address)


def test_a_download_has_its_name(cast, open_as, notice):
    page = open_as(cast.kaede)
    page.goto(reverse("archive:notice", args=[notice.pk]))
    with page.expect_download() as download:
        page.locator(f"a[href='{reverse('files:download', args=[notice.attachments.first().file.pk])}']").click()
    assert download.value.suggested_filename == LONG
    with page.expect_download() as download:
        page.get_by_role("link", name="まとめてダウンロード").click()
    assert download.value.suggested_filename.endswith(".zip")


@pytest.mark.parametrize("width", [pytest.param(1280, marks=pytest.mark.long), 390])
@pytest.mark.parametrize("number", [1, 2])
def test_attachments_are_accessible(cast, open_as, notice, width, number, complaints: Complaints):
    """Page 1 within the record; page 2 on the page of its own that serves without JavaScript."""
    draw_everything()
    page = open_as(cast.kaede, width=width)
    file = notice.attachments.first().file
    record = reverse("archive:notice", args=[notice.pk])
    page.goto(record if number == 1 else f"{reverse('files:preview', args=[file.pk])}?page=2&back={record}")
    loaded(page, reverse("files:page", args=[file.pk, number]))
    for summary in page.locator("main summary").all():
        summary.click()
    looks_right(page, complaints)
