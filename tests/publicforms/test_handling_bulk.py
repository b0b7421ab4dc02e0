"""Changing many submissions at once, and writing to many."""

from __future__ import annotations

import contextlib
import re
import threading
import uuid

import pytest
from django.core import mail
from django.db import IntegrityError, connection
from django.urls import reverse

from core.notifications.letters import letter as mail_of
from core.notifications.models import Notification
from core.people.models import AuditEntry
from publicforms.links.mine import key_of
from publicforms.mails.refusals import digest_of, refuse
from publicforms.models import Event, Form, Letter, LetterTemplate, Submission, Tally
from publicforms.services import handling
from publicforms.services.writing import send_letters, write_to_applicants
from tests.publicforms.handling_making import applied, page, recruiting, status_of
from tests.publicforms.making import opened
from tests.publicforms.test_handling_record import counted


@pytest.fixture
def form(cast) -> Form:
    return recruiting(cast)


def at(form: Form, name: str) -> str:
    return reverse(f"forms:{name}", args=[form.pk])


def carried(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', text):
        found.setdefault(name, []).append(value)
    return found


def test_nothing_changes_before_the_page_that_says_how_many(form, cast, signed_in):
    there = applied(form, 3)
    handling.set_status(form, [there[0].pk], status_of(form, "決定"), by=cast.midori)
    client = signed_in(cast.ren)
    decided = status_of(form, "決定")
    asked = page(
        client, at(form, "submission_statuses") + "?sort=receipt", chosen=[one.pk for one in there], status=decided.pk
    )
    assert "2件の対応状況を「決定」に変えます。" in asked
    assert "選んだ3件のうち、ほかはすでにそうなっています。" in asked
    assert counted(form) == {("受付", "counted"): 2, ("決定", "counted"): 1}
    done = client.post(at(form, "submission_statuses") + "?sort=receipt", carried(asked))
    assert done["Location"] == at(form, "submissions") + "?sort=receipt"
    assert counted(form) == {("決定", "counted"): 3}
    assert AuditEntry.objects.filter(action="submission.status_changed").count() == 2


def test_everyone_means_those_that_the_filter_leaves(form, cast, signed_in):
    applied(form, 5)
    client = signed_in(cast.ren)
    address = at(form, "submission_assignments") + "?a_job=clerk"
    asked = page(client, address, everyone="1", assignee=cast.ren.pk)
    assert "2件の担当者を及川 蓮さんにします。" in asked
    client.post(address, carried(asked))
    assert Submission.objects.filter(assignee=cast.ren).count() == 2


def test_nothing_chosen_leads_back_with_words(form, cast, signed_in):
    applied(form)
    for name in ("submission_statuses", "submission_assignments", "letters"):
        for chosen in ([], ["x"], ["99999999999999999999"]):
            back = signed_in(cast.ren).post(at(form, name), {"chosen": chosen, "status": "1"}, follow=True)
            assert "対象の申込を選んでください。" in back.content.decode()


def test_submissions_of_another_form_are_not_touched(form, cast, signed_in):
    other = opened(cast, slug="other")
    (one,) = applied(other)
    decided = status_of(form, "決定")
    client = signed_in(cast.midori)
    client.post(at(form, "submission_statuses"), {"chosen": one.pk, "status": decided.pk, "confirmed": "1"})
    one.refresh_from_db()
    assert one.status == status_of(other, "受付")


# --- Two at once ---


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_protected", [True, False])
def test_two_who_change_the_same_at_once_lose_nothing(cast, monkeypatch, is_protected):
    """The control takes the lock away: then both move them from the first status, and the second's counter refuses."""
    form = recruiting(cast)
    ids = [one.pk for one in applied(form, 3)]
    if not is_protected:
        held = lambda form, ids, condition: Submission.objects.filter(condition, form=form, pk__in=ids)  # noqa: E731
        monkeypatch.setattr(handling, "_held", held)
    together = threading.Barrier(2, timeout=2)
    update = Event.objects.bulk_create

    def slowly(rows):
        with contextlib.suppress(threading.BrokenBarrierError):  # the other one waits for our lock
            together.wait()
        return update(rows)

    monkeypatch.setattr(handling.Event.objects, "bulk_create", slowly)
    refused: list[str] = []

    def change(name: str) -> None:
        try:
            handling.set_status(form, ids, status_of(form, name), by=cast.midori)
        except IntegrityError as error:
            refused.append(str(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=change, args=[name]) for name in ("決定", "見送り")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if not is_protected:
        assert ["publicforms_tally_number" in message for message in refused] == [True]
        return
    assert not refused
    numbers = {one.status.name: one.number for one in Tally.objects.filter(form=form).select_related("status")}
    last = Submission.objects.filter(form=form).values_list("status__name", flat=True).distinct().get()
    first = {"決定": "見送り", "見送り": "決定"}[last]
    assert numbers == {"受付": 0, first: 0, last: 3}


# --- Letters ---

WORDS = {"subject": "{受付番号}について", "text": "「{フォーム名}」は{対応状況}です。\nよろしくお願いします。"}


def test_a_letter_is_looked_at_and_goes_to_each_with_their_own_words(form, cast, signed_in):
    there = applied(form, 4)
    Submission.objects.filter(pk=there[1].pk).update(address="")
    refuse(digest_of(there[2].address))
    client = signed_in(cast.ren)
    chosen = [one.pk for one in there]
    writing = page(client, at(form, "letters"), chosen=chosen)
    looking = page(client, at(form, "letters"), **carried(writing), **WORDS, preview="1")
    assert "3件の申込者に送ります" in looking
    for one in there:
        assert (f"{one.receipt}に送るもの" in looking) is (one is not there[1])
    assert looking.index("メールアドレスがないため") < looking.index(there[1].receipt)
    assert there[2].receipt in looking[looking.index("受け取りを断っている") :]
    assert f"{there[0].receipt}について" in looking
    for one in there:
        assert one.address not in looking or not one.address
    assert not Letter.objects.exists()
    for _ in range(2):  # the button pressed twice
        client.post(at(form, "letters"), {**carried(looking), **WORDS, "send": "1"})
    assert {letter.submission for letter in Letter.objects.all()} == {there[0], there[2], there[3]}
    mine = Letter.objects.get(submission=there[0])
    assert (mine.subject, mine.by) == (f"{there[0].receipt}について", cast.ren)
    assert mine.text == f"「{form.title}」は受付です。\nよろしくお願いします。"


def test_the_mail_has_the_link_that_is_made_when_it_is_sent(form, cast):
    (one,) = applied(form)
    sending = uuid.uuid4()
    assert write_to_applicants(form, [one.pk], **WORDS, sending=sending, by=cast.ren) == 1
    for _ in range(2):  # a worker that died and began again
        send_letters(str(sending))
    told = Notification.objects.get(message__kind="publicforms.letter")
    assert told.address == one.address
    assert "{" not in told.message.title
    assert key_of(one) not in str(told.message.context) + told.message.path
    written = mail_of(told)
    assert key_of(one) in written.body
    assert one.receipt in written.subject
    assert (told.message.subject_kind, told.message.subject_id) == ("publicforms.submission", str(one.pk))
    assert not mail.outbox


def test_who_refuses_mail_gets_none(form, cast):
    (one,) = applied(form)
    sending = uuid.uuid4()
    write_to_applicants(form, [one.pk], **WORDS, sending=sending, by=cast.ren)
    send_letters(str(sending))
    told = Notification.objects.get(message__kind="publicforms.letter")
    from core.notifications.kinds import kind_of

    assert kind_of(told.message).still_wanted(told)
    refuse(digest_of(one.address))
    assert not kind_of(told.message).still_wanted(told)


def test_a_placeholder_that_means_nothing_is_refused_at_its_place(form, cast, signed_in):
    (one,) = applied(form)
    words = {"subject": "件名", "text": "{氏名}様", "preview": "1"}
    text = page(signed_in(cast.ren), at(form, "letters"), 422, chosen=one.pk, **words)
    assert "{氏名}は使えません。" in text
    assert "{氏名}様</textarea>" in text


def test_a_status_that_applicants_do_not_read_is_pointed_out(form, cast, signed_in):
    (one,) = applied(form)
    handling.set_status(form, [one.pk], status_of(form, "見送り"), by=cast.midori)
    looking = page(signed_in(cast.ren), at(form, "letters"), chosen=one.pk, **WORDS, preview="1")
    assert "申込者に見せない対応状況" in looking


def test_templates_are_kept_for_each_form(form, cast, signed_in):
    client = signed_in(cast.ren)
    page(client, at(form, "letter_templates"), 302, name="決定の連絡", **WORDS)
    assert "同じ名前のひな形があります。" in page(client, at(form, "letter_templates"), 422, name="決定の連絡", **WORDS)
    template = LetterTemplate.objects.get()
    assert template.form == form
    (one,) = applied(form)
    writing = page(client, at(form, "letters"), chosen=one.pk, template=template.pk, use="1")
    assert "「{フォーム名}」は{対応状況}です。" in writing
    address = reverse("forms:letter_template", args=[form.pk, template.pk])
    assert client.get(address).status_code == 200
    page(client, address, 302, name="変更", subject="件名", text="本文")
    template.refresh_from_db()
    assert template.name == "変更"
    other = opened(cast, slug="other")
    assert signed_in(cast.midori).get(reverse("forms:letter_template", args=[other.pk, template.pk])).status_code == 404
    gone = reverse("forms:letter_template_deletion", args=[form.pk, template.pk])
    assert "元に戻せません" in page(client, gone)
    client.post(gone)
    assert not LetterTemplate.objects.exists()


def test_a_letter_cannot_smuggle_a_header(form, cast):
    (one,) = applied(form)
    sending = uuid.uuid4()
    write_to_applicants(form, [one.pk], subject="a\r\nBcc: x@example.jp", text="本文", sending=sending, by=cast.ren)
    send_letters(str(sending))
    written = mail_of(Notification.objects.get(message__kind="publicforms.letter"))
    assert "\n" not in written.subject
