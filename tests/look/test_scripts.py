"""Each script does its one thing on a page that works without it."""

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.look.urls import received

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _open(page: Page) -> None:
    received.clear()
    page.goto("/look/scripts/")


def test_an_error_takes_the_focus_and_leads_to_its_field(page: Page):
    page.click("#sent button[name=save]")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    page.click("[data-error-summary] a")
    expect(page.locator("#s_title")).to_be_focused()


def test_a_second_click_sends_nothing(page: Page):
    page.fill("#s_title", "題")
    page.evaluate("() => { const b = document.querySelector('#sent button[name=save]'); b.click(); b.click(); }")
    expect(page.get_by_text("受け付けました。")).to_be_visible()
    assert len(received) == 1


def test_a_question_that_is_answered_with_no_sends_nothing(page: Page):
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.click("#asking button")
    assert received == []
    page.once("dialog", lambda dialog: dialog.accept())
    page.click("#asking button")
    expect(page.get_by_text("受け付けました。")).to_be_visible()


def test_what_is_ticked_is_counted(page: Page):
    button, count = page.locator("[data-select-all]"), page.locator("[data-select-count]")
    button.click()
    expect(count).to_have_text("3件を選択中")
    expect(button).to_have_text("すべて外す")
    page.locator("#choosing input").first.uncheck()
    expect(count).to_have_text("2件を選択中")


def test_the_date_picker_writes_both_calendars(page: Page):
    page.evaluate(
        """() => {
            const native = document.querySelector("#sent .mu-date__native");
            native.value = "2019-05-01";
            native.dispatchEvent(new Event("change"));
        }"""
    )
    expect(page.locator("#s_issued_on")).to_have_value("2019年5月1日(令和元年)")
    expect(page.get_by_role("button", name="発出日をカレンダーから選ぶ")).to_be_visible()


def test_tags_are_completed_behind_the_last_comma(page: Page):
    page.locator("#s_tags").press_sequentially("財政、選")
    option = page.locator("#s_tags_words option").first
    expect(option).to_have_attribute("value", "財政, 選挙")


def test_leaving_with_unsaved_text_asks(page: Page):
    asked: list[Dialog] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog)
        dialog.accept()

    page.on("dialog", stay)
    page.locator("#s_title").press_sequentially("題")
    page.goto("/look/scripts/")
    assert [dialog.type for dialog in asked] == ["beforeunload"]


def test_saving_does_not_ask(page: Page):
    page.on("dialog", lambda dialog: pytest.fail(dialog.type))
    page.locator("#s_title").press_sequentially("題")
    page.click("#sent button[name=save]")
    expect(page.get_by_text("受け付けました。")).to_be_visible()


def test_an_upload_shows_the_page_behind_the_redirect_with_its_message(page: Page):
    page.set_input_files("#u_attachment", {"name": "別紙.txt", "mimeType": "text/plain", "buffer": b"x" * 300_000})
    expect(page.locator(".mu-upload__list")).to_contain_text("別紙.txt（293KB）")
    page.click("#uploading button")
    expect(page.get_by_text("300000バイトを受け取りました。")).to_be_visible()
    assert page.url.endswith("/look/scripts/")
    # The scripts work on the page that took the first one's place.
    page.locator("[data-select-all]").click()
    expect(page.locator("[data-select-count]")).to_have_text("3件を選択中")


def test_an_upload_with_an_error_shows_it(page: Page):
    page.set_input_files("#u_attachment", {"name": "空.txt", "mimeType": "text/plain", "buffer": b""})
    page.click("#uploading button")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    expect(page.locator("#u_attachment")).to_have_attribute("aria-invalid", "true")


def test_dropped_files_reach_the_real_input(page: Page):
    page.evaluate(
        """() => {
            const data = new DataTransfer();
            data.items.add(new File(["abc"], "a.txt"));
            const area = document.querySelector("#uploading [data-upload-area]");
            area.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
        }"""
    )
    assert page.evaluate("document.querySelector('#u_attachment').files[0].name") == "a.txt"
