"""What workers do for notices."""

from __future__ import annotations

from archive.messages_out import tell_addressees, tell_reminder, tell_withdrawal
from archive.models import Notice
from archive.services.publishing import NotPublishable, hand_back, publish
from core.jobs.models import Job
from core.jobs.registry import work
from core.jobs.schedule import planner


@work("archive.tell_addressees", "通知の配信")
def tell_addressees_work(job: Job, *, notice: int) -> None:
    tell_addressees(Notice.objects.get(pk=notice), job)


@work("archive.remind", "受領確認の督促")
def remind_work(job: Job, *, notice: int, deliveries: list[int], round: int) -> None:
    tell_reminder(Notice.objects.get(pk=notice), deliveries, round, job)


@work("archive.tell_withdrawal", "取下げの連絡")
def tell_withdrawal_work(job: Job, *, notice: int) -> None:
    tell_withdrawal(Notice.objects.get(pk=notice), job)


@planner
def publish_scheduled() -> None:
    """Send what is due. One that cannot go out (its last addressee was abolished) becomes a draft again, and its
    author is told."""
    for notice in Notice.objects.due():
        try:
            publish(notice.pk, by=notice.created_by)
        except NotPublishable as problem:
            hand_back(notice.pk, why=str(problem))
