"""Following in a real browser: the page shows what the server makes of it, and loses nothing that was typed."""

from __future__ import annotations

import re

import pytest
from django.contrib.sessions.models import Session
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import Page, expect

from core.questions.definition import Question
from core.questions.models import AnswerSheet, Draft
from tests.looking import chromium, complaints, looks_right, open_as  # noqa: F401 - fixtures
from tests.questions.trying import Need, a_check, a_trial, only_if, text

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

YES = {"options": [{"key": "o1", "label": "ある"}, {"key": "o2", "label": "ない"}]}


@pytest.fixture
def trial(cast):
    return a_trial(
        cast.prefecture,
        cast.sato,
        Question("s1", "section", "基本のこと"),
        text("name", "担当者の名前", need=Need.REQUIRED, help="戸籍のとおりの字でなくても構いません。"),
        Question("has", "single_choice", "移動支援の取組はありますか", settings=YES),
        text("what", "取組の内容", show_if=only_if("has", "is", "o1")),
        Question("whole", "integer", "投票者数", settings={"unit": "人"}, may_be_na=True),
        Question("part", "integer", "うち期日前投票", settings={"unit": "人"}, need=Need.SOFT),
        Question(
            "share", "calculated", "期日前投票の割合", settings={"formula": "{part} / {whole} * 100", "unit": "%"}
        ),
        Question("b1", "page_break"),
        Question("s2", "section", "取組の効果と課題"),
        Question("note", "long_text", "自由記述"),
        checks=(a_check("{part}", "{whole}"),),
    )


@pytest.fixture
def form_of(open_as, trial):  # noqa: F811
    def make(user, **options) -> Page:
        page = open_as(user, **options)
        page.goto(reverse("questions:trial", args=[trial.pk]))
        return page

    return make


def kept(page: Page) -> None:
    expect(page.locator("[data-autosave-state]")).to_contain_text("に保存しました", timeout=8000)


def test_questions_show_as_their_conditions_are_met_and_totals_follow(cast, form_of):
    page = form_of(cast.sato)
    question = page.get_by_label("取組の内容")
    expect(question).to_be_hidden()
    page.get_by_label("ある", exact=True).check()
    expect(question).to_be_visible(timeout=8000)
    question.fill("巡回バス")
    page.get_by_label("投票者数").first.fill("２００")
    page.get_by_label("うち期日前投票").fill("50")
    expect(page.locator('[data-computed="a-share"]')).to_contain_text("25", timeout=8000)
    kept(page)
    page.get_by_label("ない", exact=True).check()
    expect(question).to_be_hidden(timeout=8000)
    assert not AnswerSheet.objects.get().answers  # only a draft
    assert Draft.objects.get().typed["a.what"] == ["巡回バス"]


def test_an_ended_session_loses_nothing(cast, form_of, signed_in, live_server, complaints):  # noqa: F811
    page = form_of(cast.sato)
    page.get_by_label("担当者の名前").fill("髙﨑 𠮷")
    kept(page)
    Session.objects.all().delete()
    page.get_by_label("うち期日前投票").fill("12")
    problem = page.locator("[data-autosave-problem]")
    expect(problem).to_contain_text("ログインの有効期限が切れた", timeout=8000)
    # Sending the form now would lead to the sign-in, without what was typed.
    page.get_by_role("button", name="一時保存").click()
    expect(page.get_by_label("担当者の名前")).to_have_value("髙﨑 𠮷")

    complaints.listening = False
    cookie = signed_in(cast.sato).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page.evaluate("() => window.dispatchEvent(new Event('focus'))")
    expect(problem).to_be_hidden(timeout=10_000)
    assert Draft.objects.get().typed["a.part"] == ["12"]
    page.reload()
    expect(page.get_by_label("担当者の名前")).to_have_value("髙﨑 𠮷")
    expect(page.get_by_label("うち期日前投票")).to_have_value("12")


def test_a_dropped_network_is_said_and_made_good(cast, form_of, complaints):  # noqa: F811
    page = form_of(cast.sato)
    complaints.listening = False  # the browser itself says that it is offline
    page.context.set_offline(True)
    page.get_by_label("担当者の名前").fill("圏外で書いた")
    expect(page.locator("[data-autosave-problem]")).to_contain_text("通信ができない", timeout=8000)
    assert not Draft.objects.exists()
    page.context.set_offline(False)
    expect(page.locator("[data-autosave-problem]")).to_be_hidden(timeout=10_000)
    assert Draft.objects.get().typed["a.name"] == ["圏外で書いた"]


