"""A citizen applies from a phone: finds the form by its QR address, corrects an error, gets the receipt and the mail,
corrects by the link, withdraws. The office sees each step with its next look, and is told of what comes while it looks;
a colleague sees masks."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, Request, expect

from core.jobs.running import run_one
from core.notifications.letters import letter
from core.notifications.models import Notification
from core.people.models import User
from publicforms.grants import grant_to_person
from publicforms.models import Form, FormVerb, Submission
from tests.browser.hands import Keyboard, Mouse
from tests.looking import chromium, complaints, looks_right, open_as, visit
from tests.publicforms.making import opened, submitted

__all__ = ["chromium", "complaints", "open_as", "visit"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LINK = re.compile(r"https?://\S+(/forms/mine/\S+)")


@pytest.fixture
def form(cast) -> Form:
    made = opened(cast, slug="witnesses", places={("job", "count"): 10})
    grant_to_person(made, cast.kaede, [FormVerb.SEE])
    return made


def run_jobs() -> None:
    while run_one("default"):
        pass


def mailed_link() -> str:
    """The path of the applicant's page, out of the last mail to Hanako as it leaves."""
    notification = Notification.objects.filter(address="hanako@example.jp").latest("pk")
    found = LINK.search(str(letter(notification).body))
    assert found, letter(notification).body
    return found[1]


def row_of(office: Page, form: Form, receipt: str):
    office.goto(f"/forms/manage/{form.pk}/submissions/?columns=name&columns=mail")
    return office.locator("tbody tr").filter(has_text=receipt)


def apply(page: Page, hands: Mouse | Keyboard) -> str:
    """From the form to the receipt number, with a mistake on the way."""
    page.goto("/forms/witnesses/")
    hands.fill("姓", "佐藤")
    hands.fill("名", "花子")
    hands.fill("メールアドレス", "hanako")
    hands.pick("開票事務")
    hands.press("確認画面へ進む")
    expect(page.locator("main")).to_contain_text("「@」を含むメールアドレス")
    hands.fill("メールアドレス", "hanako@example.jp")
    hands.press("確認画面へ進む")
    expect(page.locator("main")).to_contain_text("まだ送信していません")
    hands.press("送信する")
    expect(page.locator("main")).to_contain_text("受け付けました")
    return Submission.objects.get().receipt


def test_by_phone_from_the_qr_code_to_withdrawing(cast, form, visit, open_as, complaints):
    office, colleague = open_as(cast.midori), open_as(cast.kaede)
    office.goto(f"/forms/manage/{form.pk}/sharing/")
    shared = urlsplit(office.locator("input[value$='/forms/witnesses/']").first.input_value())
    page = visit(width=390)
    page.goto(shared.path)
    receipt = apply(page, Mouse(page))
    expect(page.locator("main")).to_contain_text(receipt)
    expect(row_of(office, form, receipt)).to_contain_text("hanako@example.jp")
    masked = row_of(colleague, form, receipt)
    expect(masked).to_contain_text("＊＊＊")
    expect(colleague.locator("body")).not_to_contain_text("hanako")
    run_jobs()
    mine = mailed_link()
    page.goto(mine)
    expect(page.locator("main")).to_contain_text(receipt)
    page.get_by_role("link", name="内容を直す").click()
    page.get_by_role("radio", name="投票立会人", exact=True).check()
    page.get_by_role("button", name="確認画面へ進む").click()
    page.get_by_role("button", name="この内容に直す").click()
    expect(page.locator("main")).to_contain_text("内容を直しました")
    record = f"/forms/manage/{form.pk}/submissions/{receipt}/"
    office.goto(record)
    expect(office.locator("main")).to_contain_text("投票立会人")
    expect(office.locator("main")).to_contain_text("内容が直されました")
    page.goto(mine)
    page.get_by_role("link", name="申込を取り下げる").click()
    page.get_by_role("button", name="取り下げる").click()
    expect(page.locator("main")).to_contain_text("申込を取り下げました")
    office.goto(record)
    expect(office.locator("main")).to_contain_text("取り下げられた申込です")
    colleague.goto(record)
    expect(colleague.locator("main")).to_contain_text("取り下げられた申込です")
    for secret in ("hanako", "佐藤", "花子"):
        expect(colleague.locator("body")).not_to_contain_text(secret)
    assert not [said for said in complaints.heard if "422" not in said]  # the mistake is answered by it


def test_without_javascript(form, visit):
    page = visit(width=390, javascript=False)
    receipt = apply(page, Mouse(page))
    expect(page.locator("main")).to_contain_text(receipt)


def test_with_the_keyboard_alone(form, visit, complaints):
    page = visit(width=390)
    receipt = apply(page, Keyboard(page))
    expect(page.locator("main")).to_contain_text(receipt)
    assert not [said for said in complaints.heard if "422" not in said]  # the mistake is answered by it


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_public_page_is_accessible(cast, form, visit, complaints, language):
    page = visit(width=390)
    complaints.listening = True
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"/forms/witnesses/?lang={language}")
        looks_right(page, complaints)
        page.locator("button[name=confirm]:visible").click()
        page.wait_for_load_state()
        looks_right(page, complaints)
    assert isinstance(cast.midori, User)


def test_an_open_list_tells_of_what_comes_until_its_session_ends(cast, form, open_as):
    office, asked = open_as(cast.midori), []

    def note(request: Request) -> None:
        if "live=" in request.url:
            asked.append(request.headers.get("x-asked-by-itself"))

    office.on("request", note)
    office.goto(f"/forms/manage/{form.pk}/submissions/")
    receipt = submitted(form).receipt
    office.get_by_role("link", name="開いたあとに届いた1件を表示する").click(timeout=20_000)
    expect(office.locator("tbody")).to_contain_text(receipt)
    assert set(asked) == {"1"}
    Session.objects.all().delete()
    expect(office).to_have_url(re.compile("/accounts/login/"), timeout=20_000)
