"""The calendar of due dates: which days are crowded, counted over what the person may see."""

from __future__ import annotations

import calendar
import datetime
from dataclasses import dataclass, field
from typing import Any

import jpholiday
from django.views.generic import TemplateView

from core import clock
from core.people.access import organizations_for
from core.people.models import Verb
from core.people.requests import SignedInRequest
from surveys.fiscal_years import fiscal_year_of
from surveys.forms.calendar import month_after, month_named
from surveys.models import Response, Survey
from surveys.office_days import is_office_day

# So many surveys on one day are many for the few people of a small town.
CROWDED = 3


@dataclass
class Day:
    date: datetime.date
    holiday: str
    surveys: list[Survey] = field(default_factory=list)

    @property
    def is_off(self) -> bool:
        """Offices do not work: due dates there help nobody."""
        return not is_office_day(self.date)

    @property
    def is_crowded(self) -> bool:
        return len(self.surveys) >= CROWDED


class CalendarView(TemplateView):
    template_name = "surveys/calendar.html"
    http_method_names = ["get", "head"]
    request: SignedInRequest

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = clock.today()
        first = month_named(self.request.GET.get("month", ""), today)
        days = _days_of(first)
        for survey, due in self._due_between(first, month_after(first, 1)):
            days[due.astimezone(clock.TOKYO).day - 1].surveys.append(survey)
        return super().get_context_data(
            days=days,
            first=first,
            today=today,
            before=month_after(first, -1),
            after=month_after(first, 1),
            total=sum(len(day.surveys) for day in days),
            crowded=CROWDED,
            fiscal_year=fiscal_year_of(first),
            publishes=bool(organizations_for(self.request.user, Verb.PUBLISH)),
            **kwargs,
        )

    def _due_between(self, first: datetime.date, end: datetime.date) -> list[tuple[Survey, datetime.datetime]]:
        """Surveys with their due date; to an organization with more time of its own, that later one."""
        user = self.request.user
        start, stop = _midnight(first), _midnight(end)
        run = Survey.objects.visible_to(user).managed_by(user).exclude(state=Survey.State.WITHDRAWN)
        found = [(s, s.due_at) for s in run.filter(due_at__gte=start, due_at__lt=stop) if s.due_at]
        seen = {survey.pk for survey, _ in found}
        own = Response.objects.visible_to(user).own(user).with_due()
        for response in own.filter(due__gte=start, due__lt=stop).select_related("survey"):
            if response.survey_id not in seen:
                seen.add(response.survey_id)
                found.append((response.survey, response.due))
        return sorted(found, key=lambda pair: (pair[1], pair[0].pk))


def _days_of(first: datetime.date) -> list[Day]:
    length = calendar.monthrange(first.year, first.month)[1]
    dates = [first + datetime.timedelta(days=number) for number in range(length)]
    return [Day(date, jpholiday.is_holiday_name(date) or "") for date in dates]


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), tzinfo=clock.TOKYO)
