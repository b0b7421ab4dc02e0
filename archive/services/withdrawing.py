"""Taking a published notice back: it disappears for the addressees at once, and stays for the owner."""

from __future__ import annotations

from django.db import transaction

from archive.models import Notice
from core.clock import Now
from core.jobs.enqueueing import enqueue
from core.people import audit
from core.people.models import User


@transaction.atomic
def withdraw(notice_id: int, *, because: str, by: User) -> Notice:
    """Withdraw a published notice and tell those who had it. Safe to call again; drafts are not withdrawn."""
    moved = Notice.objects.filter(pk=notice_id, state=Notice.State.PUBLISHED).update(
        state=Notice.State.WITHDRAWN, withdrawn_at=Now(), withdrawn_because=because
    )
    notice = Notice.objects.get(pk=notice_id)
    if moved:
        enqueue("archive.tell_withdrawal", key=f"notice-{notice.pk}", by=by, notice=notice.pk)
        audit.record("notice.withdrawn", notice, by=by, organization=notice.owner_id, because=because)
    return notice
