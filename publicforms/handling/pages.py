"""Pages of a form's submissions by key, in any of the orders: the ten-thousandth costs what the first one does.

Dates and receipt numbers are one index each. By status: each status has its own place in the same index, so the page
is put together from the statuses in their order, as many rows of each as a page holds at most. One query, whatever
the order.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import reduce
from typing import Any

from django.db.models import F, IntegerField, Q, QuerySet, Value
from django.http import QueryDict

from core.people.listing import query_with
from publicforms.models import Status, Submission
from publicforms.receipts import as_receipt

SIZE = 50
DEFAULT_SORT = "-date"
SORTS = ("date", "-date", "status", "-status", "receipt", "-receipt")
_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_MICRO = datetime.timedelta(microseconds=1)


@dataclass(frozen=True)
class SubmissionPage:
    """The ids in their order, and the addresses of the pages around them (empty where there is none)."""

    ids: list[int]
    previous: str
    next: str


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a row stands: its status' place in the order, its time, its receipt number, its id."""

    status: int
    at: datetime.datetime
    receipt: str
    pk: int

    def __str__(self) -> str:
        return f"{self.status}.{(self.at - _EPOCH) // _MICRO}.{self.pk}.{self.receipt}"


def page_of(
    found: QuerySet[Submission], query: QueryDict, statuses: list[Status], *, size: int = SIZE
) -> SubmissionPage:
    """The page that `?after=` or `?before=` names, in the order of `?sort=`; a place that is none counts as nothing."""
    sort = sort_of(query)
    after, before = _read(query.get("after", "")), _read(query.get("before", ""))
    backwards = after is None and before is not None
    place = before if backwards else after
    rows = _rows(found, sort, statuses, place, backwards=backwards, limit=size + 1)
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
    is_first = place is None or (backwards and not more)
    is_last = not backwards and not more
    if not rows:
        return SubmissionPage([], query_with(query, after=None, before=None) if place else "", "")
    return SubmissionPage(
        [row.pk for row in rows],
        previous="" if is_first else query_with(query, after=None, before=str(rows[0])),
        next="" if is_last else query_with(query, before=None, after=str(rows[-1])),
    )


def place_of(submission: Submission, statuses: list[Status]) -> str:
    """Where this one stands, as `?after=` and `?before=` name it."""
    number = next(number for number, status in enumerate(statuses) if status.pk == submission.status_id)
    return str(_Place(number, submission.submitted_at, submission.receipt, submission.pk))


def sort_of(query: QueryDict) -> str:
    return sort if (sort := query.get("sort")) in SORTS else DEFAULT_SORT


def _rows(
    found: QuerySet[Submission], sort: str, statuses: list[Status], place: _Place | None, *, backwards: bool, limit: int
) -> list[_Place]:
    falling, key = sort.startswith("-"), sort.removeprefix("-")
    if backwards:
        falling = not falling
    if key == "status":
        return _by_status(found, statuses, place, falling=falling, limit=limit)
    field = "submitted_at" if key == "date" else "receipt"
    if place is not None:
        found = found.filter(_beyond(field, place.at if key == "date" else place.receipt, place.pk, falling))
    return _read_rows(_named(found, 0).order_by(*_order(field, falling))[:limit])


def _by_status(
    found: QuerySet[Submission], statuses: list[Status], place: _Place | None, *, falling: bool, limit: int
) -> list[_Place]:
    """Within a status the newest first where statuses rise, the oldest first where they fall: one list, turned over."""
    newest_first = not falling
    parts = []
    for number, status in enumerate(statuses):
        part = found.filter(status=status)
        if place is not None:
            if number == place.status:
                part = part.filter(_beyond("submitted_at", place.at, place.pk, newest_first))
            elif (number > place.status) == falling:
                continue
        parts.append(_named(part, number).order_by(*_order("submitted_at", newest_first))[:limit])
    if not parts:
        return []
    together = reduce(lambda one, other: one.union(other, all=True), parts) if len(parts) > 1 else parts[0]
    if len(parts) > 1:
        order = ("-place", "at", "key") if falling else ("place", "-at", "-key")
        together = together.order_by(*order)[:limit]
    return _read_rows(together)


def _named(found: QuerySet[Submission], number: int) -> QuerySet[Any]:
    values = {"place": Value(number, IntegerField()), "at": F("submitted_at"), "number": F("receipt"), "key": F("pk")}
    return found.order_by().annotate(**values).values_list(*values)


def _read_rows(rows: Any) -> list[_Place]:
    return [_Place(*row) for row in rows]


def _order(field: str, falling: bool) -> tuple[str, str]:
    return (f"-{field}", "-pk") if falling else (field, "pk")


def _beyond(field: str, value: Any, pk: int, falling: bool) -> Q:
    """Behind this key in the order. The first condition is the index's, the rest sorts out those of the same key."""
    way = "lt" if falling else "gt"
    return Q(**{f"{field}__{way}e": value}) & (Q(**{f"{field}__{way}": value}) | Q(**{f"pk__{way}": pk}))


def _read(text: str) -> _Place | None:
    numbers, _, receipt = text.rpartition(".")
    parts = numbers.split(".")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) < 20 for part in parts):
        return None
    status, micros, pk = map(int, parts)
    if status > 10_000 or micros > 253_000_000_000_000_000 or pk >= 2**63 or as_receipt(receipt) != receipt:
        return None
    return _Place(status, _EPOCH + micros * _MICRO, receipt, pk)
