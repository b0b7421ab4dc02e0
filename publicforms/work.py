"""What must happen after a submission."""

from __future__ import annotations

from core.jobs.models import Job
from core.jobs.registry import work
from publicforms.services import following_up, writing


@work("publicforms.follow_up", "申込の受付後の連絡")
def follow_up(job: Job, submission: int) -> None:
    following_up.follow_up(submission)


@work("publicforms.send_letters", "申込者へのメッセージの送信")
def send_letters(job: Job, sending: str) -> None:
    writing.send_letters(sending, job)
