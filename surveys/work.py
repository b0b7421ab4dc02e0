"""What workers do for surveys."""

from __future__ import annotations

from collections.abc import Sequence

from core.jobs.models import Job
from core.jobs.registry import work
from core.jobs.schedule import planner
from surveys.messages_out import tell_announcement, tell_check, tell_inquiry_answered, tell_reminders
from surveys.models import Announcement, Inquiry, Reminder, Survey, SurveyFile
from surveys.services.reminding import remind_as_planned


@work("surveys.tell_announcement", "調査の変更のお知らせ")
def tell_announcement_work(job: Job, *, announcement: int, without: Sequence[int] = ()) -> None:
    told = Announcement.objects.select_related("survey__owner", "by").get(pk=announcement)
    tell_announcement(told, job, without=without)


@work("surveys.tell_check", "差し替えた添付ファイルによる確認の依頼")
def tell_check_work(job: Job, *, file: int, organizations: list[int], lines: list[str]) -> None:
    attached = SurveyFile.objects.select_related("survey__owner", "added_by").get(pk=file)
    tell_check(attached, organizations, lines, job)


@work("surveys.remind", "調査の督促")
def remind_work(job: Job, *, survey: int, reminders: list[int]) -> None:
    tell_reminders(
        Survey.objects.select_related("owner").get(pk=survey), Reminder.objects.filter(pk__in=reminders), job
    )


@work("surveys.tell_inquiry_answered", "問い合わせの回答の連絡")
def tell_inquiry_answered_work(job: Job, *, inquiry: int) -> None:
    tell_inquiry_answered(Inquiry.objects.select_related("survey__owner", "organization").get(pk=inquiry), job)


@planner
def remind_who_owes() -> None:
    remind_as_planned()
