"""Sending what waits in the outbox.

A mail is claimed (committed), sent, and settled (committed). A worker that dies in between leaves a claim that runs
out; the mail is then sent again under the same Message-ID. So a kill costs at most one repeated mail, and none is lost.
The connection is made before a mail is claimed: while the server is away, no mail uses up attempts.
"""

from __future__ import annotations

import logging
import random
import time
import traceback
from functools import partial

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import connection, transaction

from core.clock import Now, later
from core.jobs.enqueueing import enqueue
from core.jobs.models import Job
from core.jobs.registry import Later
from core.jobs.running import beat
from core.notifications.kinds import kind_of
from core.notifications.letters import letter
from core.notifications.models import DIGEST, Message, Notification, Preference, Timing
from core.notifications.services.digesting import drop_pointless
from core.notifications.transport import Transport
from core.notifications.troubles import NO_TEXT, Deferred, Refused, ServerTrouble
from core.notifications.wanted import why_pointless

logger = logging.getLogger(__name__)
Mail = Notification.Mail

# Longer than one dialogue can take (MAIL, RCPT, DATA, the text, the last answer: 10 s each at most), and short enough
# that a dead worker's mail leaves within two minutes.
LEASE_SECONDS = 90
BACKOFF_SECONDS = (60, 300, 900, 3600, 2 * 3600, 4 * 3600)
# After so many broken dialogues in a row it is not the mails.
BROKEN_IN_A_ROW = 3
LANES = 4
MANY = 1000  # mails, for which all lanes are opened
DRAIN_SECONDS = 30

CLAIM = """
UPDATE notifications_notification
SET mail_attempts = mail_attempts + 1, mail_due_at = portal_now() + make_interval(secs => %s)
WHERE id = (
    SELECT id FROM notifications_notification
    WHERE mail = 'waiting' AND mail_due_at <= portal_now()
    ORDER BY mail_urgent DESC, mail_due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
) RETURNING id
"""


def ask_for_posting(waiting: int) -> None:
    """Have the outbox emptied after this commit: one lane for a few mails, more for many. Lanes are parallel drains.

    The waiting rows are the truth and the planner looks for them, so this may be lost. It is not part of the caller's
    transaction because all senders share the lanes' few jobs, and would wait there for each other's commits.
    """
    lanes = 0 if waiting <= 0 else 1 if waiting < 20 else 2 if waiting < MANY else LANES
    if lanes:
        transaction.on_commit(partial(_open_lanes, lanes), robust=True)


def _open_lanes(lanes: int) -> None:
    for lane in range(lanes):
        enqueue("notifications.post", key=f"post-{lane}", lane=lane)


def due():
    return Notification.objects.filter(mail=Mail.WAITING, mail_due_at__lte=Now())


def post_due(job: Job | None = None) -> int:
    """Send what is due, until nothing is or the time is up. Returns how many mails were settled.

    Raises Later when there is more to do, or when the server is away (then the longer it is away, the later).
    """
    until = time.monotonic() + DRAIN_SECONDS
    beaten = time.monotonic()
    settled = broken = 0
    with Transport() as transport:
        while due().exists():
            if time.monotonic() > until:
                raise Later(0, "続きがあります。")
            if job is not None and time.monotonic() > beaten + 5:
                beat(job, progress=settled)
                beaten = time.monotonic()
            try:
                transport.ready()
                notification = _claim()
                if notification is None:
                    break
                broken = 0 if _post(notification, transport) else broken + 1
            except ServerTrouble as trouble:
                _rest(trouble.reply)
            if broken == BROKEN_IN_A_ROW:
                _rest("")
            settled += 1
    return settled


def _claim() -> Notification | None:
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute(CLAIM, [LEASE_SECONDS])
        row = cursor.fetchone()
    claimed = Notification.objects.select_related("message__sender", "user", "organization")
    return claimed.filter(pk=row[0]).first() if row else None  # forgotten meanwhile: the planner goes on


