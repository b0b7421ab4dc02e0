"""Somebody's long transaction does not keep others from putting mail into the outbox."""

from collections.abc import Callable

import pytest
from django.core.mail import send_mail
from django.db import OperationalError, connection, connections, transaction

from core.notifications.models import Notification
from core.notifications.services import posting

pytestmark = pytest.mark.usefixtures("transactional_db")


@pytest.fixture(autouse=True)
def _through_the_outbox(settings):
    settings.EMAIL_BACKEND = "core.notifications.outbox.OutboxBackend"


def elsewhere(function: Callable[[], object]) -> None:
    """Call it on another connection, which waits for no lock."""
    ours, other = connections["default"], connections.create_connection("default")
    connections["default"] = other
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '500ms'")
        function()
    finally:
        other.close()
        connections["default"] = ours


def send_twice() -> None:
    with transaction.atomic():
        send_mail("一つ目", "本文", None, ["a@example.jp"])
        elsewhere(lambda: send_mail("二つ目", "本文", None, ["b@example.jp"]))


def test_two_transactions_use_the_outbox_at_the_same_time():
    send_twice()
    assert Notification.objects.count() == 2


def test_control_with_the_job_in_the_senders_transaction_one_waits_for_the_other(monkeypatch):
    monkeypatch.setattr(posting.transaction, "on_commit", lambda function, **options: function())
    with pytest.raises(OperationalError):
        send_twice()
