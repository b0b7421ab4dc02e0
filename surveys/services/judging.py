"""What the prefecture does with what came: return it with remarks, accept it, let an organization off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from core.clock import Now
from core.people import audit
from core.people.models import User
from surveys.messages_out import tell_accepted, tell_exempted, tell_returned
from surveys.models import Remark, Response
from surveys.services.moving import WrongState, locked, move
from surveys.states import HANDED_IN, State


class NothingToMend(Exception):
    """A return must say what is to be mended."""


@dataclass(frozen=True)
class RemarkAt:
    """One remark: at a question (empty: at the whole answer), perhaps at a place in its table."""

    text: str
    question: str = ""
    place: str = ""


@transaction.atomic
def return_response(
    response_id: int, remarks: Sequence[RemarkAt], *, by: User, why: str = "", lines: Sequence[str] = ()
) -> Response:
    """Return what was handed in. Raises NothingToMend without a remark, WrongState where a colleague was faster.

    The organization is told the remarks, or these `lines` instead.
    """
    remarks = [remark for remark in remarks if remark.text.strip()]
    if not remarks:
        raise NothingToMend
    response = locked(response_id)
    if response.state not in (*HANDED_IN, State.NOT_APPLICABLE):  # what waits for an approval inside is not ours yet
        raise WrongState(response, State.RETURNED)
    step = move(response, State.RETURNED, by=by, why=why, returned_at=Now())
    Remark.objects.bulk_create(
        Remark(transition=step, response=response, question=one.question, place=one.place, text=one.text)
        for one in remarks
    )
    audit.record(
        "response.returned", response, by=by, organization=response.organization_id, remarks=len(remarks), why=why
    )
    tell_returned(response, step, lines)
    return response


@transaction.atomic
def accept(response_id: int, *, by: User) -> Response:
    """Accept what was handed in. Safe to call again; raises WrongState where there is nothing to accept."""
    response = locked(response_id)
    if response.state == State.ACCEPTED:
        return response
    move(response, State.ACCEPTED, by=by)
    audit.record("response.accepted", response, by=by, organization=response.organization_id)
    tell_accepted(response)
    return response


def accept_all(responses: Sequence[Response], *, by: User) -> tuple[int, list[Response]]:
    """Accept several, each in a transaction of its own: how many, and those that could not be."""
    accepted, left = 0, []
    for response in responses:
        try:
            accept(response.pk, by=by)
        except WrongState:
            left.append(response)
        else:
            accepted += 1
    return accepted, left


@transaction.atomic
def exempt_response(response_id: int, *, why: str, by: User) -> Response:
    """The organization need not answer (回答不要). What it wrote stays its own."""
    response = locked(response_id)
    move(response, State.EXEMPT, by=by, why=why)
    audit.record("response.exempted", response, by=by, organization=response.organization_id, why=why)
    tell_exempted(response, why)
    return response


@transaction.atomic
def ask_again(response_id: int, *, why: str, by: User) -> Response:
    """Take an exemption back: the organization owes an answer again. Raises WrongState where there is none."""
    response = locked(response_id)
    if response.state != State.EXEMPT:
        raise WrongState(response, State.RECEIVED)
    move(response, State.RECEIVED, by=by, why=why)
    audit.record("response.asked_again", response, by=by, organization=response.organization_id, why=why)
    return response