def test_leaving_with_something_unsaved_is_asked_about(cast, form_of, complaints):  # noqa: F811
    page = form_of(cast.sato)
    complaints.listening = False
    page.route("**/draft/", lambda route: route.abort())
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.get_by_label("担当者の名前").press_sequentially("まだ")
    expect(page.locator("[data-autosave-problem]")).to_contain_text("通信ができない", timeout=8000)
    page.close(run_before_unload=True)
    page.context.pages[0].wait_for_timeout(500)
    assert asked == ["beforeunload"]


def test_control_leaving_with_everything_kept_is_not(cast, form_of):
    page = form_of(cast.sato)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    with page.expect_response("**/draft/"):
        page.get_by_label("担当者の名前").fill("もう")
    kept(page)
    page.get_by_role("link", name="保存した回答を見る").click()
    expect(page).to_have_url(re.compile("/sheet/$"))
    assert asked == []


def test_a_second_window_is_told_and_merges(cast, form_of, trial):
    page = form_of(cast.sato)
    other = page.context.new_page()
    other.goto(page.url)
    page.get_by_label("担当者の名前").fill("一つ目の画面")
    page.get_by_role("button", name="一時保存").click()
    expect(page.get_by_text("一時保存しました。")).to_be_visible()
    other.get_by_label("うち期日前投票").fill("5")
    expect(other.locator("[data-autosave-problem]")).to_contain_text("別の画面で保存された", timeout=8000)
    other.get_by_role("button", name="一時保存").click()
    expect(other.get_by_text("一時保存しました。")).to_be_visible()
    assert AnswerSheet.objects.get().answers == {"name": "一つ目の画面", "part": 5}


def test_enter_in_a_field_keeps_the_page_and_hands_nothing_in(cast, form_of, trial):
    page = form_of(cast.sato)
    page.get_by_label("担当者の名前").fill("髙橋")
    page.get_by_label("担当者の名前").press("Enter")
    expect(page.get_by_text("一時保存しました。")).to_be_visible()
    sheet = AnswerSheet.objects.get()
    assert sheet.answers == {"name": "髙橋"}
    assert sheet.completed_at is None


def test_without_script_everything_works_by_buttons(cast, form_of, trial):
    page = form_of(cast.sato, javascript=False, width=390)
    expect(page.get_by_label("取組の内容")).to_be_visible()  # with its condition in words
    expect(page.get_by_text("問2「移動支援の取組はありますか」が「ある」であるときに", exact=False)).to_be_visible()
    page.get_by_label("担当者の名前").fill("髙橋")
    page.get_by_label("取組の内容").fill("条件に合わない回答")
    page.get_by_label("投票者数").first.fill("10")
    page.get_by_label("うち期日前投票").fill("20")
    page.get_by_role("button", name="次のページ").click()
    page.get_by_label("自由記述").fill("二ページ目")
    page.get_by_role("button", name="確認へ進む").click()
    expect(page.locator("[data-error-summary]")).to_contain_text("内数が総数を超えています。")
    expect(page.get_by_label("担当者の名前")).to_have_value("髙橋")
    page.get_by_label("うち期日前投票").fill("5")
    page.get_by_role("button", name="次のページ").click()
    page.get_by_role("button", name="確認へ進む").click()
    expect(page.get_by_text("次の設問の入力は、提出する回答に含めません。")).to_be_visible()
    page.get_by_role("button", name="提出する").click()
    sheet = AnswerSheet.objects.get()
    assert sheet.completed_at
    assert sheet.answers["note"] == "二ページ目"
    assert sheet.answers["what"] == {"special": "not_asked"}


@pytest.mark.long  # tests/browser/test_every_page.py looks at them with less in them
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", ["trial", "trial_confirm", "trial_sheet", "trial_print", "trial_merge"])
def test_the_pages_look_right(cast, open_as, complaints, trial, width, name):  # noqa: F811
    typed = {
        "a.name": ["髙橋"],
        "a.has": ["o1"],
        "a.part": [""],
        "a.part.reason": ["集計中のため"],
        "a.whole.na": ["1"],
    }
    from core.questions.services.drafting import keep_draft
    from core.questions.services.saving import save

    with transaction.atomic():
        save(trial.sheet, typed, edit=1, by=cast.sato, complete=False)
        if name == "trial_merge":
            keep_draft(trial.sheet, typed | {"a.name": ["及川"], "a.has": ["o2"]}, edit=1, by=cast.kanda)
    page = open_as(cast.kanda if name == "trial_merge" else cast.sato, width=width)
    page.goto(reverse(f"questions:{name}", args=[trial.pk]))
    if name == "trial":
        page.goto(f"{page.url}?checked=1")
    looks_right(page, complaints)
    assert not complaints.heard
