"""Saving input and going on later: the link goes to one address, the input is whole, and it is one submission."""

from __future__ import annotations

import datetime
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from core.jobs.models import Job
from core.notifications.letters import letter
from core.notifications.models import Notification
from core.notifications.services.posting import post_due
from core.questions.definition import Need, Question
from publicforms.models import Form, PendingFile, SavedEntry, Submission
from publicforms.services import pending, saving_for_later
from publicforms.services.following_up import follow_save
from publicforms.work import drop_what_is_over, forget_mails_about_saved_entries
from tests.publicforms.making import QUESTIONS, opened, typed
from tests.publicforms.test_filling import ADDRESS, carried, posted
from tests.publicforms.test_mails import texts
from tests.smtp_sink import smtp as smtp  # a fixture

TO = "hanako@example.jp"
DAY = datetime.timedelta(days=1)


@pytest.fixture
def form(cast) -> Form:
    return opened(cast, slug="witnesses", closes=30)


def asking(form: Form, **what: object) -> str:
    """The page that asks for the address, as it comes after the button on the form."""
    answer = Client().post(f"{ADDRESS}save/", posted(form, "save", **what))
    assert answer.status_code == 200
    return answer.content.decode()


def saved(form: Form, to: str = TO, **what: object) -> SavedEntry:
    answer = Client().post(f"{ADDRESS}save/", {**carried(asking(form, **what)), "save_to": to})
    assert answer.status_code == 302
    return SavedEntry.objects.latest("pk")


def link_of(entry: SavedEntry) -> str:
    follow_save(entry.pk)
    rows = Notification.objects.filter(message__kind="publicforms.saved", message__subject_id=entry.pk)
    body = letter(rows.latest("pk")).body
    return re.search(r"http://[^/]+(/forms/\S+/resume/\S+)", body)[1]


def test_hanako_saves_gets_a_link_and_goes_on_on_another_device(form):
    entry = saved(form, note=["夕方まで"], **{"a.note": ["夕方まで"]})
    page = Client().get(link_of(entry)).content.decode()
    assert "保存した入力を開きました。" in page
    assert 'value="佐藤"' in page
    assert 'value="夕方まで"' in page
    confirming = Client().post(ADDRESS, {**carried(page), **typed(note="夕方まで"), "confirm": "1"}).content.decode()
    Client().post(ADDRESS, {**carried(confirming), "send": "1"})
    assert Submission.objects.get().sheet.answers["note"] == "夕方まで"
    assert not SavedEntry.objects.exists()


def test_the_page_that_asks_offers_the_address_that_was_typed(form):
    assert f'name="save_to" value="{TO}"' in asking(form)


def test_the_same_page_sent_and_resumed_is_one_submission(form):
    first = posted(form, "send")
    entry = saved(form, token=first["token"])
    page = Client().get(link_of(entry)).content.decode()
    Client().post(ADDRESS, first)
    Client().post(ADDRESS, {**carried(page), **typed(), "send": "1"})
    assert Submission.objects.count() == 1


def test_files_come_back_with_what_was_typed(cast, move_clock):
    form = opened(
        cast, *QUESTIONS[:2], Question("paper", "file", "書類", need=Need.REQUIRED), slug="witnesses", closes=30
    )
    upload = SimpleUploadedFile("証明書.txt", "写し".encode(), "text/plain")
    entry = saved(form, **{"f.paper": upload})
    move_clock(10 * DAY)
    pending.drop_old_files()
    page = Client().get(link_of(entry)).content.decode()
    assert "証明書.txt" in page
    Client().post(ADDRESS, {**carried(page), **typed(), "send": "1"})
    assert list(Submission.objects.get().sheet.file_names.values()) == ["証明書.txt"]


def test_the_mail_holds_the_link_and_nothing_that_was_typed(form, smtp):
    entry = saved(form, **{"a.note": ["買って"], "a.name.family": ["今すぐ"]})
    follow_save(entry.pk)
    follow_save(entry.pk)
    post_due()
    (received,) = smtp.to(TO)
    for text in texts(received):
        assert "買って" not in text
        assert "今すぐ" not in text
        assert "/resume/" in text


