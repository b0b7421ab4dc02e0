"""Writes forms and submissions as rows, in the state in which the services would have left them over the weeks."""

from __future__ import annotations

import datetime
import secrets
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.people.models import Organization, Section, User
from core.questions.checking import check
from core.questions.library import library
from core.questions.models import AnswerSheet, PastAnswers
from core.questions.services.saving import folded
from demo import stored_files
from publicforms.applicants import address_in, open_text, person_of
from publicforms.asked import definition_of
from publicforms.models import Comment, Event, Form, Letter, Place, Submission, SubmissionFile
from publicforms.models.submissions import random_id
from publicforms.receipts import new_receipt
from publicforms.services import placing
from publicforms.services.creating import create_form
from publicforms.services.publishing import erased_on, publish
from publicforms.services.tallying import count

Standing, Channel, What = Submission.Standing, Submission.Channel, Event.What


@dataclass(frozen=True)
class Desk:
    """Who makes a form and handles what comes in."""

    owner: Organization
    section: Section
    chief: User
    others: Sequence[User]


@dataclass
class Planned:
    """What somebody sent in, when, and what became of it. `typed` is what stood in the page."""

    typed: Mapping[str, list[str]]
    at: datetime.datetime
    status: str = "受付"
    decided_at: datetime.datetime | None = None
    assignee: User | None = None
    channel: Submission.Channel = Channel.WEB
    by: User | None = None
    organization: Organization | None = None
    language: str = "ja"
    corrected: Mapping[str, list[str]] | None = None
    corrected_at: datetime.datetime | None = None
    withdrawn_at: datetime.datetime | None = None
    scan: str = ""  # a file of attachments/ready and the name it is given
    comments: list[tuple[User, str]] = field(default_factory=list)
    letters: list[tuple[User | None, str, str]] = field(default_factory=list)


def make_form(desk: Desk, template: str, title: str, *, slug: str = "", **settings: Any) -> Form:
    """A draft with the questions of a template of the library."""
    definition = library()[template].definition
    return create_form(
        owner=desk.owner, section=desk.section, title=title, by=desk.chief, definition=definition, slug=slug, **settings
    )


def open_form(form: Form, by: User, *, opened_at: datetime.datetime, closes_at: datetime.datetime) -> Form:
    """Published on that day; a form whose time is over was closed by the clock."""
    publish(form.pk, by=by)
    form.refresh_from_db()
    form.closes_at, form.opened_at, form.created_at = closes_at, opened_at, opened_at - datetime.timedelta(days=6)
    form.erase_on = erased_on(form)
    form.save(update_fields=["closes_at", "opened_at", "created_at", "erase_on"])
    return Form.objects.for_visitors().get(pk=form.pk)


def write(form: Form, planned: Iterable[Planned]) -> list[Submission]:
    """In the order of their times, so that places and the waitlist are as they would have come."""
    return _Writer(form).write(sorted(planned, key=lambda one: one.at))


