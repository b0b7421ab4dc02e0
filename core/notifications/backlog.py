"""How many mails wait and how many did not arrive, for the administrators' page about jobs."""

from __future__ import annotations

from django.urls import reverse

from core.jobs.backlog import Figure, backlog
from core.notifications.models import Notification


@backlog
def mails() -> list[Figure]:
    waiting = Notification.objects.filter(mail=Notification.Mail.WAITING)
    return [
        Figure("送信待ちのメール", waiting.count()),
        Figure("不達のメール", Notification.objects.failed().count(), reverse("inbox:failures"), is_trouble=True),
    ]
