"""What forms mail: once, to an address that was typed, and nothing that somebody typed beside it."""

from __future__ import annotations

import datetime
import re
import threading
import time

import pytest
from django.db import connection
from django.test import Client

from core.jobs.models import Job
from core.jobs.running import run_one
from core.notifications.letters import letter
from core.notifications.models import Message, Notification
from core.notifications.services.posting import post_due
from publicforms.mails import refusals
from publicforms.mails.states import reply_state
from publicforms.models import Event, Form, FormUserPermission, Mailed, MailRefusal, Submission
from publicforms.services import following_up
from publicforms.services.erasing import erase_submissions
from publicforms.services.following_up import follow_up
from publicforms.services.mailing import TOO_MANY, forget_mailed
from publicforms.services.withdrawing import withdraw
from tests.publicforms.making import opened, submitted, typed
from tests.publicforms.test_submitting import at_once
from tests.smtp_sink import smtp as smtp  # a fixture

HOUR = datetime.timedelta(hours=1)
ADDRESS = "hanako@example.jp"


@pytest.fixture
def form(cast) -> Form:
    return opened(cast, slug="witnesses", has_waitlist=True, reply_text="10日ほどで結果をお知らせします。")


def replied(form: Form, **what: str) -> Submission:
    submission = submitted(form, typed(**what))
    follow_up(submission.pk)
    return submission


def mail_of(submission: Submission, kind: str = "receipt") -> Notification:
    rows = Notification.objects.filter(message__subject_id=submission.pk, message__kind=f"publicforms.{kind}")
    return rows.select_related("message").get()


def texts(received) -> list[str]:
    return [part.get_content() for part in received.message.walk() if part.get_content_maintype() == "text"]


# --- The reply --------------------------------------------------------------------------------------------------------


def test_hanako_gets_one_reply_with_her_number_and_her_link(form, smtp):
    sent = replied(form)
    post_due()
    (received,) = smtp.to(ADDRESS)
    assert received.message["Subject"].strip() == f"【受付】{form.title}"
    for text in texts(received):
        assert sent.receipt in text
        assert "10日ほどで結果をお知らせします。" in text
    link = re.search(r"http://\S+(/forms/mine/\S+)", texts(received)[0])[1]
    assert sent.receipt in Client().get(link).content.decode()


def test_the_link_is_stored_nowhere(form, smtp):
    sent = replied(form)
    key = re.search(r"/forms/mine/([^/]+)/", letter(mail_of(sent)).body)[1]
    post_due()
    with connection.cursor() as cursor:
        for table in ("notifications_message", "notifications_notification", "jobs_job", "publicforms_submission"):
            cursor.execute(f"SELECT count(*) FROM {table} AS it WHERE it::text LIKE %s", [f"%{key.split('~')[1]}%"])
            assert cursor.fetchone() == (0,)


def test_nothing_of_what_was_typed_is_in_a_mail(form, smtp):
    replied(form, name="買って 今すぐ", note="http://evil.example/ を開いてください")
    post_due()
    (received,) = smtp.to(ADDRESS)
    whole = " ".join([*texts(received), *received.message.values()])
    for canary in ("買って", "今すぐ", "evil.example"):
        assert canary not in whole


def test_a_job_that_is_repeated_or_killed_sends_one_mail(form, smtp):
    sent = replied(form)
    post_due()
    for _ in range(3):
        follow_up(sent.pk)
    post_due()
    assert len(smtp.to(ADDRESS)) == 1
    assert Mailed.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_ten_workers_at_once_make_one_mail(cast):
    sent = submitted(opened(cast), typed())
    assert at_once(10, lambda _: follow_up(sent.pk)) == [None] * 10
    assert Notification.objects.filter(message__kind="publicforms.receipt").count() == 1
    assert Mailed.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_worker_does_it(cast, smtp):
    sent = submitted(opened(cast), typed())
    while run_one("default"):
        pass
    post_due()
    assert len(smtp.to(ADDRESS)) == 1
    assert Job.objects.get(kind="publicforms.follow_up", payload__submission=sent.pk).state == Job.State.DONE


def test_an_english_applicant_reads_english(form, smtp):
    Form.objects.filter(pk=form.pk).update(texts={"en": {"title": "Polling witnesses", "reply_text": "See you."}})
    sent = submitted(form, typed(), language="en")
    follow_up(sent.pk)
    post_due()
    (received,) = smtp.to(ADDRESS)
    assert received.message["Subject"] == "[Received] Polling witnesses"
    plain, html = texts(received)
    assert "We have received your application." in plain
    assert "See you." in plain
    assert "?lang=en" in plain
    assert '<html lang="en">' in html
    ours = plain.replace("むすび", "").replace("宮城県", "")
    assert not re.search(r"[ぁ-んァ-ヶ]", ours.partition("――")[0])


def test_no_address_no_mail(form):
    sent = submitted(form, typed())
    Submission.objects.filter(pk=sent.pk).update(address="")
    follow_up(sent.pk)
    assert not Notification.objects.filter(message__kind="publicforms.receipt").exists()