def test_saving_again_kills_the_earlier_link_and_mails_another(form, smtp):
    token = posted(form)["token"]
    old = link_of(saved(form, token=token))
    again = saved(form, token=token, to="other@example.jp", **{"a.note": ["後で"]})
    assert SavedEntry.objects.count() == 1
    new = link_of(again)
    post_due()
    assert [received.to for received in smtp.received] == ["other@example.jp"]  # the first waited, and was pointless
    assert Client().get(old).status_code == 404
    assert Client().get(new).status_code == 200


def test_a_button_pressed_twice_saves_and_mails_once(form):
    token = posted(form)["token"]
    first, second = saved(form, token=token), saved(form, token=token)
    assert (first.pk, first.link_number) == (second.pk, second.link_number)
    assert Job.objects.filter(kind="publicforms.saved").count() == 1


@pytest.mark.parametrize("to", ["", "hanako", "a@example.jp\r\nBcc: b@example.jp", "a@example.jp,b@example.jp"])
def test_an_address_that_is_none_is_said_and_nothing_is_lost(form, to):
    page = Client().post(f"{ADDRESS}save/", {**carried(asking(form)), "save_to": to})
    assert page.status_code == 422
    assert 'name="a.name.family" value="佐藤"' in page.content.decode()
    assert not SavedEntry.objects.exists()


def test_a_link_is_not_guessed_from_another(cast, form):
    link = link_of(saved(form))
    opened(cast, slug="others")
    assert Client().get(link.replace("/resume/", "/resume/1")).status_code == 404
    assert Client().get(link.replace("witnesses", "others")).status_code == 404


def test_after_two_weeks_nothing_is_left_and_the_files_go_with_it(cast, move_clock):
    form = opened(
        cast, *QUESTIONS[:2], Question("paper", "file", "書類", need=Need.REQUIRED), slug="witnesses", closes=30
    )
    link = link_of(saved(form, **{"f.paper": SimpleUploadedFile("証明書.txt", b"x", "text/plain")}))
    move_clock(13 * DAY)
    drop_what_is_over()
    assert SavedEntry.objects.exists()
    assert Notification.objects.filter(address=TO).exists()
    move_clock(14 * DAY + DAY / 24)
    assert Client().get(link).status_code == 404
    drop_what_is_over()
    assert not SavedEntry.objects.exists()
    assert not PendingFile.objects.exists()
    forget_mails_about_saved_entries()
    assert not Notification.objects.filter(address=TO).exists()


def test_when_the_form_closes_the_page_says_so_and_the_input_goes(form, move_clock):
    link = link_of(saved(form))
    Form.objects.filter(pk=form.pk).update(state="closed")
    assert "受付は終わりました。" in Client().get(link).content.decode()
    saving_for_later.drop_over()
    assert not SavedEntry.objects.exists()


def test_an_anonymous_form_keeps_no_address(cast):
    form = opened(cast, QUESTIONS[2], slug="witnesses", audience="colleagues", is_anonymous=True)
    assert "保存して後で続ける" not in Client().get(ADDRESS).content.decode()
    assert Client().post(f"{ADDRESS}save/", {**posted(form), "save_to": TO}).status_code == 404
    assert not SavedEntry.objects.exists()


def test_what_is_not_asked_is_not_kept(form):
    entry = saved(form, **{"a.unknown": ["x" * 1000]})
    assert "a.unknown" not in entry.typed


def test_saving_in_english(form):
    page = Client().post(f"{ADDRESS}save/?lang=en", posted(form)).content.decode()
    assert "Save and receive the link" in page
    answer = Client().post(f"{ADDRESS}save/?lang=en", {**carried(page), "save_to": TO}, follow=True)
    assert "Your input has been saved" in answer.content.decode()
    assert "?lang=en" in link_of(SavedEntry.objects.get())
