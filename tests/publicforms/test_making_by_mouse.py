"""A clerk makes a form from a template by mouse, and puts it before the public; every page of it is looked at."""

from __future__ import annotations

import datetime

import pytest
from playwright.sync_api import Page, expect

from core import clock
from core.people.japanese_dates import format_japanese_date
from core.questions.models import Questionnaire
from core.questions.services import building
from core.questions.services.composing import start_draft
from publicforms.models import Form
from publicforms.services.creating import create_form
from publicforms.services.ending import close, withdraw
from tests.looking import chromium, complaints, looks_right, open_as  # noqa: F401 - fixtures
from tests.publicforms.making import make_form, opened, submitted

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]


def test_midori_makes_a_form_from_a_template_by_mouse_and_publishes_it(cast, open_as, live_server, complaints):  # noqa: F811
    page = open_as(cast.midori)
    page.goto("/")
    page.get_by_role("navigation").get_by_role("link", name="フォーム", exact=True).click()
    page.get_by_role("main").get_by_role("link", name="フォームを作る").first.click()
    page.get_by_role("link", name="イベント参加申込").click()
    page.get_by_label("フォーム名").fill("ウォーキング大会の参加申込")
    page.get_by_role("button", name="フォームを作る").click()
    expect(page.get_by_role("heading", name="公開までにすること")).to_contain_text("残り2件")
    page.get_by_role("link", name="問い合わせ先を書く").first.click()
    page.locator("#id_slug").fill("walking-2026")
    page.get_by_label("問い合わせ先").fill("石巻市総務課 0225-95-1111")
    closing = page.get_by_role("group", name="受付終了")
    closing.get_by_label("日付", exact=True).fill(format_japanese_date(clock.today() + datetime.timedelta(days=30)))
    closing.get_by_label("時刻").fill("17:00")
    page.get_by_role("button", name="設定を保存する").click()
    expect(page.get_by_text("設定を保存しました。")).to_be_visible()

    _drag_the_last_status_to_the_top(page)
    page.get_by_role("link", name="概要").click()
    page.get_by_role("link", name="確かめて公開する").click()
    page.get_by_role("button", name="公開する").click()
    expect(page.get_by_text("公開しました。")).to_be_visible()
    form = Form.objects.get()
    assert form.slug == "walking-2026"
    assert form.statuses.order_by("position")[0].name == "見送り"
    page.goto(f"{live_server.url}/forms/walking-2026/")
    expect(page.get_by_role("heading", name="ウォーキング大会の参加申込")).to_be_visible()
    looks_right(page, complaints)


def _drag_the_last_status_to_the_top(page: Page) -> None:
    page.get_by_role("link", name="対応状況").first.click()
    expect(page.locator("[data-reorder-ready]")).to_be_visible()
    items = page.locator("[data-reorder] > li")
    handle = items.last.locator("[data-reorder-handle]").bounding_box()
    first = items.first.bounding_box()
    assert handle
    assert first
    page.mouse.move(handle["x"] + 10, handle["y"] + 10)
    page.mouse.down()
    page.mouse.move(handle["x"] + 10, handle["y"] - 20, steps=4)
    page.mouse.move(first["x"] + 30, first["y"] + 4, steps=12)
    with page.expect_navigation():
        page.mouse.up()
    expect(items.first).to_contain_text("見送り")


@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_of_making_a_form_looks_right(cast, open_as, complaints, width):  # noqa: F811
    running = opened(
        cast,
        slug="tachiainin-2026",
        places={("", ""): 2, ("job", "clerk"): 1},
        has_waitlist=True,
        embed_origins=["https://www.city.example.jp"],
        summary="応募をお待ちしています。",
    )
    for _ in range(4):
        submitted(running)
    start_draft(running.questionnaire, by=cast.midori)
    questionnaire = Questionnaire.objects.get(pk=running.questionnaire_id)
    building.add(questionnaire, "short_text", after=None, by=cast.midori)
    title = "気仙沼・本吉地域広域行政事務組合との合同防災訓練の参加申込"
    draft = create_form(owner=cast.ishinomaki, title=title, by=cast.midori)
    ready = make_form(cast, title="公開できるフォーム", places={("", ""): 40})
    ended, called_off = opened(cast, title="終えたフォーム"), opened(cast, title="やめたフォーム")
    close(ended.pk, by=cast.midori)
    withdraw(called_off.pk, because="荒天のため", by=cast.midori)
    first, second = running.statuses.order_by("position")[:2]
    tails = [
        "",
        "new/",
        "new/?start=library-event",
        f"new/?start=form-{running.pk}",
        *(f"{form.pk}/" for form in (running, draft, ready, ended, called_off)),
        *(f"{running.pk}/{tail}/" for tail in ("questions", "settings", "places", "statuses", "rights", "sharing")),
        *(f"{running.pk}/{tail}/" for tail in ("preview", "preview/frame", "closing", "withdrawal")),
        f"{running.pk}/questions/moving-on/",
        f"{running.pk}/statuses/{second.pk}/",
        f"{running.pk}/statuses/{first.pk}/removal/",
        *(f"{ready.pk}/{tail}/" for tail in ("publication", "deletion", "settings")),
        *(f"{draft.pk}/{tail}/" for tail in ("publication", "sharing", "preview/frame")),
        f"{ended.pk}/reopening/",
    ]
    page = open_as(cast.midori, width=width)
    for tail in tails:
        page.goto(f"/forms/manage/{tail}")
        looks_right(page, complaints)
        complaints.listening = True
