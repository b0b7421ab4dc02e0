"""The public page: from the first look to the receipt, without a cookie; what is refused keeps what was typed."""

from __future__ import annotations

import datetime
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from core.questions.definition import Need, Question
from core.questions.services.composing import start_draft
from core.questions.services.publishing import publish as publish_questionnaire
from publicforms.links.tokens import new_token
from publicforms.models import Form, PendingFile, Submission
from tests.publicforms.making import QUESTIONS, make_form, opened, submitted, typed

ADDRESS = "/forms/witnesses/"


@pytest.fixture
def form(cast) -> Form:
    return opened(cast, slug="witnesses")


def posted(form: Form, button: str = "confirm", **changed: object) -> dict[str, object]:
    return {**typed(), "token": new_token(form).text, "version": form.version_id, "page": "1", button: "1"} | changed


def carried(page: str) -> dict[str, list[str]]:
    """All that a page's hidden fields carry."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page):
        found.setdefault(name, []).append(value)
    return found


def test_hanako_fills_in_confirms_and_gets_a_receipt(form):
    browser = Client(enforce_csrf_checks=True)
    page = browser.get(ADDRESS).content.decode()
    token = re.search(r'name="token" value="([^"]+)"', page).group(1)
    confirming = browser.post(ADDRESS, posted(form, token=token)).content.decode()
    assert "まだ送信していません" in confirming
    assert "hanako@example.jp" in confirming
    done = browser.post(ADDRESS, {**carried(confirming), "send": "1"}, follow=True)
    sent = Submission.objects.get()
    assert sent.receipt in done.content.decode()
    assert not browser.cookies


def test_back_and_send_again_leads_to_the_same_receipt(form):
    what = posted(form, "send")
    first, second = (Client().post(ADDRESS, what, follow=True).content.decode() for _ in range(2))
    receipt = Submission.objects.get().receipt
    assert receipt in first
    assert receipt in second


@pytest.mark.parametrize(("waits", "full"), [(False, "満員<"), (True, "満員（キャンセル待ちとして受け付けます）")])
def test_the_page_says_how_many_places_each_option_has_left(cast, waits, full):
    form = opened(cast, slug="witnesses", places={("job", "count"): 1, ("job", "witness"): 2}, has_waitlist=waits)

    def left() -> list[str]:
        page = Client().get(ADDRESS).content.decode()
        return re.findall(r"<li>([^<：]+：[^<]*)<", page)

    assert left() == ["投票立会人：残り 2", "開票事務：残り 1"]
    submitted(form, typed(job="count"))
    assert left() == ["投票立会人：残り 2", f"開票事務：{full.removesuffix('<')}"]
    assert full in Client().get(ADDRESS).content.decode()


def test_what_is_wrong_is_said_and_what_was_typed_stays(form):
    page = Client().post(ADDRESS, posted(form, **typed(mail="hanako")))
    assert page.status_code == 422
    text = page.content.decode()
    assert "「@」を含むメールアドレス" in text
    assert 'value="hanako"' in text
    assert 'value="佐藤"' in text


@pytest.mark.parametrize("token", ["", "x", "1.abc:def:ghi"])
def test_a_token_that_is_none_of_ours_sends_nothing_and_loses_nothing(form, token):
    page = Client().post(ADDRESS, posted(form, "send", token=token))
    assert page.status_code == 422
    assert 'value="佐藤"' in page.content.decode()
    assert not Submission.objects.exists()


def test_another_forms_token_is_none(cast, form):
    other = opened(cast, slug="others")
    assert Client().post(ADDRESS, posted(form, "send", token=new_token(other).text)).status_code == 422
    assert not Submission.objects.exists()


def test_another_sites_page_cannot_send(form):
    refused = Client().post(ADDRESS, posted(form, "send"), headers={"Origin": "https://evil.example"})
    assert refused.status_code == 403
    assert not Submission.objects.exists()


def test_a_form_that_changed_meanwhile_is_looked_at_again(cast, form):
    what = posted(form, "send")
    start_draft(form.questionnaire, by=cast.midori)
    published = publish_questionnaire(form.questionnaire, by=cast.midori)
    Form.objects.filter(pk=form.pk).update(version=published)
    page = Client().post(ADDRESS, what)
    assert page.status_code == 422
    assert "フォームの内容が変わりました" in page.content.decode()
    again = carried(page.content.decode())
    assert again["version"] == [str(published.pk)]


@pytest.mark.parametrize(("days", "words"), [(0, "受付はまだ始まっていません。"), (15, "受付は終わりました。")])
def test_before_and_after_its_time_the_page_says_so(cast, move_clock, days, words):
    opened(cast, slug="witnesses", opens=1)
    move_clock(datetime.timedelta(days=days))
    assert words in Client().get(ADDRESS).content.decode()


def test_a_draft_has_no_page(cast):
    make_form(cast, slug="witnesses")
    assert Client().get(ADDRESS).status_code == 404


def test_pages_carry_what_was_typed_on_the_others(cast):
    opened(
        cast,
        *QUESTIONS[:2],
        Question("second", "page_break", "次"),
        Question("note", "short_text", "備考", need=Need.REQUIRED),
        slug="witnesses",
    )
    form = Form.objects.for_visitors().get()
    what = posted(form, "go", go="2")
    second = Client().post(ADDRESS, what).content.decode()
    assert carried(second)["a.mail"] == ["hanako@example.jp"]
    assert "備考" in second
    confirming = Client().post(ADDRESS, {**carried(second), "a.note": "なし", "confirm": "1"}).content.decode()
    done = Client().post(ADDRESS, {**carried(confirming), "send": "1"}, follow=True)
    assert done.status_code == 200
    assert Submission.objects.get().sheet.answers["note"] == "なし"


def test_what_is_wrong_on_a_page_is_said_before_the_next(cast):
    opened(
        cast, *QUESTIONS[:2], Question("cut", "page_break"), Question("note", "short_text", "備考"), slug="witnesses"
    )
    form = Form.objects.for_visitors().get()
    page = Client().post(ADDRESS, posted(form, "next", next="2", **typed(mail="hanako")))
    assert page.status_code == 422
    assert page.content.decode().count("「@」を含むメールアドレス") == 2  # in the summary and at the place
    assert "備考" in Client().post(ADDRESS, posted(form, "next", next="2")).content.decode()


def test_a_file_waits_under_the_token_and_comes_with_the_submission(cast):
    form = opened(cast, *QUESTIONS[:2], Question("paper", "file", "書類", need=Need.REQUIRED), slug="witnesses")
    upload = SimpleUploadedFile("証明書.txt", "写し".encode(), "text/plain")
    confirming = Client().post(ADDRESS, posted(form, **{"f.paper": upload})).content.decode()
    assert PendingFile.objects.count() == 1
    assert "証明書.txt" in confirming
    Client().post(ADDRESS, {**carried(confirming), "send": "1"})
    assert list(Submission.objects.get().sheet.file_names.values()) == ["証明書.txt"]
    assert not PendingFile.objects.exists()
