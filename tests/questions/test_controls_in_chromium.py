"""The controls of the kinds in a real Chromium: what their scripts do, and what they look like."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.looking import chromium, complaints, looks_right, open_as
from tests.questions.controls_page import received

__all__ = ["chromium", "complaints", "open_as"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _controls_page(settings):
    settings.ROOT_URLCONF = "tests.questions.controls_page"


def compose(page: Page, reading: list[str], written: str) -> None:
    """As an input method does it: the kana grow, are converted, and are put in place."""
    browser = page.context.new_cdp_session(page)
    for text in (*reading, written):
        browser.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})
    browser.send("Input.insertText", {"text": written})


@pytest.mark.parametrize("width", [pytest.param(1280, marks=pytest.mark.long), 390])
@pytest.mark.parametrize("address", ["/controls/", "/controls/?wrong"])
def test_every_control_can_be_used(cast, open_as, complaints, width, address):
    page = open_as(cast.kaede, width=width)
    page.goto(address)
    expect(page.locator("fieldset, .mu-question")).to_have_count(7)
    looks_right(page, complaints)
    assert not complaints.heard


def test_the_postcode_fills_the_address(cast, open_as, complaints):
    page = open_as(cast.kaede)
    page.goto("/controls/")
    page.get_by_label("郵便番号").fill("９８６-０８２２")
    page.get_by_role("button", name="郵便番号から住所を入れる").click()
    expect(page.get_by_label("都道府県")).to_have_value("宮城県")
    expect(page.get_by_label("市区町村")).to_have_value("石巻市")
    expect(page.get_by_label("町名・番地")).to_have_value("中央")
    expect(page.locator("[data-postcode-status]")).to_have_text(
        "宮城県石巻市中央を入れました。続きを入力してください。"
    )

    # Another postcode replaces the town it brought, but not a street that somebody has written.
    page.get_by_label("郵便番号").fill("986-0000")
    page.get_by_role("button", name="郵便番号から住所を入れる").click()
    expect(page.locator("[data-postcode-status]")).to_have_text("宮城県石巻市を入れました。続きを入力してください。")
    page.get_by_label("町名・番地").fill("穀町14番1号")
    page.get_by_label("郵便番号").fill("9808570")
    page.get_by_role("button", name="郵便番号から住所を入れる").click()
    expect(page.get_by_label("市区町村")).to_have_value("仙台市青葉区")
    expect(page.get_by_label("町名・番地")).to_have_value("穀町14番1号")
    assert not complaints.heard


def test_a_whole_postcode_alone_needs_no_button(cast, open_as):
    page = open_as(cast.kaede)
    page.goto("/controls/")
    page.get_by_label("郵便番号").fill("9860822")
    page.keyboard.press("Tab")
    expect(page.get_by_label("市区町村")).to_have_value("石巻市")


def test_an_unknown_postcode_is_told(cast, open_as):
    page = open_as(cast.kaede)
    page.goto("/controls/")
    page.get_by_label("郵便番号").fill("999-9999")
    page.get_by_role("button", name="郵便番号から住所を入れる").click()
    expect(page.locator("[data-postcode-status]")).to_contain_text("見つかりませんでした")
    expect(page.get_by_label("市区町村")).to_have_value("")


def test_the_reading_is_suggested_from_what_the_input_method_was_given(cast, open_as, complaints):
    page = open_as(cast.kaede)
    page.goto("/controls/")
    family, kana = page.get_by_label("姓", exact=True), page.get_by_label("姓のふりがな")
    family.focus()
    compose(page, ["t", "た", "たか", "たかh", "たかは", "たかはし", "高橋"], "髙橋")
    expect(family).to_have_value("髙橋")
    expect(kana).to_have_value("たかはし")
    family.fill("")
    family.focus()
    compose(page, ["か", "かの", "かのう"], "狩野")
    expect(kana).to_have_value("かのう")

    given = page.locator("#a-name-given")
    given.focus()
    compose(page, ["ミドリ"], "ミドリ")
    expect(page.get_by_label("名のふりがな")).to_have_value("みどり")
    assert not complaints.heard


def test_a_reading_that_somebody_wrote_stays(cast, open_as):
    page = open_as(cast.kaede)
    page.goto("/controls/")
    kana = page.get_by_label("姓のふりがな")
    kana.fill("かりの")
    page.get_by_label("姓", exact=True).focus()
    compose(page, ["か", "かの", "かのう"], "狩野")
    expect(page.get_by_label("姓", exact=True)).to_have_value("狩野")
    expect(kana).to_have_value("かりの")


def test_what_was_pasted_gets_no_reading(cast, open_as):
    page = open_as(cast.kaede)
    page.goto("/controls/")
    page.get_by_label("姓", exact=True).fill("髙橋")
    expect(page.get_by_label("姓のふりがな")).to_have_value("")


def test_the_counter_counts_as_the_server_does(cast, open_as):
    page = open_as(cast.kaede)
    page.goto("/controls/")
    area, counter = page.get_by_label("応募の動機"), page.locator(".mu-counter")
    expect(counter).to_have_text("あと400字")
    area.fill("𠮷\n" * 2)
    expect(counter).to_have_text("あと396字")
    area.fill("あ" * 402)
    expect(counter).to_have_text("2字超えています")
    expect(page.locator("textarea + .mu-counter + [role=status]")).to_have_text("2字超えています")


def test_without_script_the_button_posts_the_question(cast, open_as):
    page = open_as(cast.kaede, javascript=False)
    page.goto("/controls/")
    page.get_by_label("郵便番号").fill("9860822")
    page.get_by_label("応募の動機").fill("1行目\n2行目")
    with page.expect_request(lambda request: request.method == "POST") as posted:
        page.get_by_role("button", name="郵便番号から住所を入れる").click()
    page.wait_for_load_state()
    assert 'name="lookup"' in (posted.value.post_data or "")
    assert received[-1]["a.home.postcode"] == ["9860822"]
    assert received[-1]["a.papers"] == ["00000000-0000-0000-0000-000000000001"]
    expect(page.get_by_label("応募の動機")).to_have_value("1行目\n2行目")
