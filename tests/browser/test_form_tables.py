"""From a form's page to its cross-table as a file; a daily entry from a phone; the doors, in a real Chromium."""

from __future__ import annotations

import csv
import io
import re

import pytest
from playwright.sync_api import Page, expect

from core.questions.definition import Question
from core.questions.library import library
from publicforms.models import Form, Submission
from publicforms.services.codes import make_codes
from publicforms.services.publishing import publish
from tests.looking import chromium, complaints, looks_right, open_as
from tests.publicforms.making import as_visited, make_form, opened, submitted

__all__ = ["chromium", "complaints", "open_as"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AGES = {"settings": {"options": [{"key": f"a{tens}", "label": f"{tens}代"} for tens in (20, 30, 40)]}}
CONTENT = {"settings": {"options": [{"key": "yes", "label": "満足"}, {"key": "no", "label": "不満"}]}}
STAFF = (
    Question("age", "single_choice", "年代", **AGES),
    Question("content", "single_choice", "満足度", **CONTENT),
    Question("note", "short_text", "意見"),
)


def questionnaire(cast) -> Form:
    form = opened(cast, *STAFF, title="職員アンケート", audience="colleagues", is_anonymous=True, by_codes=True)
    codes = iter(make_codes(form, 40, by=cast.midori))
    for age, content, times in (("a20", "yes", 8), ("a20", "no", 7), ("a30", "yes", 6), ("a30", "no", 9)):
        for _ in range(times):
            submitted(form, {"a.age": [age], "a.content": [content]}, code=next(codes))
    return form


def log(cast) -> Form:
    questions = library()["temperature"].definition.questions
    known = {"owner": cast.prefecture, "by": cast.sato, "audience": "signed_in", "shares_entries": True}
    form = make_form(cast, *questions, title="検温記録", **known)
    form.participants.set([cast.ishinomaki])
    return as_visited(publish(form.pk, by=cast.sato))


def enter(page: Page, temperature: str) -> None:
    """Behind the first tap."""
    page.get_by_label("体温").fill(temperature)
    if page.get_by_label("症状はない").is_visible() and not page.get_by_label("症状はない").is_checked():
        page.get_by_label("症状はない").check()
        page.get_by_label("いいえ").check()
    page.get_by_role("button", name="確認画面へ進む").click()
    page.get_by_role("button", name="送信する").click()
    expect(page.get_by_role("heading", name="受け付けました")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_four_clicks_from_the_forms_page_to_the_right_table_as_a_file(cast, open_as, javascript):
    form = questionnaire(cast)
    page = open_as(cast.midori, javascript=javascript)
    page.goto(f"/forms/manage/{form.pk}/")
    page.get_by_role("navigation", name="このフォーム").get_by_role("link", name="集計").click()  # 1
    page.get_by_label("表側").first.select_option(label="問1 年代")
    page.get_by_label("表頭").first.select_option(label="問2 満足度")
    page.get_by_role("button", name="集計する").click()  # 2
    expect(page.get_by_role("heading", name="問1 年代 × 問2 満足度", exact=False).first).to_be_visible()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="表のまま（CSV）").click()  # 3
    rows = list(csv.reader(io.StringIO(waiting.value.path().read_text("utf-8-sig"), newline="")))
    by_age = {row[0]: row[1:] for row in rows}
    assert by_age["20代"][:2] == ["8", "7"]
    assert by_age["30代"][:2] == ["6", "9"]


def test_the_daily_entry_from_a_phone(cast, open_as, complaints):
    form = log(cast)
    page = open_as(cast.kaede, width=390)
    page.goto("/forms/manage/answerable/")
    page.get_by_role("link", name=re.compile("^記録する")).click()
    enter(page, "36.5")
    page.goto("/")
    expect(page.get_by_text("検温記録を記録する")).to_have_count(0)
    Submission.objects.update(submitted_at="2026-11-01T00:00:00Z")
    page.goto("/")
    page.get_by_role("link", name="検温記録を記録する").click()  # 1
    page.get_by_label("体温").fill("37.8")
    page.get_by_role("button", name="確認画面へ進む").click()  # 2, where fever asks for nothing that is needed
    page.get_by_role("button", name="送信する").click()  # 3
    expect(page.get_by_role("heading", name="受け付けました")).to_be_visible()
    page.goto(f"/forms/manage/answerable/{form.pk}/")
    expect(page.get_by_text("37.5℃以上")).to_have_count(1)
    looks_right(page, complaints)


def test_through_the_door_with_a_code_on_a_phone(cast, open_as, complaints):
    form = opened(cast, *STAFF, audience="colleagues", is_anonymous=True, by_codes=True, passcode="ishinomaki")
    (code,) = make_codes(form, 1, by=cast.midori)
    page = open_as(cast.ren, width=390)
    page.goto(f"/forms/{form.slug}/")
    page.get_by_label("合言葉").fill("shiroishi")
    page.get_by_label("回答コード").fill(code)
    page.get_by_role("button", name="回答を始める").click()
    expect(page.get_by_text("合言葉が違います。")).to_be_visible()
    looks_right(page, complaints)
    page.get_by_label("合言葉").fill("ishinomaki")
    page.get_by_role("button", name="回答を始める").click()
    page.get_by_label("20代").check()
    page.get_by_role("button", name="確認画面へ進む").click()
    page.get_by_role("button", name="送信する").click()
    expect(page.get_by_role("heading", name="回答を受け付けました")).to_be_visible()
    assert Submission.objects.get().by is None


@pytest.mark.long
@pytest.mark.parametrize("width", [1280, 390])
def test_the_pages_look_right(cast, open_as, complaints, width):
    form, daily = questionnaire(cast), log(cast)
    page = open_as(cast.kaede, width=width)
    page.goto("/forms/manage/answerable/")
    page.get_by_role("link", name=re.compile("^記録する")).click()
    enter(page, "37.8")
    entry = Submission.objects.get(form=daily)
    own = f"answerable/{daily.pk}/"
    pages = (
        (cast.midori, f"{form.pk}/crosstab/?rows=age&columns=content"),
        (cast.midori, f"{form.pk}/crosstab/simple/"),
        (cast.midori, f"{form.pk}/export/"),
        (cast.midori, f"{form.pk}/codes/"),
        (cast.midori, f"{form.pk}/codes/voiding/"),
        (cast.sato, f"{daily.pk}/export/"),
        (cast.kaede, "answerable/"),
        (cast.kaede, own),
        (cast.kaede, f"{own}chart/"),
        (cast.kaede, f"{own}{entry.receipt}/"),
    )
    for user, path in pages:
        page = open_as(user, width=width)
        page.goto(f"/forms/manage/{path}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        looks_right(page, complaints)
        complaints.listening = True
    page = open_as(cast.midori, width=width)
    page.goto(f"/forms/manage/{form.pk}/codes/")
    page.get_by_label("作る数").fill("5")
    page.get_by_role("button", name="コードを作る").click()
    expect(page.get_by_text("この画面を閉じると")).to_be_visible()
    looks_right(page, complaints)
