"""The board: one row per organization that is asked, with how far it has come and how often it was reminded."""

from __future__ import annotations

import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, F, IntegerField, Max, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce

from core import clock
from surveys.models import Reminder, Survey
from surveys.querysets import ResponseQuerySet
from surveys.states import HANDED_IN, OWING, State

if TYPE_CHECKING:
    from surveys.forms.running import BoardFilter

PER_PAGE = 100
# What who runs the survey may read of an answer: what was handed in, and still what was returned.
READABLE = (*HANDED_IN, State.RETURNED)
ACCEPTABLE = (State.SUBMITTED, State.RESUBMITTED)

_ORDER_OF_STATES = Case(
    *(When(state=state, then=Value(place)) for place, state in enumerate(State)), output_field=IntegerField()
)
ORDERS = {
    "organization": (F("organization__code").asc(),),
    "-organization": (F("organization__code").desc(),),
    "state": (_ORDER_OF_STATES.asc(), F("organization__code").asc()),
    "-state": (_ORDER_OF_STATES.desc(), F("organization__code").asc()),
    "due": (F("due").asc(), F("organization__code").asc()),
    "-due": (F("due").desc(), F("organization__code").asc()),
    "submitted": (F("submitted_at").asc(nulls_last=True), F("organization__code").asc()),
    "-submitted": (F("submitted_at").desc(nulls_last=True), F("organization__code").asc()),
}
DEFAULT_ORDER = "organization"

# For the meter: series, label, the states that it adds up.
SEGMENTS: tuple[tuple[str, str, tuple[State, ...]], ...] = (
    ("done", "受理・該当なし・回答不要", (State.ACCEPTED, State.NOT_APPLICABLE, State.EXEMPT)),
    ("sent", "提出済・再提出", ACCEPTABLE),
    ("back", "差戻し", (State.RETURNED,)),
    ("work", "入力中・内部確認中", (State.IN_PROGRESS, State.IN_REVIEW)),
    ("rest", "未受信・受信済", (State.NOT_RECEIVED, State.RECEIVED)),
)


class Row:
    """One organization's response as the board shows it."""

    def __init__(self, response: Any, survey: Survey, now: datetime.datetime) -> None:
        self.response = response
        self.is_overdue = survey.is_open and response.state in OWING and response.due < now
        self.owes = survey.is_open and response.state in OWING
        self.is_acceptable = response.state in ACCEPTABLE
        self.submitted_at = response.submitted_at if response.state in READABLE else None
        self.is_late = bool(self.submitted_at and response.is_late)

    @property
    def may_be_chosen(self) -> bool:
        return self.owes or self.is_acceptable


class Board:
    """The organizations of a survey that the filter leaves, a page of them; as many queries for 1 as for 1,788."""

    def __init__(self, survey: Survey, filter_form: BoardFilter, *, sort: str = "", page: str | None = None) -> None:
        self.survey = survey
        self.filter = filter_form
        self.sort = sort if sort in ORDERS else DEFAULT_ORDER
        self.number = page

    @cached_property
    def counts(self) -> dict[str, int]:
        """State → how many, whatever the filter says."""
        counted = self.survey.responses.order_by().values("state").annotate(n=Count("pk"))
        return {each["state"]: each["n"] for each in counted}

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def settled(self) -> int:
        return sum(number for state, number in self.counts.items() if state not in OWING)

    @cached_property
    def overdue(self) -> int:
        return self.survey.responses.overdue().count()

    @property
    def segments(self) -> list[tuple[str, str, int]]:
        """For the meter: (series, label, count)."""
        return [(series, label, sum(self.counts.get(one, 0) for one in states)) for series, label, states in SEGMENTS]

    @property
    def owing(self) -> int:
        """How many can be reminded now."""
        return sum(self.counts.get(state, 0) for state in OWING) if self.survey.is_open else 0

    @property
    def acceptable(self) -> int:
        return sum(self.counts.get(state, 0) for state in ACCEPTABLE)

    @cached_property
    def page(self) -> Page:
        found = self.filter.apply(self.survey.responses.with_due())
        found = with_reminders(found).select_related("organization").order_by(*ORDERS[self.sort])
        return Paginator(found, PER_PAGE).get_page(self.number)

    @cached_property
    def rows(self) -> list[Row]:
        now = clock.now()
        return [Row(response, self.survey, now) for response in self.page.object_list]


def with_reminders(responses: ResponseQuerySet) -> ResponseQuerySet:
    """With `reminded`: how often, and `last_reminded`: when."""
    of_this = Reminder.objects.filter(response=OuterRef("pk")).order_by().values("response")
    return responses.annotate(
        reminded=Coalesce(Subquery(of_this.annotate(n=Count("pk")).values("n")), 0),
        last_reminded=Subquery(of_this.annotate(last=Max("at")).values("last")),
    )
