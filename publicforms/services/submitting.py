"""Sending in: answers, files, places, counters and follow-up work in one commit; once, however often it comes."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef

from core import clock
from core.clock import Now, Today
from core.jobs.enqueueing import enqueue
from core.people.models import Organization, User
from core.questions.checking import Checked, check
from core.questions.definition import Definition
from core.questions.models import AnswerSheet
from core.questions.services.saving import NotComplete, folded
from core.questions.typed import Typed
from publicforms.anonymity import let_in
from publicforms.applicants import address_in, digest_of_code, open_text, person_of
from publicforms.asked import definition_of
from publicforms.models import Event, Form, OneTimeCode, PendingFile, Place, SavedEntry, Submission
from publicforms.models.submissions import random_id
from publicforms.receipts import new_receipt
from publicforms.services import placing
from publicforms.services.evidence import EVIDENCE, take_evidence
from publicforms.services.pending import hand_over
from publicforms.services.tallying import count
from publicforms.services.turnstile import pass_through

Standing, Channel = Submission.Standing, Submission.Channel
TRIES = 5  # for a receipt number that is free


class NotOpen(Exception):
    """The form takes nothing now; `moment` says what its page shows instead."""

    def __init__(self, moment: Form.Moment) -> None:
        super().__init__(moment)
        self.moment = moment


class Changed(Exception):
    """Another version is asked by now than the one that was looked at."""


class AlreadySent(Exception):
    """Somebody with the same answer to the question of `Form.once_by` has applied before."""


class BadCode(Exception):
    """The one-time code was used, or never was one."""


@dataclass(frozen=True)
class Entry:
    """What somebody sends in. `token` is the digest of the page's token, `version` what they looked at."""

    typed: Typed
    token: str
    version: int
    language: str = "ja"
    channel: Submission.Channel = Channel.WEB
    by: User | None = None
    organization: Organization | None = None
    received_on: datetime.date | None = None  # when it had come, of what the office enters
    code: str = field(default="", repr=False)


def submit(form: Form, entry: Entry) -> Submission:
    """Store it, with its files and its follow-up. The same token again gives the same submission.

    Raises NotOpen (by the database's clock; staff may enter what came in time), Changed, NotComplete, placing.Full,
    AlreadySent, BadCode. Nothing is stored then.
    """
    for _ in range(TRIES):
        before = Submission.objects.filter(form=form, token=entry.token)
        if before.exists():
            return before.get()
        try:
            with transaction.atomic(durable=True):
                return _submit(form, entry)
        except IntegrityError as error:
            constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
            if constraint == "submission_once_per_person":
                raise AlreadySent from None
            if constraint not in ("submission_once_per_page", "receipt_once_per_form"):
                raise
    raise RuntimeError("No receipt number was free.")


def check_entry(form: Form, typed: Typed, *, token: str, complete: bool) -> Checked:
    """Judge what was typed, with the files that came with this page's token."""
    return check(definition_of(form), typed, complete=complete, files=pending_files(form, token))


def pending_files(form: Form, token: str) -> dict[str, str]:
    """The files that came with this token: id → name. No query where nothing asks for files."""
    if not _asks_for_files(definition_of(form)):
        return {}
    files = PendingFile.objects.filter(form=form, token=token).exclude(question=EVIDENCE)
    return {str(pk): name for pk, name in files.values_list("file_id", "file__name")}


def _submit(form: Form, entry: Entry) -> Submission:
    if form.asked_version.pk != entry.version:
        raise Changed
    checked = check_entry(form, entry.typed, token=entry.token, complete=True)
    if not checked.is_valid:
        raise NotComplete(checked)
    if form.by_codes and entry.channel == Channel.WEB:
        _use_code(form, entry.code)
    submission = _unsaved(form, entry, checked)
    places = list(form.places.order_by("question", "option"))
    _take_places(submission, placing.wanted_places(form, checked.answers, places))
    submission.sheet.save(force_insert=True)
    submission.save(force_insert=True)
    _refuse_if_over(form, entry, places)
    _take_files(form, submission.sheet, entry.token)
    SavedEntry.objects.filter(form=form, token=entry.token).delete()
    if entry.channel != Channel.WEB:
        take_evidence(submission, entry.token)
    if not form.is_anonymous:
        what = Event.What.SUBMITTED if entry.channel == Channel.WEB else Event.What.ENTERED
        Event.objects.create(submission=submission, what=what, by=entry.by)
        enqueue("publicforms.follow_up", submission=submission.pk)
    else:
        let_in(form)
    count(form, {(submission.status_id, submission.standing): 1})
    return submission