def _post(notification: Notification, transport: Transport) -> bool:
    """Send one claimed mail and record how it went. False when the dialogue broke. Raises ServerTrouble."""
    if _is_not_to_leave(notification):
        return True
    try:
        mail = letter(notification)
        mail.message()  # so that a header that cannot be written shows here
    except SoftTimeLimitExceeded:
        raise
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]  # the message itself may hold personal data
        logger.error(
            "notification %s: no text (%s at %s:%s)",
            notification.pk,
            type(error).__name__,
            place.filename,
            place.lineno,
        )
        _try_again(notification, NO_TEXT)
        return True
    try:
        transport.send(mail)
    except Refused as trouble:
        _settle(notification, Mail.FAILED, mail_error=trouble.reply)
    except Deferred as trouble:
        _try_again(notification, trouble.reply)
        return bool(trouble.reply)
    except ServerTrouble as trouble:
        _try_again(notification, trouble.reply)
        raise
    else:
        _settle(notification, Mail.SENT, mail_sent_at=Now(), mail_error="")
    return True


def _is_not_to_leave(notification: Notification) -> bool:
    """Withhold what has become pointless; respect how the person wants to be told by now."""
    if notification.message.kind == DIGEST:
        drop_pointless(notification)
    why = why_pointless(notification)
    if why:
        _settle(notification, Mail.WITHHELD, mail_error=why)
        return True
    if notification.user is None:
        return False
    timing = Preference.objects.filter(user=notification.user).values_list("timing", flat=True).first()
    if timing == Timing.DAILY:
        return _settle(notification, Mail.DIGEST)
    return timing == Timing.IN_APP and _settle(notification, Mail.NONE)


def _ours(notification: Notification):
    """Whoever claimed it after us has counted one attempt more."""
    return Notification.objects.filter(pk=notification.pk, mail=Mail.WAITING, mail_attempts=notification.mail_attempts)


def _settle(notification: Notification, mail: Mail, **fields) -> bool:
    with transaction.atomic():
        if _ours(notification).update(mail=mail, **fields):
            if notification.message.kind == DIGEST:
                notification.included.filter(mail=Mail.DIGEST).update(mail=mail, **fields)
            if kind_of(notification.message).erased_after_sending:
                _erase(notification.message)
    return True


def _erase(message: Message) -> None:
    """Once nobody waits for it any more. The lock lets the last of several recipients see that it is the last."""
    Message.objects.select_for_update(no_key=True).get(pk=message.pk)
    if not message.notifications.filter(mail=Mail.WAITING).exists():
        Message.objects.filter(pk=message.pk).update(context={})


def _try_again(notification: Notification, reply: str) -> None:
    """Later, with growing pauses; not any more once the hours of retrying are over."""
    if _ours(notification).filter(mail_since__lt=_too_old()).exists():
        _settle(notification, Mail.FAILED, mail_error=reply)
        return
    base = BACKOFF_SECONDS[min(notification.mail_attempts, len(BACKOFF_SECONDS)) - 1]
    pause = base * random.uniform(0.8, 1.2)  # noqa: S311 - jitter, so that retries do not arrive together
    _ours(notification).update(mail_due_at=later(pause), mail_error=reply)


def _rest(reply: str) -> None:
    """The server is away. Give up what has waited for too long, and come back later."""
    for notification in due().filter(mail_since__lt=_too_old()).select_related("message")[:1000]:
        _settle(notification, Mail.FAILED, mail_error=notification.mail_error or reply)
    oldest = due().order_by("mail_due_at").annotate(now=Now()).values_list("now", "mail_due_at").first()
    away = (oldest[0] - oldest[1]).total_seconds() if oldest else 0
    pause = min(300.0, max(15.0, away / 4)) * random.uniform(0.8, 1.2)  # noqa: S311 - jitter
    logger.warning("The mail server is away or refuses us; trying again in %.0f s: %s", pause, reply[:4])
    raise Later(pause, f"メールサーバーに接続できません。{reply}")


def _too_old():
    return later(-settings.MAIL_RETRY_HOURS * 3600)
