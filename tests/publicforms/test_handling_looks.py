"""The pages of handling as they are seen: 31 submissions, at a desk and on a phone; nothing too wide, axe clean."""

from __future__ import annotations

import os
import uuid
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core import clock
from publicforms.models import Form, LetterTemplate, Submission
from publicforms.services import handling
from publicforms.services.evidence import keep_evidence
from publicforms.services.letter_templates import save_template
from publicforms.services.submitting import submit
from publicforms.services.withdrawing import withdraw
from publicforms.services.writing import send_letters, write_to_applicants
from tests.cast import Cast
from tests.looking import chromium, complaints, looks_right, open_as  # noqa: F401 - fixtures
from tests.publicforms.handling_making import applied, recruiting, status_of
from tests.publicforms.making import entry_for

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]
PICTURES = os.environ.get("PICTURES", "")


def prepared(cast: Cast) -> tuple[Form, Submission]:
    """31, at several statuses; one that came on paper, with its scan, comments and letters."""
    form = recruiting(cast, places={("", ""): 29}, has_waitlist=True)
    entry = entry_for(form, channel=Submission.Channel.PAPER, by=cast.ren, received_on=clock.today())
    keep_evidence(form, entry.token, [SimpleUploadedFile("申込書.txt", b"1")], by=cast.ren)
    one = submit(form, entry)
    others = applied(form, 30)
    for name, some in (("確認中", others[:9]), ("決定", others[9:15]), ("見送り", others[15:18])):
        handling.set_status(form, [each.pk for each in some], status_of(form, name), by=cast.midori)
    handling.assign(form, [one.pk, *(each.pk for each in others[:5])], cast.ren, by=cast.midori)
    handling.comment(one, "佐藤 花子さんに電話しました。\n午前なら出られるそうです。", by=cast.ren)
    withdraw(others[20], by=cast.midori)
    words = {"subject": "{受付番号}について", "text": "「{フォーム名}」は{対応状況}です。"}
    sending = uuid.uuid4()
    write_to_applicants(form, [one.pk], **words, sending=sending, by=cast.midori)
    send_letters(str(sending))
    save_template(LetterTemplate(form=form, name="決定の連絡", **words), by=cast.midori)
    return form, one


@pytest.mark.parametrize("who", ["midori", "ren"])
def test_every_page_looks_right_at_both_widths(cast, open_as, complaints, who):  # noqa: F811
    form, one = prepared(cast)
    at = [form.pk, one.receipt]
    template = form.letter_templates.get()
    pages = {
        "list": reverse("forms:submissions", args=[form.pk]) + "?sort=status&columns=name&columns=job&columns=note",
        "empty": reverse("forms:submissions", args=[form.pk]) + "?q=いない人&standing=valid",
        "templates": reverse("forms:letter_templates", args=[form.pk]),
        "template": reverse("forms:letter_template", args=[form.pk, template.pk]),
        "template_delete": reverse("forms:letter_template_deletion", args=[form.pk, template.pk]),
        "entry": reverse("forms:entry", args=[form.pk]),
        "record": reverse("forms:submission", args=at),
        "print": reverse("forms:submission_print", args=at),
        "link": reverse("forms:submission_link", args=at),
        "withdrawal": reverse("forms:submission_withdrawal", args=at),
    }
    for width in (1280, 390):
        for name, address in pages.items():
            page = open_as(getattr(cast, who), width=width)
            page.goto(address)
            shot(page, f"{who}-{name}-{width}")
            assert complaints.heard == []
            looks_right(page, complaints)


@pytest.mark.parametrize("width", [1280, 390])
def test_what_is_done_to_many_looks_right(cast, open_as, complaints, width):  # noqa: F811
    """Ticked, changed, written to; and entry to the end, without JavaScript too."""
    form, _ = prepared(cast)
    page = open_as(cast.ren, width=width)
    listed = reverse("forms:submissions", args=[form.pk])
    page.goto(listed)
    page.get_by_role("button", name="この画面の申込をすべて選ぶ").click()
    page.get_by_label("変えた後の対応状況").select_option(label="決定")
    page.get_by_role("button", name="対応状況を変える").click()
    assert "25件の対応状況を「決定」に変えます。" in page.content()
    shot(page, f"bulk-{width}")
    looks_right(page, complaints)
    page.goto(listed)
    page.locator("input[data-select-item]").nth(3).check()
    page.locator("input[data-select-item]").nth(4).check()
    page.get_by_role("button", name="メッセージを書く").click()
    page.get_by_role("button", name="このひな形で書く").click()
    shot(page, f"letter-{width}")
    page.get_by_role("button", name="確認画面へ進む").click()
    shot(page, f"letter-preview-{width}")
    looks_right(page, complaints)
    page.get_by_role("button", name="2件に送る").click()
    assert "2件の申込者にメッセージを送ります。" in page.content()
    plain = open_as(cast.ren, width=width, javascript=False)
    plain.goto(reverse("forms:entry", args=[form.pk]))
    plain.get_by_role("button", name="確認画面へ進む").click()
    shot(plain, f"entry-mistakes-{width}")
    plain.get_by_label("窓口").check()
    plain.get_by_label("受け取った日").fill(clock.today().isoformat())
    plain.get_by_label("姓", exact=True).fill("佐藤")
    plain.get_by_label("名", exact=True).fill("花子")
    plain.get_by_label("メールアドレス").fill("hanako2@example.jp")
    plain.get_by_label("投票立会人").check()
    plain.get_by_role("button", name="確認画面へ進む").click()
    assert "キャンセル待ちとして登録します" in plain.content()
    shot(plain, f"entry-confirm-{width}")
    plain.get_by_role("button", name="登録する").click()
    assert "で登録しました。" in plain.content()


def shot(page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
