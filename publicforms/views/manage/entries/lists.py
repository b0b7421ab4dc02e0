"""Forms that one may answer, and the entries of one of them: a list with filters, who has none today, a line chart."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count, Max, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.views.generic import DetailView, ListView

from core import clock
from core.people.counting import CappedPaginator
from core.people.form_fields import JapaneseDateField
from publicforms.asked import definition_of
from publicforms.forms.entries import ChartFilter
from publicforms.logs.entries import day_question, missing_people, thresholds
from publicforms.logs.rows import draw, listed, numbers, rows, table_of
from publicforms.models import Form, Submission
from publicforms.views.manage.entries.base import EntriesPage

PER_PAGE = 50
MOST_DRAWN = 5_000


class AnswerableView(ListView):
    """Internal forms of which the person reads entries or makes them; with when they made the last one."""

    template_name = "publicforms/manage/entries/answerable.html"
    paginate_by = 50
    paginator_class = CappedPaginator

    def get_queryset(self) -> QuerySet[Form]:
        user = self.request.user
        mine = Submission.objects.filter(form=OuterRef("pk")).of_person(user).standing().order_by()
        last = mine.values("form").annotate(last=Max("submitted_at")).values("last")
        return (
            Form.objects.with_entries_for(user)
            .select_related("owner", "section")
            .annotate(last_entry=Subquery(last))
            .order_by("title", "pk")
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        now = clock.now()
        answerable = set(Form.objects.answerable_by(self.request.user).values_list("pk", flat=True))
        for form in context["object_list"]:
            form.fills = form.pk in answerable
            form.moment_now = form.moment(now)
            last = form.last_entry
            form.is_done_today = last is not None and last.astimezone(now.tzinfo).date() == now.date()
        return context


class EntriesView(EntriesPage, DetailView):
    template_name = "publicforms/manage/entries/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form, user = self.object, self.request.user
        asked = definition_of(form)
        day_asked = day_question(form)
        questions = [one for one in listed(asked) if one is not day_asked]  # its answer stands in front
        found = self.filter.apply().select_related("by", "organization").prefetch_related("sheet__version")
        paginator = CappedPaginator(found.annotate(comments_count=Count("comments")), PER_PAGE)
        page = paginator.get_page(self.request.GET.get("page"))
        day = _day(self.request)
        return super().get_context_data(
            filter=self.filter,
            main=" ".join(name for name in ("start", "end", "person", "organization") if name in self.filter.fields),
            filtered=any(self.request.GET.get(name) for name in self.filter.fields),
            page_obj=page,
            questions=questions,
            rows=rows(form, page.object_list, questions, user),
            answers=self.answers,
            moment=form.moment(clock.now()),
            draws=bool(numbers(self.definition)),
            day=day,
            missing=missing_people(form, day, user),
            sees_missing=form.shares_entries or form.submissions_may_be_seen_by(user),
            query=self.request.GET.urlencode(),
            **kwargs,
        )


class EntriesChartView(EntriesPage, DetailView):
    template_name = "publicforms/manage/entries/chart.html"

    @cached_property
    def filter(self) -> ChartFilter:
        offered = numbers(self.definition)
        return ChartFilter(self.request.GET, entries=self.entries, definition=self.definition, numbers=offered)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        offered = {one.key: one for one in numbers(self.definition)}
        found = self.filter.apply().select_related("by", "organization", "sheet")[:MOST_DRAWN]
        of, by = self.filter.cleaned_data.get("of"), self.filter.cleaned_data.get("by") or "person"
        chosen = offered.get(of or next(iter(offered), ""))
        limit = thresholds(definition_of(self.object)).get(chosen.key) if chosen else None
        drawn = draw(chosen, found, by=by, limit=limit) if chosen else None
        return super().get_context_data(
            filter=self.filter,
            main=" ".join(name for name in ("of", "by", "start", "end", "person") if name in self.filter.fields),
            chosen=chosen,
            by=by,
            limit=limit,
            drawn=drawn,
            table=table_of(drawn.chart, limit) if drawn else [],
            moment=self.object.moment(clock.now()),
            **kwargs,
        )


def _day(request: HttpRequest) -> Any:
    """Of which day those without an entry are named; today where the address names none that is one."""
    field = JapaneseDateField(required=False)
    try:
        return field.clean(request.GET.get("day", "")) or clock.today()
    except ValidationError:
        return clock.today()