def test_a_mail_that_waits_follows_the_applicant(form, smtp):
    """Corrected, withdrawn: what would go to the old address, or has become pointless, does not leave."""
    moved, gone = replied(form, mail="old@example.jp"), replied(form, mail="gone@example.jp")
    Submission.objects.filter(pk=moved.pk).update(address="new@example.jp")
    withdraw(gone)
    post_due()
    assert not smtp.received
    assert {mail_of(one).mail for one in (moved, gone)} == {"withheld"}


# --- Addresses --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mail", ["hanako@example.jp\r\nBcc: all@example.jp", "a@example.jp\nb@example.jp", "a,b@x.jp"])
def test_an_address_with_more_in_it_is_refused_where_it_is_typed(form, mail):
    page = Client().post("/forms/witnesses/", {**typed(mail=mail), "confirm": "1"})
    assert page.status_code == 422
    assert not Submission.objects.exists()


@pytest.mark.parametrize(
    ("mail", "to"),
    [
        ("Hanako+Poll@example.jp", "Hanako+Poll@example.jp"),
        ("hanako@日本語.jp", "hanako@xn--wgv71a119e.jp"),
        ("ｈａｎａｋｏ＠example.jp", ADDRESS),
    ],
)
def test_plus_signs_and_japanese_domains_arrive(form, smtp, mail, to):
    replied(form, mail=mail)
    post_due()
    assert len(smtp.to(to)) == 1


def test_a_forms_title_cannot_write_headers(form, smtp):
    Form.objects.filter(pk=form.pk).update(title="募集\r\nBcc: all@example.jp\r\n\r\n買って")
    replied(Form.objects.get(pk=form.pk))
    post_due()
    (received,) = smtp.received
    assert received.to == ADDRESS
    assert received.message["Bcc"] is None


# --- How many ---------------------------------------------------------------------------------------------------------


def test_one_mailbox_gets_five_an_hour_over_all_forms_and_the_office_sees_it(cast, form, smtp, move_clock):
    other = opened(cast, slug="others")
    sent = [replied(one, mail=f"hanako+{number}@example.jp") for number in range(4) for one in (form, other)]
    post_due()
    assert len(smtp.received) == 5
    assert {mail_of(one).mail_error for one in sent[5:]} == {TOO_MANY}
    assert reply_state(sent[0]) == ("受付のメール：送信済み", "green")
    assert "送信せず" in reply_state(sent[-1])[0]
    move_clock(HOUR)
    forget_mailed()
    assert not Mailed.objects.exists()
    replied(form, mail=ADDRESS)
    post_due()
    assert len(smtp.received) == 6


@pytest.mark.django_db(transaction=True)
def test_twenty_workers_at_once_keep_to_five(cast):
    form = opened(cast)
    sent = [submitted(form, typed()) for _ in range(20)]
    at_once(20, lambda place: follow_up(sent[place].pk))
    assert Notification.objects.filter(mail="waiting", message__kind="publicforms.receipt").count() == 5


@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_they_are_more(cast, monkeypatch):
    real, all_have_counted = Mailed.objects.create, threading.Barrier(6)

    def create_after_all_have_counted(**fields):
        all_have_counted.wait(30)
        return real(**fields)

    monkeypatch.setattr("publicforms.services.mailing._one_at_a_time", lambda digest: None)
    monkeypatch.setattr(Mailed.objects, "create", create_after_all_have_counted)
    form = opened(cast)
    sent = [submitted(form, typed()) for _ in range(6)]
    at_once(6, lambda place: follow_up(sent[place].pk))
    assert Mailed.objects.count() == 6


# --- Refusing ---------------------------------------------------------------------------------------------------------


def test_whoever_owns_the_address_refuses_and_gets_no_more(form, smtp):
    sent = replied(form)
    link = re.search(r"http://[^/]+(/forms/refuse/\S+)", letter(mail_of(sent)).body)[1]
    assert "hanako" not in link
    asked = Client().get(link).content.decode()
    assert "今後のメールを受け取らない" in asked
    assert not MailRefusal.objects.exists()
    assert "受信の辞退を受け付けました。" in Client().post(link, follow=True).content.decode()
    Client().post(link)
    post_due()
    assert not smtp.received
    assert reply_state(sent)[0] == "受信を辞退"
    assert refusals.is_refused("HANAKO+x@example.jp")
    assert not refusals.is_refused("taro@example.jp")
    assert "hanako" not in MailRefusal.objects.get().digest
    Client().post(link, {"again": "1"})
    replied(form)
    post_due()
    assert len(smtp.to(ADDRESS)) == 1


@pytest.mark.parametrize("key", ["x", "hanako@example.jp", f"{refusals.digest_of(ADDRESS)}~x"])
def test_nobody_refuses_for_another(db, key):
    assert Client().post(f"/forms/refuse/{key}/").status_code == 404
    assert not MailRefusal.objects.exists()


