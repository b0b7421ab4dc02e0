"""The life of a response (団体ごとの回答): one table that can be read."""

from __future__ import annotations

from django.db import models


class State(models.TextChoices):
    NOT_RECEIVED = "not_received", "未受信"
    RECEIVED = "received", "受信済"
    IN_PROGRESS = "in_progress", "入力中"
    IN_REVIEW = "in_review", "内部確認中"
    SUBMITTED = "submitted", "提出済"
    RETURNED = "returned", "差戻し"
    RESUBMITTED = "resubmitted", "再提出"
    ACCEPTED = "accepted", "受理"
    NOT_APPLICABLE = "not_applicable", "該当なし"
    EXEMPT = "exempt", "回答不要"


# From where to where. A returned response stays returned while its organization mends it.
MOVES: dict[State, frozenset[State]] = {
    State.NOT_RECEIVED: frozenset(
        {State.RECEIVED, State.IN_PROGRESS, State.SUBMITTED, State.NOT_APPLICABLE, State.EXEMPT}
    ),
    State.RECEIVED: frozenset({State.IN_PROGRESS, State.SUBMITTED, State.NOT_APPLICABLE, State.EXEMPT}),
    State.IN_PROGRESS: frozenset({State.IN_REVIEW, State.SUBMITTED, State.NOT_APPLICABLE, State.EXEMPT}),
    State.IN_REVIEW: frozenset({State.IN_PROGRESS, State.RETURNED, State.SUBMITTED, State.RESUBMITTED, State.EXEMPT}),
    State.SUBMITTED: frozenset({State.IN_PROGRESS, State.RETURNED, State.ACCEPTED, State.EXEMPT}),
    State.RETURNED: frozenset({State.IN_REVIEW, State.RESUBMITTED, State.NOT_APPLICABLE, State.EXEMPT}),
    State.RESUBMITTED: frozenset({State.RETURNED, State.ACCEPTED, State.EXEMPT}),
    State.ACCEPTED: frozenset({State.RETURNED}),
    State.NOT_APPLICABLE: frozenset({State.IN_PROGRESS, State.RETURNED, State.EXEMPT}),
    State.EXEMPT: frozenset({State.RECEIVED}),
}

# The organization still owes something: these are reminded, and stand in its list of things to do.
OWING = (State.NOT_RECEIVED, State.RECEIVED, State.IN_PROGRESS, State.IN_REVIEW, State.RETURNED)
# The organization may write in its sheet.
EDITABLE = (State.NOT_RECEIVED, State.RECEIVED, State.IN_PROGRESS, State.RETURNED)
# Something was handed in and counts in the totals.
HANDED_IN = (State.SUBMITTED, State.RESUBMITTED, State.ACCEPTED)
# Nothing more is expected of the organization.
SETTLED = (*HANDED_IN, State.NOT_APPLICABLE, State.EXEMPT)