def _refuse_if_over(form: Form, entry: Entry, places: Iterable[Place]) -> None:
    """Decide by the database's clock, in the turnstile. Staff may enter what came in time.

    Nor is anything taken that was not counted for a quota which came meanwhile: `places` are those that were known.
    """
    pass_through(form.pk)
    more = Place.objects.filter(form=OuterRef("pk")).exclude(pk__in=[place.pk for place in places])
    found = Form.objects.annotate(at=Now(), today=Today(), has_more_places=Exists(more))
    now = found.only("state", "opens_at", "closes_at", "version_id", "erase_on").get(pk=form.pk)
    moment = now.moment(now.at)
    is_kept = now.erase_on is None or now.erase_on > now.today  # what comes later would never be erased
    if entry.channel != Channel.WEB and is_kept and moment not in (Form.Moment.HIDDEN, Form.Moment.WITHDRAWN):
        moment = Form.Moment.OPEN
    if moment != Form.Moment.OPEN:
        raise NotOpen(moment)
    if now.version_id != entry.version or now.has_more_places:
        raise Changed


def _use_code(form: Form, code: str) -> None:
    """Delete it: a row that is gone cannot be joined to the answer that came with it."""
    if not OneTimeCode.objects.filter(form=form, digest=digest_of_code(form, code)).delete()[0]:
        raise BadCode


def _unsaved(form: Form, entry: Entry, checked: Checked) -> Submission:
    """The submission and its sheet, with one id. Of an anonymous form they know the day, and no more: not who either,
    whoever is signed in.
    """
    if form.is_anonymous:
        entry = replace(entry, by=None, organization=None)
    definition, answers = definition_of(form), checked.answers
    pk, at = random_id(), start_of_today() if form.is_anonymous else Now()
    sheet = AnswerSheet(
        pk=pk,
        version_id=entry.version,
        organization_id=form.owner_id,
        answers=answers,
        reasons=checked.reasons,
        folded=folded(definition, answers),
        completed_at=at,
        created_at=at,
        updated_at=at,
        updated_by=entry.by,
    )
    return Submission(
        pk=pk,
        form=form,
        sheet=sheet,
        receipt=new_receipt(),
        token=entry.token,
        status_id=first_status(form),
        person=person_of(form, definition, answers),
        channel=entry.channel,
        received_on=entry.received_on,
        language=entry.language,
        address="" if form.is_anonymous else address_in(form, definition, answers),
        by=entry.by,
        organization=entry.organization,
        is_held=form.is_anonymous,
        folded=open_text(definition, answers),
        submitted_at=at,
        updated_at=at,
    )


def start_of_today() -> datetime.datetime:
    return clock.now().replace(hour=0, minute=0, second=0, microsecond=0)


def first_status(form: Form) -> int:
    """The id of the status that a new submission has."""
    return form.known_first_status or form.statuses.values_list("pk", flat=True).get(is_first=True)


def _take_places(submission: Submission, wanted: list[Place]) -> None:
    """Count it in, or behind those who wait, where the form has a waitlist."""
    if not wanted:
        return
    form = submission.form
    submission.places = placing.names(wanted)
    try:
        placing.take(wanted)
    except placing.Full:
        if not form.has_waitlist:
            raise
        submission.standing = Standing.WAITING
        submission.waiting_number = placing.next_waiting_number(form)


def _take_files(form: Form, sheet: AnswerSheet, token: str) -> None:
    """The files that came with the pages before belong to the sheet from now on; those that no answer names go."""
    if _asks_for_files(definition_of(form)):
        hand_over(form, sheet, token)


def _asks_for_files(definition: Definition) -> bool:
    return any(question.kind == "file" for question in definition.asked)
