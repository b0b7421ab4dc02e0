"""The applicant's page: whoever has the link sees, corrects, withdraws and writes; nobody else finds anything."""

from __future__ import annotations

import datetime
import re

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.jobs.models import Job
from core.questions.definition import Need, Question
from core.questions.models import PastAnswers
from publicforms.links.mine import key_of
from publicforms.models import Event, Form, Letter, Place, Submission, SubmissionFile, Tally
from publicforms.services import placing
from publicforms.services.withdrawing import withdraw
from tests.publicforms.making import QUESTIONS, opened, submitted, typed
from tests.publicforms.test_filling import carried
from tests.publicforms.test_submitting import at_once

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


def corrections(submission: Submission, **changed: str) -> dict[str, list[str]]:
    """What a correcting page posts that was opened just now."""
    page = carried(text_of(at(submission, "correct")))
    return {**page, **typed(**changed)}


def correct(submission: Submission, posted: dict[str, list[str]], button: str = "send"):
    return Client().post(at(submission, "correct"), {**posted, button: "1"})


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


# --- Correcting -------------------------------------------------------------------------------------------------------


def test_the_form_opens_as_it_was_answered_and_is_corrected(sent):
    page = text_of(at(sent, "correct"))
    assert 'value="花子"' in page
    confirming = correct(sent, corrections(sent, name="佐藤 華子"), "confirm").content.decode()
    assert "華子" in confirming
    sent.sheet.refresh_from_db()
    assert sent.sheet.answers["name"]["given"] == "花子"
    done = Client().post(at(sent, "correct"), {**carried(confirming), "send": "1"}, follow=True)
    assert "内容を直しました。" in done.content.decode()
    sent.sheet.refresh_from_db()
    assert sent.sheet.answers["name"]["given"] == "華子"
    assert "華子" in sent.sheet.folded
    past = PastAnswers.objects.get(sheet=sent.sheet)
    assert past.answers["name"]["given"] == "花子"
    assert Event.objects.filter(submission=sent, what="corrected", by=None).count() == 1


def test_what_is_wrong_is_said_and_nothing_changes(sent):
    page = correct(sent, corrections(sent, mail="hanako"))
    assert page.status_code == 422
    assert "「@」を含むメールアドレス" in page.content.decode()
    assert not PastAnswers.objects.exists()


def test_a_new_address_is_the_one_that_is_written_to(sent):
    correct(sent, corrections(sent, mail="new@example.jp"))
    sent.refresh_from_db()
    assert sent.address == "new@example.jp"


def test_two_tabs_that_correct_at_once_lose_nothing(sent):
    first, second = corrections(sent, note="車椅子"), corrections(sent, note="手話")
    assert correct(sent, first).status_code == 302
    clash = correct(sent, second)
    text = clash.content.decode()
    assert clash.status_code == 422
    assert "車椅子" in text
    assert "手話" in text
    sent.sheet.refresh_from_db()
    assert sent.sheet.answers["note"] == "車椅子"
    assert correct(sent, {**carried(text), **typed(note="手話")}).status_code == 302
    sent.sheet.refresh_from_db()
    assert sent.sheet.answers["note"] == "手話"
    assert [past.answers["note"] for past in PastAnswers.objects.order_by("edit")][1:] == ["車椅子"]


def test_a_button_pressed_twice_corrects_once(sent):
    what = corrections(sent, note="車椅子")
    assert [correct(sent, what).status_code for _ in range(2)] == [302, 302]
    assert Event.objects.filter(what="corrected").count() == 1


@pytest.mark.django_db(transaction=True)
def test_five_tabs_at_once_are_one_correction_and_four_told(cast):
    sent = submitted(opened(cast), typed())
    tabs = [corrections(sent, note=f"{number}人") for number in range(5)]
    answers = at_once(5, lambda place: correct(sent, tabs[place]).status_code)
    assert sorted(answers) == [302] + [422] * 4
    assert PastAnswers.objects.count() == 1


def test_after_the_deadline_nothing_is_corrected(sent, move_clock):
    what = corrections(sent, note="車椅子")
    move_clock(datetime.timedelta(days=15))
    page = correct(sent, what)
    assert page.status_code == 409
    assert "受付が終わったため" in page.content.decode()
    assert not PastAnswers.objects.exists()
    assert "内容を直す</a>" not in text_of(at(sent))


def test_a_form_that_lets_nobody_correct(form, sent):
    Form.objects.filter(pk=form.pk).update(may_correct=False)
    assert Client().get(at(sent, "correct")).status_code == 409


def test_one_cannot_become_somebody_who_applied_already(cast):
    form = opened(cast, once_by="mail")
    submitted(form, typed(mail="taro@example.jp"))
    sent = submitted(form, typed())
    page = correct(sent, corrections(sent, mail="taro@example.jp"))
    assert page.status_code == 422
    assert "同じ方の申込" in page.content.decode()
    sent.refresh_from_db()
    assert sent.address == "hanako@example.jp"


