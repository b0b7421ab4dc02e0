"""What must happen after a submission."""

from __future__ import annotations

from core.jobs.models import Job
from core.jobs.registry import work
from publicforms.services import following_up


@work("publicforms.follow_up", "申込の受付後の連絡")
def follow_up(job: Job, submission: int) -> None:
    following_up.follow_up(submission)
