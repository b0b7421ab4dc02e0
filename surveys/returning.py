"""Which surveys of one fiscal year have come back in the next.

A survey comes back as the one that names it as its previous one. Where a survey is held several times a year, each
round may name the round before: then a round of this year takes the place of that round of last year, among those it
comes from, which a year later would be due nearest to it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Q

from surveys.fiscal_years import fiscal_year_of, start_of
from surveys.models import Survey
from surveys.querysets import SurveyQuerySet
from surveys.services.cloning import a_year_later


@dataclass(frozen=True)
class Link:
    """What is read of each survey: where it comes from and when it is due."""

    pk: int
    previous: int | None
    due: datetime.datetime | None


def came_back(year: int, among: SurveyQuerySet) -> frozenset[int]:
    """Ids of the surveys of the year before that have a successor in `year`, which is one of `among`.

    A draft without a due date is a successor too. Two queries, however many surveys there are.
    """
    span = Q(due_at__gte=start_of(year - 1), due_at__lt=start_of(year + 1)) | Q(due_at=None)
    links = {link.pk: link for link in _links(Survey.objects.filter(span))}
    candidates = among.exclude(state=Survey.State.WITHDRAWN).filter(span, previous__isnull=False)
    successors = (links[pk] for pk in candidates.order_by().values_list("pk", flat=True) if pk in links)
    replaced = (_replaced_by(link, links, year) for link in successors)
    return frozenset(pk for pk in replaced if pk is not None)


def _links(surveys: SurveyQuerySet) -> Iterable[Link]:
    return (Link(*row) for row in surveys.order_by().values_list("pk", "previous_id", "due_at"))


def _replaced_by(successor: Link, links: dict[int, Link], year: int) -> int | None:
    """Which survey of the year before this one stands for."""
    if successor.due is not None and fiscal_year_of(successor.due) != year:
        return None
    last = [
        (link.pk, link.due)
        for link in _back_from(successor, links)
        if link.due is not None and fiscal_year_of(link.due) == year - 1
    ]
    if not last:
        return None
    due = successor.due
    if due is None:
        return last[0][0]
    return min(last, key=lambda one: abs(a_year_later(one[1]) - due))[0]


def _back_from(link: Link, links: dict[int, Link]) -> Iterator[Link]:
    """The surveys it comes from, the nearest first, as far back as they are known."""
    seen = {link.pk}
    while link.previous in links and link.previous not in seen:
        link = links[link.previous]
        seen.add(link.pk)
        yield link
