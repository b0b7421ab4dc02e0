"""The yearly schedule, and what is decided there: which surveys come back, and which do not."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views import View
from django.views.generic import TemplateView

from archive.views.composing import PublisherMixin
from core import clock
from core.people.access import organizations_for
from core.people.models import Verb
from core.people.requests import SignedInRequest
from surveys.fiscal_years import fiscal_year_of, year_words
from surveys.forms.schedule import NotHeldForm, ScheduleFilter, year_named
from surveys.models import NotHeld, Survey
from surveys.schedules import awaited, prepared, schedule_of_asked, schedule_of_run
from surveys.services.cloning import a_year_later
from surveys.services.yearly import draft_year, say_held, say_not_held, year_after
from surveys.views.managing import ManagersForm

AT_ONCE = 300


class ScheduleView(TemplateView):
    """Two boxes: for those who publish what they run, for everybody what their organizations are asked."""

    http_method_names = ["get", "head"]
    request: SignedInRequest

    def get_template_names(self) -> list[str]:
        return ["surveys/schedule_run.html" if self.run else "surveys/schedule_asked.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, query = self.request.user, self.request.GET
        now = clock.now()
        present = fiscal_year_of(now)
        year = year_named(query.get("year", ""), present)
        publishes = bool(organizations_for(user, Verb.PUBLISH))
        self.run = publishes and query.get("box") != "asked"
        known: dict[str, Any] = {"publishes": publishes, "box": "run" if self.run else "asked", "now": now}
        if self.run:
            filter = ScheduleFilter({**query.dict(), "year": year}, by=user)
            filtered = any(query.get(name) for name in ("q", "section", "state"))
            known |= {"filter": filter, "filtered": filtered, "schedule": schedule_of_run(user, year, filter)}
        else:
            several = len(organizations_for(user, Verb.READ_RECORDS)) > 1
            known |= {"several": several, "schedule": schedule_of_asked(user, year)}
        return super().get_context_data(**known | _years(year, present), **kwargs)


class DraftsView(PublisherMixin, View):
    """POST with `surveys` says what will be made, POST with `confirmed` makes it; GET shows what there is `of` them."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: SignedInRequest) -> HttpResponse:
        present = fiscal_year_of(clock.today())
        year = year_named(request.GET.get("year", ""), present)
        found = prepared(request.user, year, _numbers(request.GET.get("of", "").split("-")))
        drafts = list(found.select_related("section"))
        if not drafts:
            return redirect(_address(year))
        return render(request, "surveys/schedule_drafted.html", {"drafts": drafts, **_years(year, present)})

    def post(self, request: SignedInRequest) -> HttpResponse:
        present = fiscal_year_of(clock.today())
        year = year_named(request.POST.get("year", ""), present)
        if year < present:
            messages.warning(request, "終わった年度の下書きは作れません。")
            return redirect(_address(year))
        chosen = _numbers(request.POST.getlist("shown" if "everyone" in request.POST else "surveys"))
        if "confirmed" in request.POST:
            return self.make(chosen, year)
        surveys = list(awaited(request.user, year).filter(pk__in=chosen).select_related("section"))
        if not surveys:
            messages.warning(request, "下書きを作る調査を選んでください。すでに下書きがある調査は選べません。")
            return redirect(_address(year))
        lines = [(survey, a_year_later(survey.due_at)) for survey in surveys if survey.due_at]
        return render(request, "surveys/schedule_drafts.html", {"lines": lines, **_years(year, present)})

    def make(self, chosen: list[int], year: int) -> HttpResponse:
        made = draft_year(chosen, year=year, by=self.request.user)
        already = len(chosen) - len(made)
        if made:
            messages.success(self.request, f"{len(made)}件の下書きを作りました。")
        if already:
            messages.info(
                self.request, f"{already}件は、すでに{year_words(year)}の下書きか調査があるため、作りませんでした。"
            )
        numbers = "-".join(str(pk) for pk in chosen)
        return redirect(f"{reverse('surveys:schedule_drafts')}?year={year}&of={numbers}")


class NotHeldView(ManagersForm):
    """Last year's survey does not come back, for a reason that may be given; POST with `undo` takes it back."""

    form_class = NotHeldForm
    template_name = "surveys/not_held.html"
    states = (Survey.State.OPEN, Survey.State.CLOSED)

    @property
    def year(self) -> int:
        return year_after(self.object)

    @property
    def back(self) -> str:
        """The schedule, at the month in which it would be due."""
        month = self.object.due_at.astimezone(clock.TOKYO).month if self.object.due_at else 4
        return f"{_address(self.year)}#month-{month}"

    def get_initial(self) -> dict[str, Any]:
        mark = NotHeld.objects.filter(survey=self.object, year=self.year).first()
        return {"reason": mark.reason if mark else ""}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mark = NotHeld.objects.filter(survey=self.object, year=self.year).select_related("by").first()
        return super().get_context_data(mark=mark, **_years(self.year, fiscal_year_of(clock.today())), **kwargs)

    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "undo" not in request.POST:
            return super().post(request, *args, **kwargs)
        say_held(self.object, by=request.user)
        messages.success(request, f"「{self.object.title}」を、年間予定に戻しました。")
        return redirect(self.back)

    def done(self, form: NotHeldForm) -> HttpResponse:
        say_not_held(self.object, reason=form.cleaned_data["reason"], by=self.request.user)
        messages.success(
            self.request, f"「{self.object.title}」は、{year_words(self.year)}は実施しないことにしました。"
        )
        return redirect(_address(self.year))


def _years(year: int, present: int) -> dict[str, Any]:
    """The year of the page in words: `this_year` is how its buttons call it."""
    words = year_words(year)
    return {
        "year": year,
        "year_words": words,
        "this_year": "今年度" if year == present else words,
        "present": present,
        "is_over": year < present,
        "before": year - 1,
        "after": year + 1,
    }


def _address(year: int) -> str:
    return f"{reverse('surveys:schedule')}?year={year}"


def _numbers(values: list[str]) -> list[int]:
    """What is no number is nothing."""
    found = (int(value) for value in values if value.isascii() and value.isdigit() and len(value) < 10)
    return list(dict.fromkeys(found))[:AT_ONCE]
