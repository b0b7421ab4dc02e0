"""Django's own mails go through the outbox, and what is secret in them does not stay."""

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives, send_mail
from django.db import transaction

from core.notifications.models import Message, Notification
from core.notifications.services.posting import post_due

SECRET = "https://portal.example.jp/accounts/invitations/sEcReT/"


@pytest.fixture(autouse=True)
def _through_the_outbox(settings):
    settings.EMAIL_BACKEND = "core.notifications.outbox.OutboxBackend"  # Django's test runner puts its own in place


def test_a_mail_waits_in_the_outbox_and_is_sent_as_it_was_written(db, smtp):
    mail = EmailMultiAlternatives("招待", f"次を開いてください。\n{SECRET}", to=["New Person <new@example.jp>"])
    mail.attach_alternative(f"<a href='{SECRET}'>開く</a>", "text/html")
    assert mail.send() == 1
    assert not smtp.received
    post_due()
    message = smtp.to("new@example.jp")[0].message
    assert message["Subject"] == "招待"
    assert SECRET in message.get_body(("plain",)).get_content()
    assert SECRET in message.get_body(("html",)).get_content()


def test_the_secret_is_erased_once_the_mail_has_left(db, smtp):
    send_mail("招待", SECRET, None, ["new@example.jp"])
    assert Message.objects.get().context["text"] == SECRET
    post_due()
    assert Message.objects.get().context == {}


def test_the_secret_is_erased_when_the_mail_has_failed_for_good(db, smtp):
    smtp.answer_to_all = "550 5.1.1 No such user"
    send_mail("招待", SECRET, None, ["new@example.jp"])
    post_due()
    assert Notification.objects.get().mail == "failed"
    assert Message.objects.get().context == {}


def test_the_secret_stays_while_one_of_several_recipients_still_waits(db, smtp):
    smtp.answers["slow@example.jp"] = "451 Later"
    send_mail("招待", SECRET, None, ["new@example.jp", "slow@example.jp"])
    post_due()
    assert Message.objects.get().context["text"] == SECRET


def test_a_rolled_back_transaction_mails_nothing(db, smtp):
    with transaction.atomic():
        send_mail("招待", SECRET, None, ["new@example.jp"])
        transaction.set_rollback(True)
    assert not Message.objects.exists()


def test_recipients_do_not_see_each_other(db, smtp):
    EmailMessage("件名", "本文", to=["a@example.jp"], cc=["b@example.jp"], bcc=["c@example.jp", "a@example.jp"]).send()
    post_due()
    assert sorted(each.to for each in smtp.received) == ["a@example.jp", "b@example.jp", "c@example.jp"]
    assert all(each.message["To"] == each.to and not each.message["Cc"] for each in smtp.received)


def test_attachments_are_refused_clearly(db):
    mail = EmailMessage("件名", "本文", to=["a@example.jp"])
    mail.attach("a.txt", "…", "text/plain")
    with pytest.raises(ValueError, match="attachments"):
        mail.send()
