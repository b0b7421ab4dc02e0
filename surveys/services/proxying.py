"""Proxy entry (代理入力): the prefecture enters what came by telephone or on paper, marked, with its evidence."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet

from core.files.services.storing import store
from core.people import audit
from core.people.models import User
from core.questions.models import AnswerSheet
from core.questions.services.attaching import share
from core.questions.services.copying_sheets import copy_answers
from core.questions.services.renewing import move_to_version
from core.questions.services.saving import save
from core.questions.typed import Typed
from surveys.models import ProxyEvidence, Response
from surveys.services.answering import ensure_sheet, hand_in, new_sheet
from surveys.services.moving import WrongState, locked, refuse_closed
from surveys.states import EDITABLE, State


class NoEvidence(Exception):
    """A proxy entry needs its reason and a file that shows where the answers come from."""


@transaction.atomic
def prepare_proxy(response_id: int, *, because: str, uploads: Iterable[UploadedFile], by: User) -> AnswerSheet:
    """Say why, keep what shows it, and open the sheet. Safe to call again, to say more.

    Raises NoEvidence, NotOpen, WrongState, and ValidationError for a file that is refused.
    """
    sheet = start_proxy(response_id, by=by)
    response = Response.objects.select_related("survey__owner").get(pk=response_id)
    add_evidence(response, uploads, by=by)
    if not because.strip() or not evidence_to_come(response).exists():
        raise NoEvidence
    Response.objects.filter(pk=response_id).update(proxy_because=because)
    return sheet


@transaction.atomic
def start_proxy(response_id: int, *, by: User) -> AnswerSheet:
    """A sheet of the prefecture's own, on the version that is asked now: never what the organization has written.

    Raises NotOpen and WrongState.
    """
    response = locked(response_id)
    refuse_closed(response)
    if response.state not in EDITABLE:
        raise WrongState(response, State.SUBMITTED)
    if response.proxy is None:
        sheet = new_sheet(response, by=by)
        response.proxy = sheet
        Response.objects.filter(pk=response.pk).update(proxy=sheet)
        audit.record("response.proxy_started", response, by=by, organization=response.organization_id)
    elif response.proxy.version_id != response.survey.version_id:
        response.proxy = move_to_version(response.proxy, response.survey.asked_version, by=by)
    return response.proxy


@transaction.atomic
def add_evidence(response: Response, uploads: Iterable[UploadedFile], *, by: User) -> None:
    """Keep what the next submission is entered from. Raises ValidationError for a file that is refused."""
    for upload in uploads:
        file = store(upload, owner=response.survey.owner, by=by)
        ProxyEvidence.objects.create(response=response, file=file, round=response.rounds + 1)


def evidence_to_come(response: Response) -> QuerySet[ProxyEvidence]:
    """What was kept for the next submission; not what an earlier one was entered from."""
    return response.evidence.filter(round=response.rounds + 1)


@transaction.atomic
def submit_proxy(response_id: int, typed: Typed, *, edit: int, because: str, by: User) -> Response:
    """Hand in on the organization's behalf. Its own sheet then holds the same; what it held is in that sheet's past.

    Raises NoEvidence, NotOpen, WrongState, NotComplete and ChangedMeanwhile.
    """
    response = locked(response_id)
    refuse_closed(response)
    if response.state not in EDITABLE or response.proxy is None:
        raise WrongState(response, State.SUBMITTED)
    if not because.strip() or not evidence_to_come(response).exists():
        raise NoEvidence
    entered, _ = save(response.proxy, typed, edit=edit, by=by, complete=True)
    hand_in(response, entered, by=by, proxy_because=because)
    own = ensure_sheet(response, by=by)
    copy_answers(entered, own, by=by)
    share(entered, own)
    return response
