"""Correcting and withdrawing by the applicant's link: checked as the first time, places and waitlist follow."""

from __future__ import annotations

import datetime
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from core.jobs.models import Job
from core.questions.definition import Need, Question
from core.questions.models import PastAnswers
from publicforms.links.mine import key_of
from publicforms.models import Event, Form, Place, Submission, Tally
from publicforms.services import placing
from publicforms.services.withdrawing import withdraw
from tests.publicforms.making import QUESTIONS, opened, submitted, typed
from tests.publicforms.test_applicant import PDF, at, text_of
from tests.publicforms.test_applicant import form as form  # a fixture
from tests.publicforms.test_applicant import sent as sent  # a fixture
from tests.publicforms.test_filling import carried
from tests.publicforms.test_submitting import at_once


def corrections(submission: Submission, **changed: str) -> dict[str, list[str]]:
    """What a correcting page posts that was opened just now."""
    page = carried(text_of(at(submission, "correct")))
    return {**page, **typed(**changed)}


def correct(submission: Submission, posted: dict[str, list[str]], button: str = "send"):
    return Client().post(at(submission, "correct"), {**posted, button: "1"})


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
