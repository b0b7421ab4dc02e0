"""What must happen after a submission."""

from __future__ import annotations

from core.jobs.enqueueing import enqueue
from core.jobs.models import Job
from core.jobs.registry import work
from core.jobs.schedule import planner
from core.notifications.services.forgetting import forget_what_is_gone
from publicforms.mails import erasing_soon
from publicforms.models import Form, SavedEntry
from publicforms.services import coding, erasing, following_up, mailing, mixing, pending, saving_for_later, writing


@work("publicforms.follow_up", "申込の受付後の連絡")
def follow_up(job: Job, submission: int) -> None:
    following_up.follow_up(submission)


@work("publicforms.tell_arrivals", "申込の到着の連絡")
def tell_arrivals(job: Job, form: int) -> None:
    following_up.tell_of_arrivals(form)


@work("publicforms.moved_up", "キャンセル待ちの繰上げの連絡")
def moved_up(job: Job, submission: int) -> None:
    following_up.follow_moving_up(submission)


@work("publicforms.from_applicant", "申込者の操作の連絡")
def from_applicant(job: Job, submission: int, event: int) -> None:
    following_up.follow_applicant(event)


@work("publicforms.saved", "保存した入力の連絡")
def saved(job: Job, entry: int) -> None:
    following_up.follow_save(entry)


@work("publicforms.send_letters", "申込者へのメッセージの送信")
def send_letters(job: Job, sending: str) -> None:
    writing.send_letters(sending, job)


@work("publicforms.code", "申込の集計用の写しの作成", queue="exports", lease_seconds=3600, minutes=60)
def code(job: Job, form: int) -> None:
    coding.code_form(form)


@planner
def code_what_came() -> None:
    for form in coding.forms_to_code():
        enqueue("publicforms.code", key=str(form), form=form)


@work("publicforms.mix", "匿名の回答の並べ替え", lease_seconds=600)
def mix(job: Job, form: int) -> None:
    mixing.mix(form)


@planner
def mix_what_is_anonymous() -> None:
    """Once a day, after its end."""
    for form in mixing.forms_to_mix():
        enqueue("publicforms.mix", key=str(form), form=form)


@planner
def drop_what_is_over() -> None:
    """Input saved for later and files whose time has passed; mails that count for nothing any more."""
    saving_for_later.drop_over()
    pending.drop_old_files()
    mailing.forget_mailed()


@work(erasing.ERASE, "申込の消去", lease_seconds=300)
def erase(job: Job, form: int) -> None:
    erasing.erase_form(form, job)


@planner
def erase_what_is_due() -> None:
    """From the beginning of its day on; also what a worker left half done."""
    erasing.erase_due()


@work("publicforms.tell_erasing_soon", "申込の消去の予告")
def tell_erasing_soon(job: Job, form: int) -> None:
    found = Form.objects.select_related("owner").filter(pk=form, erased_at__isnull=True, erase_on__isnull=False).first()
    if found is not None:
        erasing_soon.tell_erasing_soon(found)


@planner
def tell_what_is_erased_soon() -> None:
    for form in erasing_soon.forms_to_tell_of():
        enqueue("publicforms.tell_erasing_soon", key=f"{form.pk}-{form.erase_on}", form=form.pk)


@planner
def forget_mails_about_saved_entries() -> None:
    """Input that was saved goes when it is sent in or its time has passed; the mails about it hold an address."""
    forget_what_is_gone(SavedEntry)
