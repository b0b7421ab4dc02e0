"""Mails that did not arrive are seen by the sender, in plain words, and can be sent again."""

import pytest
from django.urls import reverse

from core.notifications.models import Message, Notification
from core.notifications.services.posting import post_due
from core.notifications.services.retrying import retry
from core.notifications.services.telling import tell_address, tell_members
from core.notifications.troubles import in_plain_words
from core.people.models import AuditEntry, User

FAILURES = "/inbox/failures/"


@pytest.fixture
def failed(cast, say, members_of, smtp):
    """髙橋's mail did not arrive."""
    smtp.answers[cast.kaede.email] = "550 5.1.1 No such user"
    message = say(subject=cast.ishinomaki)
    tell_members(message, members_of(cast.ishinomaki))
    post_due()
    return message.notifications.get(user=cast.kaede)


def test_the_sender_sees_address_organization_and_reason(failed, cast, signed_in):
    page = signed_in(cast.sato).get(FAILURES).content.decode()
    for words in ("髙橋 楓", cast.kaede.email, "石巻市", "宛先のアドレスが見つかりません", "550 5.1.1"):
        assert words in page


def test_failures_are_found_by_address_organization_and_title(failed, cast, signed_in):
    client = signed_in(cast.sato)
    for q, number in (("kaede@", 1), ("石巻", 1), ("投票所", 1), ("楓", 1), ("白石", 0), ("\x00", 1)):
        assert len(client.get(FAILURES, {"q": q}).context["object_list"]) == number, q


def test_who_sends_nothing_has_no_such_page(failed, cast, signed_in):
    for user in (cast.kaede, cast.midori):
        assert signed_in(user).get(FAILURES).status_code == 403
        assert signed_in(user).post(reverse("inbox:retry"), {"item": failed.pk}).status_code == 403


def test_one_sender_does_not_see_anothers_failures(failed, cast, signed_in):
    Message.objects.update(sender=cast.shiroishi)
    assert cast.kaede.email not in signed_in(cast.sato).get(FAILURES).content.decode()
    assert retry([failed.pk], by=cast.sato) == 0
    assert cast.kaede.email in signed_in(cast.kanda).get(FAILURES).content.decode(), "administrators see all"


def test_the_sender_finds_failures_by_record(failed, cast):
    assert list(Notification.objects.failed_about(cast.ishinomaki)) == [failed]
    assert not Notification.objects.failed_about(cast.shiroishi)


def test_sending_again_after_the_address_was_put_right(failed, cast, signed_in, smtp):
    User.objects.filter(pk=cast.kaede.pk).update(email="right@ishinomaki.example.jp")
    signed_in(cast.sato).post(reverse("inbox:retry"), {"item": failed.pk})
    post_due()
    failed.refresh_from_db()
    assert failed.mail == "sent"
    assert len(smtp.to("right@ishinomaki.example.jp")) == 1
    assert len(smtp.to(cast.ren.email)) == 1, "nobody else gets it again"
    assert AuditEntry.objects.get(action="mail.retried").details == {"mails": 1}


def test_sending_again_begins_the_72_hours_anew(failed, cast, smtp, move_clock):
    import datetime

    move_clock(datetime.timedelta(days=10))
    retry([failed.pk], by=cast.sato)
    smtp.answers[cast.kaede.email] = "451 Later"
    post_due()
    failed.refresh_from_db()
    assert failed.mail == "waiting"


def test_only_what_failed_is_sent_again(failed, cast, smtp):
    sent = failed.message.notifications.get(user=cast.ren)
    assert retry([sent.pk], by=cast.sato) == 0
    retry([failed.pk], by=cast.sato)
    assert retry([failed.pk], by=cast.sato) == 0, "a double click"


def test_a_mail_whose_text_was_erased_cannot_be_sent_again(cast, smtp, signed_in):
    from core.notifications.messages_out import PLAIN
    from core.notifications.services.telling import open_message

    message = open_message(PLAIN, key=None, subject=None, title="招待", path="", sender=None, by=None)
    tell_address(message, "gone@example.jp")
    Notification.objects.update(mail="failed", mail_error="550 5.1.1 No")
    page = signed_in(cast.kanda).get(FAILURES).content.decode()
    assert "本文は保護のため消去しました" in page
    assert retry([message.notifications.get().pk], by=cast.kanda) == 0


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        ("550 5.1.1 User unknown", "アドレスが見つかりません"),
        ("550 User unknown", "アドレスが見つからない"),
        ("552 5.2.2 Mailbox full", "いっぱい"),
        ("554 5.7.1 Spam", "方針"),
        ("599 Whatever", "断りました"),
        ("451 4.3.0 Later", "一時的に"),
        ("452 4.2.2 Full", "いっぱいの状態が続いた"),
        ("", "接続できない"),
        ("text", "本文を作れなかった"),
        ("見たことのない応答", "断りました"),
    ],
)
def test_the_servers_words_in_plain_ones(reply, words):
    assert words in in_plain_words(reply)