class _Writer:
    def __init__(self, form: Form) -> None:
        self.form, self.definition = form, definition_of(form)
        self.statuses = {status.name: status for status in form.statuses.all()}
        self.places = {(place.question, place.option): place for place in form.places.all()}
        self.waiting = 0

    def write(self, planned: Sequence[Planned]) -> list[Submission]:
        made = [(one, self._submission(one)) for one in planned]
        AnswerSheet.objects.bulk_create([submission.sheet for _, submission in made], batch_size=500)
        Submission.objects.bulk_create([submission for _, submission in made], batch_size=500)
        PastAnswers.objects.bulk_create(
            [self._past(one, submission) for one, submission in made if one.corrected_at is not None]
        )
        if not self.form.is_anonymous:
            events = [event for one, submission in made for event in self._events(one, submission)]
            Event.objects.bulk_create(sorted(events, key=lambda event: event.at), batch_size=500)
        for one, submission in made:
            self._say(one, submission)
        Place.objects.bulk_update(self.places.values(), ["taken"])
        count(self.form, Counter((submission.status_id, submission.standing) for _, submission in made))
        return [submission for _, submission in made]

    def _submission(self, one: Planned) -> Submission:
        answers = self._checked(one.corrected or one.typed)
        at = one.at
        if self.form.is_anonymous:
            at = at.replace(hour=0, minute=0, second=0, microsecond=0)
        pk = random_id()
        sheet = AnswerSheet(
            pk=pk,
            version=self.form.asked_version,
            organization_id=self.form.owner_id,
            answers=answers,
            folded=folded(self.definition, answers),
            completed_at=at,
            created_at=at,
            updated_at=one.corrected_at or at,
            updated_by=one.by,
            edit=2 if one.corrected else 1,
        )
        submission = Submission(
            pk=pk,
            form=self.form,
            sheet=sheet,
            receipt=new_receipt(),
            token=secrets.token_hex(32),
            status=self.statuses[one.status],
            person=person_of(self.form, self.definition, answers),
            channel=one.channel,
            received_on=at.date() if one.channel != Channel.WEB else None,
            language=one.language,
            address="" if self.form.is_anonymous else address_in(self.form, self.definition, answers),
            by=one.by,
            organization=one.organization,
            assignee=one.assignee,
            folded=open_text(self.definition, answers),
            submitted_at=at,
        )
        self._seat(submission, answers)
        if submission.is_waiting:  # nobody decides on who has no place yet
            one.status, one.decided_at = "受付", None
            one.letters.clear()
            submission.status = self.statuses[one.status]
        if one.withdrawn_at is not None:
            self._withdraw(submission, one.withdrawn_at)
        submission.updated_at = max(filter(None, (at, one.corrected_at, one.withdrawn_at, one.decided_at)))
        return submission

    def _checked(self, typed: Mapping[str, list[str]]) -> dict[str, Any]:
        checked = check(self.definition, typed, complete=True)
        if not checked.is_valid:
            raise ValueError(f"{self.form}: {checked.problems}")
        return checked.answers

    def _seat(self, submission: Submission, answers: Mapping[str, Any]) -> None:
        keys = [(place.question, place.option) for place in placing.wanted_places(self.form, answers)]
        wanted = [self.places[key] for key in keys]
        submission.places = placing.names(wanted)
        if all(place.left for place in wanted):
            for place in wanted:
                place.taken += 1
        elif self.form.has_waitlist:
            self.waiting += 1
            submission.standing, submission.waiting_number = Standing.WAITING, self.waiting
        else:
            raise ValueError(f"{self.form}: more applicants are planned than it has places.")

    def _withdraw(self, submission: Submission, at: datetime.datetime) -> None:
        if submission.standing == Standing.COUNTED:
            for question, option in submission.places:
                self.places[question, option].taken -= 1
        submission.standing, submission.withdrawn_at = Standing.WITHDRAWN, at

    def _past(self, one: Planned, submission: Submission) -> PastAnswers:
        return PastAnswers(
            sheet=submission.sheet,
            edit=1,
            version=self.form.asked_version,
            answers=self._checked(one.typed),
            completed_at=one.at,
            saved_at=one.at,
        )

    def _events(self, one: Planned, submission: Submission) -> Iterable[Event]:
        def event(what: Event.What, at: datetime.datetime, by: User | None = None, detail: str = "") -> Event:
            return Event(submission=submission, what=what, at=at, by=by, detail=detail)

        yield event(What.SUBMITTED if one.channel == Channel.WEB else What.ENTERED, one.at, one.by)
        if one.corrected_at is not None:
            yield event(What.CORRECTED, one.corrected_at)
        if one.withdrawn_at is not None:
            yield event(What.WITHDRAWN, one.withdrawn_at)
        if one.assignee is not None:
            yield event(What.ASSIGNED, one.at + datetime.timedelta(hours=2), self.form.created_by)
        if one.decided_at is not None:
            by = one.assignee or self.form.created_by
            yield event(What.STATUS, one.decided_at, by, f"「受付」から「{one.status}」へ")
        for by, _, _ in one.letters:
            yield event(What.LETTER, self._said_at(one), by)

    def _say(self, one: Planned, submission: Submission) -> None:
        at = self._said_at(one)
        Comment.objects.bulk_create(
            Comment(submission=submission, text=text, by=by, at=at) for by, text in one.comments
        )
        Letter.objects.bulk_create(
            Letter(submission=submission, subject=subject, text=text, by=by, at=at) for by, subject, text in one.letters
        )
        if one.scan and one.by is not None:
            wanted = stored_files.Wanted(one.scan, self.form.owner, one.by, one.at)
            SubmissionFile.objects.bulk_create(
                SubmissionFile(submission=submission, file=file, kind=SubmissionFile.Kind.EVIDENCE, created_at=one.at)
                for file in stored_files.store([wanted])
            )

    def _said_at(self, one: Planned) -> datetime.datetime:
        return (one.decided_at or one.at) + datetime.timedelta(minutes=20)
