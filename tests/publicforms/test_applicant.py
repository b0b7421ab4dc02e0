"""The applicant's page: whoever has the link sees, corrects, withdraws and writes; nobody else finds anything."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from publicforms.links.mine import key_of
from publicforms.models import Event, Form, Letter, Submission, SubmissionFile
from publicforms.services.withdrawing import withdraw
from tests.publicforms.making import opened, submitted, typed

PDF = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def form(cast) -> Form:
    return opened(cast, slug="witnesses", has_waitlist=True)


@pytest.fixture
def sent(form) -> Submission:
    return submitted(form, typed())


def at(submission: Submission, page: str = "mine") -> str:
    return reverse(f"entry:{page}", args=[key_of(submission)])


def text_of(address: str, **asked: str) -> str:
    return Client().get(address, asked).content.decode()


def body(answer) -> str:
    """Without what is another one for every request: its CSRF token, and the address that was asked for."""
    return re.sub(r'name="(csrfmiddlewaretoken|next)" value="[^"]*"', "", answer.content.decode())


# --- The link ---------------------------------------------------------------------------------------------------------


def test_hanako_sees_her_application_without_an_account_or_a_cookie(sent):
    browser = Client()
    page = browser.get(at(sent))
    text = page.content.decode()
    assert sent.receipt in text
    assert "花子" in text
    assert "受付" in text
    assert not browser.cookies
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert page["Cache-Control"] == "no-store"


def test_a_status_that_is_not_told_is_not_shown(form, sent):
    Submission.objects.filter(pk=sent.pk).update(status=form.statuses.get(name="見送り"))
    text = text_of(at(sent))
    assert "見送り" not in text
    assert "受付済み" in text


@pytest.mark.parametrize("page", ["mine", "correct", "withdraw"])
def test_a_replaced_link_is_dead(sent, page):
    old = at(sent, page)
    Submission.objects.filter(pk=sent.pk).update(link_number=F("link_number") + 1)
    assert Client().get(old).status_code == 404
    sent.refresh_from_db()
    assert Client().get(at(sent, page)).status_code == 200


def test_a_wrong_link_says_no_more_than_any_address_that_is_none(form, sent):
    other = submitted(form)
    key, signature = key_of(sent).split("~")
    wrong = [
        f"{key_of(other).split('~')[0]}~{signature}",
        f"{key.split('-')[0]}-2~{signature}",
        key,
        "x",
        f"{key}~{signature[:-1]}",
    ]
    nowhere = body(Client().get("/forms/mine/x/nowhere/"))
    for tried in wrong:
        answer = Client().get(reverse("entry:mine", args=[tried]))
        assert (answer.status_code, body(answer)) == (404, nowhere)


def test_who_tries_many_links_must_wait_and_a_right_link_still_opens(sent):
    cache.clear()
    nosy = Client(REMOTE_ADDR="198.51.100.7")
    answers = [nosy.get(reverse("entry:mine", args=[f"{number:x}-1~wrong"])) for number in range(40)]
    assert answers[0].status_code == 404
    assert answers[-1].status_code == 429
    assert int(answers[-1]["Retry-After"]) <= 60
    assert nosy.get(at(sent)).status_code == 200
    assert Client(REMOTE_ADDR="198.51.100.8").get(reverse("entry:mine", args=["x"])).status_code == 404


def test_the_page_speaks_english_where_it_is_asked_to(sent):
    text = text_of(at(sent), lang="en")
    assert "Your application" in text
    assert "Receipt number" in text


def test_another_sites_page_changes_nothing(sent):
    evil = {"Origin": "https://evil.example"}
    assert Client().post(at(sent, "withdraw"), headers=evil).status_code == 403
    sent.refresh_from_db()
    assert sent.standing == "counted"


# --- Messages and documents -------------------------------------------------------------------------------------------


def write(submission: Submission, text: str):
    return Client().post(at(submission, "letters"), {"text": text}, follow=True)


def test_a_message_reaches_the_office_once_and_its_answer_the_applicant(cast, sent):
    assert "メッセージを送りました。" in write(sent, "当日は何時に\r\n行けばよいですか").content.decode()
    write(sent, "当日は何時に\r\n行けばよいですか")
    letter = Letter.objects.get()
    assert letter.by is None
    assert letter.text == "当日は何時に\n行けばよいですか"
    Letter.objects.create(submission=sent, subject="集合時刻", text="7時です。", by=cast.midori)
    text = text_of(at(sent))
    assert "7時です。" in text
    assert "緑川" not in text


@pytest.mark.parametrize("text", ["", " \n ", "あ" * 2001])
def test_a_message_that_cannot_be_sent_stays_in_its_box(sent, text):
    page = write(sent, text)
    assert page.status_code == 422
    assert text.strip() in page.content.decode()
    assert not Letter.objects.exists()


def test_messages_are_limited_and_markup_is_only_text(sent):
    for number in range(10):
        write(sent, f"<script>alert({number})</script>\x00")
    page = write(sent, "もう1つ")
    assert page.status_code == 422
    text = page.content.decode()
    assert "1日に送れるメッセージは10件まで" in text
    assert "<script>alert" not in text
    assert Letter.objects.count() == 10


def add(submission: Submission, *files: tuple[str, bytes]):
    uploads = [SimpleUploadedFile(name, content) for name, content in files]
    return Client().post(at(submission, "documents"), {"documents": uploads}, follow=True)


def test_documents_are_added_once(sent):
    for _ in range(2):
        assert "証明書.pdf" in add(sent, ("証明書.pdf", PDF)).content.decode()
    assert SubmissionFile.objects.get().kind == SubmissionFile.Kind.DOCUMENT
    assert Event.objects.filter(what="document").count() == 1
    link = reverse("entry:file", args=[key_of(sent), SubmissionFile.objects.get().file_id])
    assert b"".join(Client().get(link).streaming_content) == PDF


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("証明書.pdf", b"", "空（0バイト）です"),
        ("実行.exe", b"MZ\x90\x00" + b"\x00" * 200, "受け付けられません"),
        ("証明書.pdf", b"PK\x03\x04 not a pdf", "受け付けられません"),
        ("大きい.txt", b"a" * (20 * 1024**2 + 1), "大きすぎます"),
    ],
)
def test_a_document_that_is_refused_is_named(sent, name, content, words):
    page = add(sent, ("よい.pdf", PDF), (name, content))
    assert page.status_code == 422
    assert name in page.content.decode()
    assert words in page.content.decode()
    assert not SubmissionFile.objects.exists()


def test_no_more_than_ten_documents(sent):
    page = add(sent, *[(f"{number}.txt", f"文書{number}".encode()) for number in range(11)])
    assert page.status_code == 422
    assert "10個まで" in page.content.decode()
    assert not SubmissionFile.objects.exists()


def test_a_withdrawn_application_takes_nothing_more(sent):
    withdraw(sent)
    assert write(sent, "やっぱり").status_code == 422
    assert add(sent, ("証明書.pdf", PDF)).status_code == 422


def test_the_page_costs_the_same_with_one_message_and_with_eight(sent):
    counted = []
    text_of(at(sent))  # what is asked is read once a process
    for number in (1, 7):
        Letter.objects.bulk_create(Letter(submission=sent, text=f"{each}") for each in range(number))
        add(sent, *[(f"{number}-{each}.txt", f"文書{number}{each}".encode()) for each in range(number)])
        with CaptureQueriesContext(connection) as queries:
            text_of(at(sent))
        counted.append(len(queries))
    assert counted[0] == counted[1]
