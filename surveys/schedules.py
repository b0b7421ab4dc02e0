"""The yearly schedule (年間予定): what is due in a fiscal year, and what last year's surveys let one expect."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from core import clock
from core.people.access import organizations_for
from core.people.models import Verb
from surveys.fiscal_years import MONTHS, fiscal_year_of, start_of
from surveys.models import NotHeld, Response, Survey
from surveys.querysets import SurveyQuerySet
from surveys.returning import came_back
from surveys.services.cloning import a_year_later

if TYPE_CHECKING:
    from core.people.models import User
    from surveys.forms.schedule import ScheduleFilter


@dataclass(frozen=True)
class Line:
    """A survey of the year; or, where it `is_expected`, last year's, with `due` a year later."""

    survey: Survey
    due: datetime.datetime | None
    response: Response | None = None
    is_expected: bool = False
    is_over: bool = False
    not_held: NotHeld | None = None

    @property
    def state(self) -> str:
        if self.not_held:
            return "not_held"
        return "expected" if self.is_expected else self.survey.state


@dataclass
class Month:
    first: datetime.date
    lines: list[Line] = field(default_factory=list)
    # Of how many the longest bar tells.
    most: int = 1

    @property
    def expected(self) -> int:
        return sum(line.is_expected for line in self.lines)

    @property
    def bars(self) -> list[dict[str, Any]]:
        """Shares of the width of the fullest month."""
        sure = len(self.lines) - self.expected
        parts = (("done", 0, sure), ("work", sure, self.expected))
        shares = ((series, 100 * start / self.most, 100 * count / self.most) for series, start, count in parts)
        return [{"series": series, "x": f"{x:.2f}%", "width": f"{width:.2f}%"} for series, x, width in shares if width]


class Schedule:
    """The lines of one fiscal year by month, those without a date, and those that are not held."""

    def __init__(self, year: int, lines: Iterable[Line]) -> None:
        self.year = year
        firsts = (datetime.date(year if month >= 4 else year + 1, month, 1) for month in MONTHS)
        by_month = {first.month: Month(first) for first in firsts}
        self.undated: list[Line] = []
        self.not_held: list[Line] = []
        for line in sorted(lines, key=_by_due):
            if line.not_held:
                self.not_held.append(line)
            elif line.due is None:
                self.undated.append(line)
            else:
                by_month[line.due.astimezone(clock.TOKYO).month].lines.append(line)
        self.months = list(by_month.values())
        most = max(len(month.lines) for month in self.months)
        for month in self.months:
            month.most = most or 1

    @property
    def held(self) -> list[Line]:
        """All but those that are not held."""
        return [line for month in self.months for line in month.lines] + self.undated

    @property
    def expected(self) -> list[Line]:
        return [line for line in self.held if line.is_expected]

    @property
    def issued(self) -> int:
        return sum(line.state in (Survey.State.OPEN, Survey.State.CLOSED) for line in self.held)

    @property
    def drafts(self) -> int:
        return sum(line.state == Survey.State.DRAFT for line in self.held)

    @property
    def late(self) -> int:
        """Expected, and their time is over."""
        return sum(line.is_over for line in self.expected)

    @property
    def is_empty(self) -> bool:
        return not self.held and not self.not_held


def schedule_of_run(user: User, year: int, filter: ScheduleFilter) -> Schedule:
    """What the person runs in the year, and last year's that nobody has prepared again."""
    now = clock.now()
    managed = Survey.objects.visible_to(user).managed_by(user).exclude(state=Survey.State.WITHDRAWN)
    found = managed.filter(_due_in(year) | Q(due_at=None)).select_related("owner", "section", "previous")
    lines = [
        Line(survey, survey.due_at)
        for survey in filter.narrow(found).with_progress()
        if survey.due_at or _year_of_undated(survey, now) == year
    ]
    last = filter.narrow(managed.issued()).select_related("owner", "section")
    lines += _expected(last, year, now, among=_all_of_owners(user))
    return Schedule(year, [line for line in lines if filter.wants(line.state)])


def schedule_of_asked(user: User, year: int) -> Schedule:
    """What the person's organizations are asked in the year, and what they were asked last year and not yet this year.

    Nothing else enters it: no draft, and no survey that goes to others.
    """
    own = Response.objects.visible_to(user).own(user).with_due()
    now = clock.now()
    found = own.filter(_due_in(year, "due"))
    lines = [
        Line(response.survey, response.due, response)
        for response in found.select_related("survey__owner", "organization")
    ]
    asked = Survey.objects.visible_to(user).asked_of(user)
    return Schedule(year, lines + _expected(asked.select_related("owner"), year, now, among=asked))


def awaited(user: User, year: int) -> SurveyQuerySet:
    """Of the year before, what the person runs and nobody has prepared for `year`."""
    managed = Survey.objects.visible_to(user).managed_by(user).issued().filter(_due_in(year - 1))
    return managed.exclude(pk__in=came_back(year, _all_of_owners(user))).order_by("due_at", "pk")


def prepared(user: User, year: int, ids: Collection[int]) -> SurveyQuerySet:
    """What there is for `year` of these surveys of the year before, as far as the person runs it."""
    managed = Survey.objects.visible_to(user).managed_by(user).exclude(state=Survey.State.WITHDRAWN)
    return managed.filter(_due_in(year) | Q(due_at=None), previous__in=ids).order_by("due_at", "pk")


def _all_of_owners(user: User) -> SurveyQuerySet:
    """Among which a successor counts: one that is another section's alone is one too, or it would be prepared twice."""
    return Survey.objects.filter(owner__in=organizations_for(user, Verb.PUBLISH))


def _expected(last: SurveyQuerySet, year: int, now: datetime.datetime, *, among: SurveyQuerySet) -> list[Line]:
    """Of a year that is over nothing is expected any more."""
    if year < fiscal_year_of(now):
        return []
    last = last.filter(_due_in(year - 1))
    said = NotHeld.objects.filter(year=year, survey__in=last.order_by().values("pk"))
    marks = {mark.survey_id: mark for mark in said}
    done = came_back(year, among)
    found = []
    for survey in last:
        if survey.pk in done or survey.due_at is None:
            continue
        due = a_year_later(survey.due_at)
        found.append(Line(survey, due, is_expected=True, is_over=due < now, not_held=marks.get(survey.pk)))
    return found


def _due_in(year: int, name: str = "due_at") -> Q:
    return Q(**{f"{name}__gte": start_of(year), f"{name}__lt": start_of(year + 1)})


def _year_of_undated(draft: Survey, now: datetime.datetime) -> int:
    """A draft without a date stands in the year after its previous survey, and never in one that is over."""
    after = fiscal_year_of(draft.previous.due_at) + 1 if draft.previous and draft.previous.due_at else 0
    return max(after, fiscal_year_of(now))


def _by_due(line: Line) -> tuple[bool, datetime.datetime, int]:
    return line.due is None, line.due or datetime.datetime.max.replace(tzinfo=datetime.UTC), line.survey.pk
