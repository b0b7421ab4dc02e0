"""Erasing what applicants gave us, and everything that tells of it: of a whole form in its time, of one on request.

In small transactions, each of which leaves nothing half erased: bytes of files go before the records that name them,
so that a process may die anywhere and the work is simply done again. Numbers stay (Tally, the audit log).
"""

from __future__ import annotations

import time
import uuid
from collections import Counter
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import QuerySet, Sum

from core import clock
from core.clock import Now
from core.exports.models import Export
from core.exports.querysets import ExportQuerySet
from core.exports.services.dropping import drop
from core.files.models import StoredFile
from core.files.services.removing import destroy
from core.jobs.enqueueing import enqueue
from core.jobs.forgetting import forget as forget_jobs
from core.jobs.forgetting import forget_errors
from core.jobs.models import Job
from core.jobs.registry import Later
from core.jobs.running import beat
from core.notifications.services.forgetting import forget as forget_messages
from core.people import audit
from core.people.models import User
from core.questions.models import AnswerSheet, CodeBook, SheetFile
from core.search.models import Entry
from publicforms.mails.arrivals import forget_arrivals
from publicforms.models import (
    Coding,
    Event,
    Form,
    Letter,
    OneTimeCode,
    PendingFile,
    SavedEntry,
    Submission,
    SubmissionFile,
    Tally,
)
from publicforms.services import placing
from publicforms.services.publishing import locked
from publicforms.services.tabulating import forget_typed_filters

AT_ONCE = 500
# Well below a worker's limit (CELERY_TASK_SOFT_TIME_LIMIT); then the job goes on as a new run.
RUN_SECONDS = 60
ERASE = "publicforms.erase"
ROOM = "publicforms"


class NotErasable(Exception):
    """Not now; the text says why, in words for the office."""


def erase_due() -> None:
    """Have every form erased whose day has come. Meant for the sweep."""
    for pk in Form.objects.to_erase().values_list("pk", flat=True):
        enqueue(ERASE, key=str(pk), form=pk)


@transaction.atomic
def erase_now(form_id: int, *, by: User) -> Form:
    """Bring the day forward to today: a worker begins at once. Nothing is taken any more. Safe to call again.

    Raises NotErasable while the form may still be filled in, and for one that never was published.
    """
    form = locked(form_id)
    refuse_erasing(form)
    if form.erased_at is None:
        form.erase_on = clock.today()
        if form.state == Form.State.PUBLISHED:
            form.state, form.closed_at = Form.State.CLOSED, clock.now()
        form.save(update_fields=["erase_on", "state", "closed_at"])
        audit.record("form.erasure_ordered", form, by=by, organization=form.owner_id)
        enqueue(ERASE, key=str(form.pk), by=by, form=form.pk)
    return form


def refuse_erasing(form: Form) -> None:
    """Raises NotErasable."""
    match form.moment(clock.now()):
        case Form.Moment.HIDDEN:
            raise NotErasable("まだ公開していないため、消去する申込がありません。")
        case Form.Moment.BEFORE | Form.Moment.OPEN:
            raise NotErasable("受付が終わっていません。先に受付を終了してください。")


def erase_form(form_id: int, job: Job | None = None) -> None:
    """Erase all that was sent in, begun or written about it. Safe to repeat, also after a kill; does nothing before
    the day has come. Raises Later where there is more than one run can do."""
    form = Form.objects.to_erase().filter(pk=form_id).first()
    if form is None:
        return
    until = time.monotonic() + RUN_SECONDS
    drop(exports_of(form))
    for erase_some in (_some_submissions, _some_saved_entries, _some_pending_files):
        while erase_some(form):
            if job is not None:
                beat(job)
            if time.monotonic() > until:
                raise Later(0, "続きがあります。")
    _finish(form.pk)


@transaction.atomic
def erase_submissions(submissions: QuerySet[Submission], *, by: User) -> int:
    """Erase some, of whichever forms, because their applicant asks for it. Returns how many. Safe to call again.

    Their places are free for whoever waits. The audit log holds their receipt numbers, and no more.
    """
    found = list(submissions.order_by("form_id", "pk").values_list("pk", "form_id"))
    erased = 0
    files: set[uuid.UUID] = set()
    for form_id in sorted({form for _, form in found}):
        placing.hold(form_id)  # first of all, as everybody who changes a submission
        form = locked(form_id)
        chosen = Submission.objects.filter(pk__in=[pk for pk, of in found if of == form_id])
        there = list(chosen.select_for_update(of=("self",)).order_by("pk"))
        if there:
            drop(exports_of(form))
            forget_errors(ROOM, form=[form.pk])
            files |= _erase_rows([one.pk for one in there])
            _give_back(form, there)
            receipts = [one.receipt for one in there]
            audit.record("submission.erased", form, by=by, organization=form.owner_id, receipts=receipts)
            erased += len(there)
    _destroy_files(files)
    return erased