# --- Moving up --------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_who_moves_up_is_told_once(cast, smtp):
    form = opened(cast, places={("", ""): 1}, has_waitlist=True)
    first, waits = submitted(form), submitted(form, typed())
    withdraw(first)
    withdraw(first)
    while run_one("default"):
        pass
    following_up.follow_moving_up(waits.pk)
    post_due()
    subjects = [received.message["Subject"].strip() for received in smtp.to(ADDRESS)]
    assert subjects.count(f"【キャンセル待ちの繰上げ】{form.title}") == 1


def test_who_withdrew_meanwhile_is_not_told_to_come(form, smtp):
    sent = submitted(form, typed())
    following_up.follow_moving_up(sent.pk)
    withdraw(sent)
    post_due()
    assert not smtp.received


# --- The office -------------------------------------------------------------------------------------------------------


def inbox(user) -> list[str]:
    return [one.message.headline for one in Notification.objects.filter(user=user).select_related("message")]


def test_watchers_are_told_how_many_came_without_a_word_of_whom(cast, form, move_clock):
    form.watchers.add(cast.midori)
    for number in range(3):
        replied(form, mail=f"{number}@example.jp", name="秘密 太郎")
    assert inbox(cast.midori) == [f"【申込1件】{form.title}"]
    due = Job.objects.get(kind="publicforms.tell_arrivals")
    move_clock(HOUR / 6)
    following_up.tell_of_arrivals(form.pk)
    following_up.tell_of_arrivals(form.pk)
    assert inbox(cast.midori) == [f"【申込2件】{form.title}", f"【申込1件】{form.title}"]
    assert due.payload == {"form": form.pk}
    told = Message.objects.filter(kind="publicforms.arrived")
    assert not [one for one in told if "秘密" in f"{one.title}{one.context}"]


def test_who_comes_after_one_was_erased_is_told_of(cast, form, move_clock):
    form.watchers.add(cast.midori)
    first = replied(form, mail="1@example.jp")
    erase_submissions(Submission.objects.filter(pk=first.pk), by=cast.midori)
    move_clock(HOUR / 6)
    replied(form, mail="2@example.jp")
    assert inbox(cast.midori) == [f"【申込1件】{form.title}"] * 2


@pytest.mark.django_db(transaction=True)
def test_a_reply_that_is_made_while_its_submission_is_erased_is_erased_too(cast, monkeypatch):
    sent = submitted(opened(cast), typed())
    has_read, real = threading.Event(), following_up.tell_receipt

    def slowly(submission):
        has_read.set()
        time.sleep(0.5)
        real(submission)

    monkeypatch.setattr(following_up, "tell_receipt", slowly)

    def erase():
        has_read.wait(10)
        return erase_submissions(Submission.objects.filter(pk=sent.pk), by=cast.midori)

    assert at_once(2, lambda place: follow_up(sent.pk) if place else erase()) == [1, None]
    assert not Submission.objects.exists()
    assert not Notification.objects.filter(address="hanako@example.jp").exists()


def test_who_may_not_see_any_more_is_not_told(cast, form, smtp):
    form.watchers.add(cast.midori, cast.akira, cast.kaede)
    replied(form)
    assert [len(inbox(user)) for user in (cast.midori, cast.akira, cast.kaede)] == [1, 0, 0]
    FormUserPermission.objects.filter(content_object=form).delete()
    cast.midori.memberships.update(role="member")
    cast.midori.groups.clear()
    post_due()
    assert not smtp.to(cast.midori.email)


def test_an_anonymous_form_tells_nobody_anything(cast):
    form = opened(cast)
    form.watchers.add(cast.midori)
    sent = submitted(form, typed())
    Form.objects.filter(pk=form.pk).update(is_anonymous=True, audience="colleagues")
    before = Job.objects.count()
    follow_up(sent.pk)
    assert not Message.objects.exists()
    assert Job.objects.count() == before


def test_the_office_hears_of_what_an_applicant_does_once_in_a_while(cast, form):
    form.watchers.add(cast.midori)
    sent = submitted(form, typed())
    events = [Event.objects.create(submission=sent, what="corrected") for _ in range(3)]
    for event in events:
        following_up.follow_applicant(event.pk)
    assert inbox(cast.midori) == [f"【申込者から】{form.title}"]
    Submission.objects.filter(pk=sent.pk).update(assignee=cast.ren)
    following_up.follow_applicant(Event.objects.create(submission=sent, what="withdrawn").pk)
    assert inbox(cast.ren) == []  # not granted: an assignee must be one who may see


def test_who_sees_that_a_mail_failed_does_not_see_to_whom_it_went(cast, form, signed_in):
    sent = replied(form)
    failed = Notification.objects.filter(message__kind="publicforms.receipt")
    failed.update(mail=Notification.Mail.FAILED, mail_error=f"550 5.1.1 <{ADDRESS}> is unknown")
    page = signed_in(cast.kanda).get("/inbox/failures/").content.decode()
    assert "申込者のアドレス" in page
    assert form.title in page
    assert "hanako" not in page
    assert sent.address == ADDRESS