def test_another_choice_takes_its_place_and_gives_the_old_one_back(cast):
    form = opened(cast, places={("job", "witness"): 1, ("job", "count"): 1}, has_waitlist=True)
    sent = submitted(form, typed())
    waits = submitted(form, typed(mail="2@example.jp"))
    assert waits.is_waiting
    correct(sent, corrections(sent, job="count"))
    waits.refresh_from_db()
    assert waits.standing == "counted"
    assert {place.option: place.taken for place in Place.objects.all()} == {"witness": 1, "count": 1}
    assert Job.objects.filter(kind="publicforms.moved_up", payload__submission=waits.pk).count() == 1
    assert {tally.standing: tally.number for tally in Tally.objects.all()} == {"counted": 2, "waiting": 0}


def test_a_choice_that_is_full_is_said_and_nothing_is_lost(cast):
    form = opened(cast, places={("job", "witness"): 1, ("job", "count"): 1})
    sent = submitted(form, typed())
    submitted(form, typed(mail="2@example.jp", job="count"))
    page = correct(sent, corrections(sent, job="count"))
    assert page.status_code == 422
    assert "定員に達しました" in page.content.decode()
    sent.refresh_from_db()
    assert sent.places == [["job", "witness"]]
    assert {place.option: place.taken for place in Place.objects.all()} == {"witness": 1, "count": 1}


def test_a_file_is_added_by_correcting_and_the_old_ones_stay_known(cast):
    form = opened(cast, *QUESTIONS[:2], Question("paper", "file", "書類", need=Need.OPTIONAL), slug="witnesses")
    what = {name: value for name, value in typed().items() if "job" not in name and "note" not in name}
    sent = submitted(form, what)
    page = carried(text_of(at(sent, "correct")))
    upload = SimpleUploadedFile("証明書.pdf", PDF, "application/pdf")
    confirming = Client().post(at(sent, "correct"), {**page, **what, "f.paper": upload, "confirm": "1"})
    text = confirming.content.decode()
    assert "証明書.pdf" in text
    assert Client().post(at(sent, "correct"), {**carried(text), "send": "1"}).status_code == 302
    mine = text_of(at(sent))
    link = re.search(r'href="(/forms/mine/[^"]+/files/[^"]+)">証明書.pdf', mine).group(1)
    answer = Client().get(link)
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    assert Client().get(link.replace(key_of(sent), key_of(submitted(form, what)))).status_code == 404


# --- Withdrawing ------------------------------------------------------------------------------------------------------


def test_withdrawing_says_what_happens_before_it_happens(sent):
    assert "元に戻すことはできません" in text_of(at(sent, "withdraw"))
    sent.refresh_from_db()
    assert sent.standing == "counted"
    done = Client().post(at(sent, "withdraw"), follow=True).content.decode()
    assert "申込を取り下げました。" in done
    assert "内容を直す</a>" not in done
    assert Client().get(at(sent, "correct")).status_code == 409
    assert Client().get(at(sent, "withdraw")).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_withdrawn_ten_times_at_once_is_withdrawn_once(cast):
    form = opened(cast, places={("", ""): 3}, has_waitlist=True)
    sent = [submitted(form) for _ in range(3)]
    waiting = [submitted(form) for _ in range(2)]
    at_once(10, lambda _: withdraw(sent[0]).standing)
    assert Event.objects.filter(what="withdrawn").count() == 1
    assert Place.objects.get().taken == 3
    assert [Submission.objects.get(pk=one.pk).standing for one in waiting] == ["counted", "waiting"]
    assert {tally.standing: tally.number for tally in Tally.objects.all()} == {
        "counted": 3,
        "waiting": 1,
        "withdrawn": 1,
    }
    assert Job.objects.filter(kind="publicforms.moved_up").count() == 1


@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_places_are_given_back_again_and_again(cast, monkeypatch):
    """Without the row's lock and the WHERE, everybody who looked before gives the place back."""
    form = opened(cast, places={("", ""): 10})
    sent = [submitted(form) for _ in range(10)]

    def looks_only(_):
        if not Submission.objects.get(pk=sent[0].pk).is_withdrawn:
            placing.give_back(sent[0])

    at_once(10, looks_only)
    assert Place.objects.get().taken == 0


def test_who_waits_has_no_place_to_give_back(cast):
    form = opened(cast, places={("", ""): 1}, has_waitlist=True)
    submitted(form)
    waits, behind = submitted(form), submitted(form)
    assert "（2番目）" in text_of(at(behind))
    withdraw(waits)
    assert Place.objects.get().taken == 1
    assert "（1番目）" in text_of(at(behind))


def test_the_office_withdraws_on_request(cast, form, sent):
    withdraw(sent, by=cast.midori)
    assert Event.objects.get(what="withdrawn").by == cast.midori
    assert not Job.objects.filter(kind="publicforms.from_applicant").exists()


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