def _give_back(form: Form, gone: Sequence[Submission]) -> None:
    """Their places, to whoever waits; and they count no more."""
    changes: Counter[tuple[int, str]] = Counter()
    for one in gone:
        changes[one.status_id, one.standing] -= 1
        if one.standing == Submission.Standing.COUNTED:
            placing.give_back(one)
    placing.move_up(form, changes)
    forget_arrivals(form, len(gone))


def exports_of(form: Form) -> ExportQuerySet:
    """Every file that was made of what was sent in: the producers of this room name the form in their definition."""
    return Export.objects.filter(producer__startswith=f"{ROOM}.", definition__form=form.pk)


def _some_submissions(form: Form) -> int:
    with transaction.atomic():
        placing.hold(form.pk)  # first of all: its time is over, but people may still withdraw
        some = Submission.objects.filter(form=form).order_by("pk").select_for_update(of=("self",))
        ids = list(some.values_list("pk", flat=True)[:AT_ONCE])
        _destroy_files(_erase_rows(ids))
    return len(ids)


def _some_saved_entries(form: Form) -> int:
    with transaction.atomic():
        ids = list(SavedEntry.objects.filter(form=form).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
        forget_messages(SavedEntry._meta.label_lower, ids)
        forget_jobs(ROOM, entry=ids)
        SavedEntry.objects.filter(pk__in=ids).delete()
    return len(ids)


def _some_pending_files(form: Form) -> int:
    with transaction.atomic():
        some = list(PendingFile.objects.filter(form=form).order_by("pk").values_list("pk", "file")[:AT_ONCE])
        PendingFile.objects.filter(pk__in=[pk for pk, _ in some]).delete()
        _destroy_files(file for _, file in some)
    return len(some)


def _erase_rows(ids: Sequence[int]) -> set[uuid.UUID]:
    """These submissions with all that hangs on them but their files, whose ids are returned: bytes go last."""
    sheets = list(Submission.objects.filter(pk__in=ids).values_list("sheet", flat=True))
    given = SheetFile.objects.filter(sheet__in=sheets)
    beside = SubmissionFile.objects.filter(submission__in=ids)
    files = {*given.values_list("file", flat=True), *beside.values_list("file", flat=True)}
    letters = Letter.objects.filter(submission__in=ids, sending__isnull=False)
    sendings = set(letters.values_list("sending", flat=True))
    events = list(Event.objects.filter(submission__in=ids).values_list("pk", flat=True))
    forget_messages(Submission._meta.label_lower, ids)
    Entry.objects.filter(kind=Submission._meta.label_lower, subject_id__in=ids).delete()
    Submission.objects.filter(pk__in=ids).delete()
    AnswerSheet.objects.filter(pk__in=sheets).delete()
    left = set(Letter.objects.filter(sending__in=sendings).values_list("sending", flat=True))
    forget_jobs(ROOM, submission=ids, event=events, sending=[str(one) for one in sendings - left])
    return files


def _destroy_files(files: Iterable[uuid.UUID]) -> None:
    """Those that no sheet names any more (a copy of a sheet shares its files), and what was drawn of them."""
    pks = set(files)
    shared = SheetFile.objects.filter(file__in=pks).values("file")
    gone = list(StoredFile.objects.filter(pk__in=pks).exclude(pk__in=shared))
    forget_jobs("files", file=[str(file.pk) for file in gone])
    destroy(gone)


def _finish(form_id: int) -> None:
    """Nobody is sending in, nothing is left: say so. What came meanwhile is found by the next sweep."""
    with transaction.atomic():
        form = locked(form_id)
        if form.erased_at is not None or any(
            model.objects.filter(form=form).exists() for model in (Submission, SavedEntry, PendingFile)
        ):
            return
        OneTimeCode.objects.filter(form=form).delete()
        Coding.objects.filter(form=form).delete()
        CodeBook.objects.filter(questionnaire=form.questionnaire_id).delete()
        forget_typed_filters(form)
        forget_errors(ROOM, form=[form.pk])
        forget_messages(Form._meta.label_lower, [form.pk])
        Form.objects.filter(pk=form.pk).update(erased_at=Now())
        audit.record("form.erased", form, by=None, organization=form.owner_id, **numbers_of(form))


def numbers_of(form: Form) -> dict[str, int]:
    """How many were sent in, by what had become of them: {"counted": 31, "withdrawn": 2}. One query."""
    tallies = Tally.objects.filter(form=form).order_by().values("standing").annotate(all=Sum("number"))
    return {one["standing"]: one["all"] for one in tallies if one["all"]}
