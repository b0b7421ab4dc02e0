"""How a person wants to be told, and what that means for mails that already wait."""

from __future__ import annotations

from django.db import transaction

from core.clock import Now
from core.notifications.models import Notification, Preference, Timing
from core.notifications.services.posting import ask_for_posting
from core.people.models import User

Mail = Notification.Mail


@transaction.atomic
def choose_timing(user: User, timing: Timing) -> None:
    """Mails that wait for the next daily mail leave at once, or not at all; those that wait to be sent are asked about
    just before they leave (services/posting.py)."""
    Preference.objects.update_or_create(user=user, defaults={"timing": timing})
    gathered = Notification.objects.filter(user=user, mail=Mail.DIGEST, digest__isnull=True)
    if timing == Timing.AT_ONCE:
        ask_for_posting(gathered.unread().update(mail=Mail.WAITING, mail_due_at=Now(), mail_since=Now()))
    elif timing == Timing.IN_APP:
        Notification.objects.filter(user=user, mail=Mail.DIGEST).update(mail=Mail.NONE)


def timing_of(user: User) -> Timing:
    found = Preference.objects.filter(user=user).values_list("timing", flat=True).first()
    return Timing(found) if found else Timing.AT_ONCE
