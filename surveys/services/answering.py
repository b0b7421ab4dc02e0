"""What an organization does with a survey: receive it, begin, hand in, approve, take back."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from archive.services.acknowledging import note_reading
from core.clock import Now
from core.people import audit
from core.people.models import User
from core.questions.models import AnswerSheet
from core.questions.services.attaching import share
from core.questions.services.copying_sheets import copy_answers
from core.questions.services.saving import open_sheet, save
from core.questions.typed import Typed
from surveys.messages_out import tell_receipt, tell_review_wanted, tell_sent_back
from surveys.models import Remark, Response, Survey
from surveys.services.moving import WrongState, is_past_due, locked, locked_open, move
from surveys.states import EDITABLE, State


class NotAllowed(Exception):
    """The person may not take this step; the text says why."""


class ChangedSince(Exception):
    """The answers are not (any more) those that the person has read."""


def receive(survey: Survey, *, by: User) -> None:
    """Somebody of an organization that is asked has opened the survey: it is received, and its notice read."""
    if survey.notice is None or not survey.is_open:
        return
    note_reading(survey.notice, by=by)
    for response in survey.responses.own(by).filter(state=State.NOT_RECEIVED):
        _receive_one(response, by=by)


@transaction.atomic
def _receive_one(response: Response, *, by: User) -> None:
    try:
        move(response, State.RECEIVED, by=by)
    except WrongState:
        return  # a colleague opened it in the same moment


@transaction.atomic
def start(response_id: int, *, by: User) -> Response:
    """Open the organization's sheet, with last year's beside it. Safe to call again. Raises NotOpen, WrongState."""
    response = locked_open(response_id)
    if response.state not in EDITABLE and response.state != State.NOT_APPLICABLE:
        raise WrongState(response, State.IN_PROGRESS)
    ensure_sheet(response, by=by)
    if response.state != State.RETURNED and response.state != State.IN_PROGRESS:
        move(response, State.IN_PROGRESS, by=by)
    return response


def ensure_sheet(response: Response, *, by: User) -> AnswerSheet:
    """The organization's own sheet; made on the version that is asked now."""
    if response.sheet is None:
        sheet = new_sheet(response, by=by)
        response.sheet = sheet
        Response.objects.filter(pk=response.pk).update(sheet=sheet)
    return response.sheet


def new_sheet(response: Response, *, by: User) -> AnswerSheet:
    """An empty one on the version that is asked now, with last year's beside it; nobody counts it."""
    return open_sheet(
        response.survey.asked_version,
        organization=response.organization,
        by=by,
        earlier=earlier_sheet(response),
        is_private=True,
    )


def earlier_sheet(response: Response) -> AnswerSheet | None:
    """What the same organization handed in to the previous survey."""
    if response.survey.previous_id is None:
        return None
    before = Response.objects.filter(survey=response.survey.previous_id, organization=response.organization_id)
    found = before.select_related("submitted").first()
    return found.submitted if found else None


@transaction.atomic
def submit(response_id: int, typed: Typed, *, edit: int, by: User, reviewer: User | None = None) -> Response:
    """Hand in what was typed; where the survey wants an approval inside the organization, ask for that first.

    Raises NotOpen, WrongState (handed in already), NotComplete and ChangedMeanwhile.
    """
    response = locked_open(response_id)
    if response.state not in (State.IN_PROGRESS, State.RETURNED) or response.sheet is None:
        raise WrongState(response, State.SUBMITTED)
    save(response.sheet, typed, edit=edit, by=by, complete=True)
    response.sheet.refresh_from_db()
    if response.survey.internal_review:
        move(response, State.IN_REVIEW, by=by, reviewer=reviewer, review_asked_by=by)
        tell_review_wanted(response)
    else:
        hand_in(response, response.sheet, by=by)
    return response


@transaction.atomic
def approve(response_id: int, *, edit: int, by: User) -> Response:
    """Approve inside the organization what was read, which hands it in; `edit` is the one that the page showed.

    Raises NotAllowed, NotOpen, WrongState, and ChangedSince where the sheet holds something else by now.
    """
    response = locked_open(response_id)
    if response.state != State.IN_REVIEW or response.sheet is None:
        raise WrongState(response, State.SUBMITTED)
    if not response.may_be_approved_by(by):
        raise NotAllowed("自分で書いた回答は、自分では承認できません。団体管理者か、指名された承認者が承認します。")
    if response.sheet.edit != edit or not response.sheet.completed_at:
        raise ChangedSince
    hand_in(response, response.sheet, by=by)
    return response


@transaction.atomic
def send_back_inside(response_id: int, *, why: str, by: User) -> Response:
    """The reviewer, or who asked for the review, takes it back into work. Raises WrongState."""
    response = locked(response_id)
    if response.state != State.IN_REVIEW:
        raise WrongState(response, State.IN_PROGRESS)
    move(response, State.RETURNED if response.was_returned else State.IN_PROGRESS, by=by, why=why)
    tell_sent_back(response, why, by=by)
    return response


@transaction.atomic
def recall(response_id: int, *, by: User) -> Response:
    """Take back what was handed in and not judged yet, to correct it. Raises NotOpen, WrongState."""
    response = locked_open(response_id)
    if response.state != State.SUBMITTED:
        raise WrongState(response, State.IN_PROGRESS)
    move(response, State.IN_PROGRESS, by=by, why="団体が提出を取り消して、直しています。")
    audit.record("response.recalled", response, by=by, organization=response.organization_id)
    return response


@transaction.atomic
def declare_not_applicable(response_id: int, *, why: str, by: User) -> Response:
    """Nothing in the organization concerns the survey. Raises NotOpen, WrongState."""
    response = locked_open(response_id)
    move(response, State.NOT_APPLICABLE, by=by, why=why)
    audit.record("response.not_applicable", response, by=by, organization=response.organization_id, why=why)
    return response


def tick_remarks(response: Response, shown: set[int], done: set[int], *, by: User) -> None:
    """Of the remarks that a page showed, those that are dealt with; only while the response is returned."""
    if response.state != State.RETURNED:
        return
    Remark.objects.filter(response=response, pk__in=done & shown, done_at=None).update(done_at=Now(), done_by=by)
    Remark.objects.filter(response=response, pk__in=shown - done).update(done_at=None, done_by=None)


def hand_in(response: Response, sheet: AnswerSheet, *, by: User, proxy_because: str = "") -> None:
    """Copy the sheet to what the prefecture sees, and move on. The caller holds the lock."""
    if response.submitted is None:
        response.submitted = open_sheet(sheet.version, organization=response.organization, by=by)
        Response.objects.filter(pk=response.pk).update(submitted=response.submitted)
    response.submitted = copy_answers(sheet, response.submitted, by=by)
    share(sheet, response.submitted)
    is_proxy = bool(proxy_because)
    again = response.was_returned and response.state in (State.RETURNED, State.IN_REVIEW)
    move(
        response,
        State.RESUBMITTED if again else State.SUBMITTED,
        by=by,
        why=proxy_because,
        proxy=is_proxy,
        is_proxy=is_proxy,
        submitted_edit=response.submitted.edit,
        submitted_at=Now(),
        submitted_by=by,
        is_late=response.is_late if again else is_past_due(response),
        proxy_because=proxy_because,
        rounds=F("rounds") + 1,
    )
    response.refresh_from_db()
    audit.record(
        "response.submitted", response, by=by, organization=response.organization_id, proxy=is_proxy,
        version=sheet.version.number,
    )  # fmt: skip
    tell_receipt(response, by=by)
