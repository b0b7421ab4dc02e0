"""Moving a response from state to state: allowed by the table, decided by the row, kept on record."""

from __future__ import annotations

from typing import Any

from core.clock import Now, now
from core.people.models import User
from surveys.models import Response, Survey, Transition
from surveys.states import MOVES, State


class WrongState(Exception):
    """The response is not (any more) in a state from which it can go there; `response` is what stands now."""

    def __init__(self, response: Response, to: State) -> None:
        super().__init__(f"{response.state} → {to}")
        self.response = response
        self.to = to


class NotOpen(Exception):
    """The survey takes no answers now; the text says why, in words for the person who tried."""


def locked(response_id: int) -> Response:
    """The response, alone in this transaction; its survey can be neither closed nor withdrawn meanwhile.

    Two organizations do not wait for each other: the survey's row is locked for sharing.
    """
    response = Response.objects.select_for_update(of=("self",)).get(pk=response_id)
    survey = Survey.objects.raw(
        f"SELECT * FROM {Survey._meta.db_table} WHERE id = %s FOR SHARE",  # noqa: S608 - a table's name
        [response.survey_id],
    )[0]
    response.survey = survey
    return response


def locked_open(response_id: int) -> Response:
    """The same, where the organization may still hand in. Raises NotOpen; the clock is asked after the lock is held."""
    response = locked(response_id)
    refuse_closed(response)
    return response


def refuse_closed(response: Response) -> None:
    """Raises NotOpen where the survey is closed or withdrawn, or a strict due date has passed."""
    survey = response.survey
    if survey.is_withdrawn:
        raise NotOpen("この調査は取り下げられました。回答する必要はありません。")
    if not survey.is_open:
        raise NotOpen("この調査は締め切られました。回答の変更が必要なときは、担当に問い合わせてください。")
    if survey.is_strict and is_past_due(response) and not response.was_returned:
        raise NotOpen(
            "回答期限を過ぎたため、受け付けられません。期限の延長が必要なときは、担当に問い合わせてください。"
        )


def is_past_due(response: Response) -> bool:
    """By the database's clock, as it stands when this is asked."""
    return response.due_at is not None and response.due_at < now()


def move(
    response: Response,
    to: State,
    *,
    by: User | None,
    why: str = "",
    proxy: bool = False,
    submitted_edit: int | None = None,
    **fields: Any,
) -> Transition:
    """Take one step of the table, with what changes beside it.

    The WHERE clause is the lock. Raises WrongState where the table has no such step, or somebody else came first.
    """
    origin = State(response.state)
    if to not in MOVES[origin]:
        raise WrongState(response, to)
    moved = Response.objects.filter(pk=response.pk, state=origin).update(state=to, moved_at=Now(), **fields)
    if not moved:
        raise WrongState(Response.objects.get(pk=response.pk), to)
    response.state = to
    for name, value in fields.items():
        setattr(response, name, value)
    return Transition.objects.create(
        response=response, origin=origin, to=to, by=by, why=why, is_proxy=proxy, submitted_edit=submitted_edit
    )
