"""The demonstration's mailbox."""

import pytest
from django.urls import reverse

from core.notifications.models import Notification
from core.notifications.services.posting import post_due
from core.notifications.services.telling import tell_address, tell_people
from demo.models import DemoMail


@pytest.fixture(autouse=True)
def _into_the_mailbox(settings):
    settings.MAIL_TRANSPORT = {"BACKEND": "demo.mailbox.DemoMailboxBackend"}


def test_a_mail_can_be_found_and_read_without_signing_in(cast, say, client):
    tell_people(say(), [cast.haru])
    post_due()
    mail = DemoMail.objects.get()
    listed = client.get(reverse("demo:mail_list"), {"q": "haru@"})
    assert "投票所の確認について" in listed.content.decode()
    assert listed["X-Robots-Tag"] == "noindex, nofollow"
    page = client.get(reverse("demo:mail", args=[mail.pk])).content.decode()
    assert 'href="http://127.0.0.1:8000/archive/1/"' in page
    assert str(Notification.objects.get().mail_id) in page
    assert "frame-src 'self'" in client.get(reverse("demo:mail", args=[mail.pk]))["Content-Security-Policy"]


def test_the_html_of_a_mail_may_have_styles_and_do_nothing(cast, client):
    mail = DemoMail.objects.create(to="a@example.jp", subject="x", text="x", html="<script>alert(1)</script>")
    policy = client.get(reverse("demo:mail_html", args=[mail.pk]))["Content-Security-Policy"]
    assert "style-src 'unsafe-inline'" in policy
    assert "default-src 'none'" in policy
    assert "sandbox allow-popups" in policy
    assert "script-src" not in policy


def test_addresses_that_are_made_to_fail(cast, say):
    for address in ("unreachable-1@example.jp", "slow@example.jp", "fine@example.jp"):
        tell_address(say(), address)
    post_due()
    assert dict(Notification.objects.values_list("address", "mail")) == {
        "unreachable-1@example.jp": "failed",
        "slow@example.jp": "waiting",
        "fine@example.jp": "sent",
    }


def test_nothing_found_and_nothing_there(db, client):
    assert client.get(reverse("demo:mail_list"), {"q": "\x00"}).status_code == 200
    assert client.get(reverse("demo:mail", args=[1])).status_code == 404
