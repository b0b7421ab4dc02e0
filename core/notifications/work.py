"""What workers do for messages out."""

from __future__ import annotations

from core.clock import later
from core.jobs.models import Job
from core.jobs.registry import work
from core.jobs.schedule import planner
from core.notifications.services.digesting import gather, plan_digests
from core.notifications.services.posting import MANY, ask_for_posting, due, post_due

LATE_SECONDS = 30

planner(plan_digests)


@work("notifications.post", "メールの送信", queue="mail", lease_seconds=120)
def post_work(job: Job, *, lane: int) -> None:
    """One of several parallel drains of the outbox."""
    post_due(job)


@work("notifications.digest", "1日1回のまとめメール", queue="mail")
def digest_work(job: Job, *, day: str) -> None:
    ask_for_posting(gather(day))


@planner
def post_what_is_due() -> None:
    """Retries, claims that ran out, and what a lost nudge left behind. Mails that should have left a while ago open all
    lanes: the one that had them in hand may be dead, and its job rests until its lease runs out."""
    late = due().filter(mail_due_at__lt=later(-LATE_SECONDS)).exists()
    ask_for_posting(MANY if late else due().order_by()[:MANY].count())
