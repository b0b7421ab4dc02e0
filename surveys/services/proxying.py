"""Proxy entry (代理入力): the prefecture enters what came by telephone or on paper, marked, with its evidence."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from core.files.services.storing import store
from core.people import audit
from core.people.models import User
from core.questions.models import AnswerSheet
from core.questions.services.attaching import share
from core.questions.services.copying_sheets import copy_answers
from core.questions.services.saving import save
from core.questions.typed import Typed
from surveys.models import ProxyEvidence, Response
from surveys.services.answering import ensure_sheet, hand_in, new_sheet
from surveys.services.moving import WrongState, locked, refuse_closed
from surveys.states import EDITABLE, State


class NoEvidence(Exception):
    """A proxy entry needs its reason and a file that shows where the answers come from."""


@transaction.atomic
def start_proxy(response_id: int, *, by: User) -> AnswerSheet:
    """A sheet of the prefecture's own: it never opens what the organization has written. Raises WrongState."""
    response = locked(response_id)
    if response.state not in EDITABLE:
        raise WrongState(response, State.SUBMITTED)
    if response.proxy is None:
        sheet = new_sheet(response, by=by)
        response.proxy = sheet
        Response.objects.filter(pk=response.pk).update(proxy=sheet)
        audit.record("response.proxy_started", response, by=by, organization=response.organization_id)
    return response.proxy


@transaction.atomic
def add_evidence(response: Response, uploads: Iterable[UploadedFile], *, by: User) -> None:
    """Keep what the answers are entered from. Raises ValidationError for a file that is refused."""
    for upload in uploads:
        file = store(upload, owner=response.survey.owner, by=by)
        ProxyEvidence.objects.create(response=response, file=file)


@transaction.atomic
def submit_proxy(response_id: int, typed: Typed, *, edit: int, because: str, by: User) -> Response:
    """Hand in on the organization's behalf. Its own sheet then holds the same; what it held is in that sheet's past.

    Raises NoEvidence, NotOpen, WrongState, NotComplete and ChangedMeanwhile.
    """
    response = locked(response_id)
    refuse_closed(response)
    if response.state not in EDITABLE or response.proxy is None:
        raise WrongState(response, State.SUBMITTED)
    if not because.strip() or not response.evidence.exists():
        raise NoEvidence
    entered, _ = save(response.proxy, typed, edit=edit, by=by, complete=True)
    hand_in(response, entered, by=by, proxy_because=because)
    own = ensure_sheet(response, by=by)
    copy_answers(entered, own, by=by)
    share(entered, own)
    return response
