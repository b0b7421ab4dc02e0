"""The pages of keeping and erasing, looked at."""

from __future__ import annotations

import pytest

from publicforms.services.ending import close
from tests.looking import chromium, complaints, looks_right, open_as
from tests.publicforms.making import opened, submitted, typed

__all__ = ["chromium", "complaints", "open_as"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]


@pytest.mark.parametrize("width", [1280, 390])
def test_midori_erases_a_form_whose_work_is_done(cast, open_as, complaints, width):
    form = opened(cast)
    submitted(form)
    close(form.pk, by=cast.midori)
    page = open_as(cast.midori, width=width)
    page.goto(f"/forms/manage/{form.pk}/retention/")
    looks_right(page, complaints)
    page.get_by_role("link", name="今すぐ消去する").click()
    page.get_by_role("button", name="消去する").click()
    page.get_by_text("入力に誤りが1件あります。").wait_for()
    looks_right(page, complaints)
    page.get_by_label("確認の言葉").fill("消去する")
    page.get_by_role("button", name="消去する").click()
    page.get_by_text("消去を始めました。").wait_for()


@pytest.mark.parametrize("width", [1280, 390])
def test_midori_finds_hanako_and_erases_what_she_asked_for(cast, open_as, complaints, width):
    hanako = typed("気仙沼本吉 花子", "hanako.kesennuma-motoyoshi@mail.example.jp")
    one, _ = (submitted(opened(cast), hanako) for _ in range(2))
    page = open_as(cast.midori, width=width)
    page.goto("/forms/manage/people/")
    page.get_by_label("氏名・メールアドレス").fill("気仙沼本吉")
    page.get_by_role("button", name="探す", exact=True).click()
    page.get_by_text("2件").wait_for()
    looks_right(page, complaints)
    page.get_by_label(f"{one.receipt}を選ぶ").check()
    with page.expect_download() as copy:
        page.get_by_role("button", name="写しを作る（PDF）").click()
    assert copy.value.suggested_filename.endswith(".pdf")
    page.wait_for_timeout(2_100)  # a second click at once would be taken for a mistake (double_submit.js)
    page.get_by_role("button", name="消去する").click()
    page.get_by_text("元に戻せません").wait_for()
    looks_right(page, complaints)
    page.get_by_label("確認の言葉").fill("消去する")
    page.get_by_role("button", name="消去する").click()
    page.get_by_text("申込1件を消去しました。").wait_for()
