"""The applicant's page in Chromium: from the link to withdrawing on a phone; its looks."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.notifications.letters import letter
from core.notifications.models import Notification
from core.questions.definition import Question
from publicforms.links.mine import link_to
from publicforms.models import Letter, Submission
from publicforms.services.following_up import follow_up
from publicforms.services.replying import add_documents, write_to_office
from tests.looking import chromium, complaints, looks_right, visit
from tests.publicforms.making import QUESTIONS, opened, submitted, typed
from tests.publicforms.test_applicant import PDF, at
from tests.publicforms.test_correcting import correct as correct_by_post
from tests.publicforms.test_correcting import corrections

__all__ = ["chromium", "complaints", "visit"]

ADDRESS = Question("addr", "address", "住所")
PAPER = Question("paper", "file", "書類")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("javascript", [True, False])
def test_hanako_corrects_and_withdraws_on_her_phone(cast, visit, javascript):
    sent = submitted(opened(cast), typed())
    page = visit(width=390, javascript=javascript)
    page.goto(link_to(sent))
    page.get_by_role("link", name="内容を直す").click()
    page.fill("[name='a.note']", "車椅子を使います")
    page.get_by_role("button", name="確認画面へ進む").click()
    page.get_by_text("変わるところ").wait_for()
    page.get_by_role("button", name="この内容に直す").click()
    page.get_by_text("内容を直しました。").wait_for()
    page.get_by_role("link", name="申込を取り下げる").click()
    page.get_by_role("button", name="申込を取り下げる").click()
    page.get_by_text("申込を取り下げました。").wait_for()
    assert Submission.objects.get(pk=sent.pk).is_withdrawn
    assert page.context.cookies() == []


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_all_pages_look_right(cast, visit, complaints, width, language):
    form = opened(
        cast, *QUESTIONS, ADDRESS, PAPER, slug="witnesses", places={("", ""): 1}, has_waitlist=True, texts={"en": {}}
    )
    sent, waits = submitted(form, typed(note="車椅子")), submitted(form)
    write_to_office(sent, "当日は何時に\n行けばよいですか")
    Letter.objects.create(submission=sent, subject="集合時刻", text="7時にお越しください。", by=cast.midori)
    add_documents(sent, [SimpleUploadedFile("住民票の写し.pdf", PDF)])
    follow_up(sent.pk)
    mail = letter(Notification.objects.get(message__kind="publicforms.receipt")).body
    refusal = re.search(r"http://[^/]+(/forms/refuse/\S+)", mail)[1]
    page, lang = visit(width=width), f"?lang={language}"
    for path in (at(sent), at(waits), at(sent, "correct"), at(sent, "withdraw"), refusal, "/forms/witnesses/saved/"):
        complaints.listening = True
        page.goto(path + lang)
        looks_right(page, complaints)
    complaints.listening = True
    page.goto("/forms/witnesses/" + lang)
    page.locator("button[formaction]").click()
    page.wait_for_selector("[name=save_to]")
    looks_right(page, complaints)


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_what_two_tabs_typed_stands_side_by_side(cast, visit, complaints):
    sent = submitted(opened(cast), typed())
    page = visit(width=390)
    page.goto(at(sent, "correct"))
    correct_by_post(sent, corrections(sent, note="車椅子"))
    page.fill("[name='a.note']", "手話")
    page.get_by_role("button", name="確認画面へ進む").click()
    page.get_by_role("button", name="この内容に直す").click()
    page.get_by_text("先に内容が直されていました").wait_for()
    assert page.locator("del").inner_text() == "車椅子"
    assert page.locator("ins").inner_text() == "手話"
    assert page.locator("[name='a.note']").input_value() == "手話"
    looks_right(page, complaints)
