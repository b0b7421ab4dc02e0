"""What workers do for messages out."""

from __future__ import annotations

from core.jobs.models import Job
from core.jobs.registry import work
from core.jobs.schedule import planner
from core.notifications.services.digesting import gather, plan_digests
from core.notifications.services.posting import LANES, ask_for_posting, due, post_due

planner(plan_digests)


@work("notifications.post", "メールの送信", queue="mail", lease_seconds=180)
def post_work(job: Job, *, lane: int) -> None:
    """One of several parallel drains of the outbox."""
    post_due(job)


@work("notifications.digest", "1日1回のまとめメール", queue="mail")
def digest_work(job: Job, *, day: str) -> None:
    ask_for_posting(gather(day))


@planner
def post_what_is_due() -> None:
    """Retries, claims that ran out, and what a lost nudge left behind."""
    ask_for_posting(due().order_by()[: 250 * LANES].count())
