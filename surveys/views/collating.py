"""The total of a survey: organization × question, one question through all organizations, on paper."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import Http404
from django.views.generic import DetailView

from core import clock
from core.people.counting import CappedPaginator
from core.people.mixins import VisibleObjectMixin
from core.questions.definition import Definition
from core.questions.models import AnswerSheet
from core.questions.showing import LOOKS
from core.questions.tabulation.table_lists import ListedLine, ListedTable, listed_table, summed_table
from surveys.collation import (
    RETURNED_WORDS,
    Sees,
    counted_sheets,
    known_responses,
    lines,
    readable_definition,
    sees,
    whole_special,
)
from surveys.collation_totals import Progress, Totals, states_of, totals
from surveys.forms.collating import CollationFilter
from surveys.models import Response, Survey
from surveys.querysets import ResponseQuerySet
from surveys.states import State

PER_PAGE = 50


class CollationMixin(VisibleObjectMixin):
    """Of an issued survey, for those who see as much of it as the page `needs`; for others it does not exist."""

    may = ""
    model = Survey
    needs = Sees.ANSWERS
    object: Survey

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("owner", "section", "version")

    def get_object(self, queryset: Any = None) -> Survey:
        survey = super().get_object(queryset)
        self.sees = sees(survey, self.request.user)
        if survey.version is None or self.sees < self.needs:
            raise Http404
        return survey

    @property
    def responses(self) -> ResponseQuerySet:
        """All organizations of which the person may know how far they have come."""
        return known_responses(self.object, self.request.user)

    @cached_property
    def definition(self) -> Definition:
        return readable_definition(self.object, self.request.user)

    @property
    def withheld(self) -> int:
        """How many questions the person does not get to see, because their answers are personal."""
        return len(self.object.asked_version.definition.asked) - len(self.definition.asked)


class FilteredMixin(CollationMixin):
    """With the filter of the address."""

    @property
    def filtered(self) -> ResponseQuerySet:
        self.filter = CollationFilter(self.request.GET, responses=self.responses)
        return self.filter.of(self.responses)

    @property
    def is_filtered(self) -> bool:
        return any(self.request.GET.get(name) for name in self.filter.fields)

    @property
    def query(self) -> str:
        kept = self.request.GET.copy()
        for name in ("page", "live", "show"):
            kept.pop(name, None)
        return kept.urlencode()

    def common(self, **kwargs: Any) -> dict[str, Any]:
        manages = self.object.may_be_managed_by(self.request.user)
        own = Response.objects.own(self.request.user).filter(survey=self.object).values_list("pk", flat=True)
        return {
            "filter": self.filter,
            "is_filtered": self.is_filtered,
            "query": self.query,
            "manages": manages,
            "own": set() if manages else set(own),
            "now": clock.now(),
            "withheld": self.withheld,
            **kwargs,
        }


class CollationView(FilteredMixin, DetailView):
    """Fifty organizations a page, the totals over all. While answers come in, `?live=1` gives what changes."""

    needs = Sees.STATES

    def get_template_names(self) -> list[str]:
        if self.sees is Sees.STATES:
            return ["surveys/collation_states.html"]
        return ["surveys/_collation_live.html" if "live" in self.request.GET else "surveys/collation.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        responses = self.filtered
        if self.sees is Sees.STATES:
            progress = Progress(states_of(responses))
            return super().get_context_data(lines=list(responses), progress=progress, **self.common(**kwargs))
        total = totals(self.object, responses, self.request.user)
        context = self.common(totals=total, progress=Progress(total.states), **kwargs)
        if "live" in self.request.GET:
            return super().get_context_data(**context)
        page = CappedPaginator(responses, PER_PAGE).get_page(self.request.GET.get("page"))
        shown = lines(self.definition, page.object_list, self.request.user)
        return super().get_context_data(page_obj=page, lines=shown, **context)


class CollationPrintView(FilteredMixin, DetailView):
    template_name = "surveys/collation_print.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        responses = self.filtered
        total = totals(self.object, responses, self.request.user)
        shown = lines(self.definition, responses, self.request.user)
        context = self.common(totals=total, progress=Progress(total.states), lines=shown, **kwargs)
        return super().get_context_data(**context)


class CollationQuestionView(FilteredMixin, DetailView):
    """One question: the answers in full, how they are distributed; a table summed, or row by row."""

    template_name = "surveys/collation_question.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        key, responses = self.kwargs["key"], self.filtered
        asked = [one.key for one in self.definition.asked]
        if key not in asked:
            raise Http404
        total = totals(self.object, responses, self.request.user)
        context = self.common(totals=total, one=total.collation[key], key=key, **kwargs)
        place = asked.index(key)
        context |= {"counts": [(row, row.counts[place]) for row in total.count_rows], "is_table": False}
        context["before"], context["after"] = (
            self.definition[asked[other]] if 0 <= other < len(asked) else None for other in (place - 1, place + 1)
        )
        if total.collation[key].table or total.collation[key].lines:
            context |= {"is_table": True, "show": "list" if self.request.GET.get("show") == "list" else "sum"}
            if context["show"] == "sum":
                return super().get_context_data(summed=summed_table(total.collation[key]), **context)
        page = CappedPaginator(responses, PER_PAGE).get_page(self.request.GET.get("page"))
        if context["is_table"]:
            context["listed"] = self._listed(key, list(page.object_list), total)
        else:
            shown = lines(self.definition, page.object_list, self.request.user)
            context["lines"] = [(line, line.cells[place]) for line in shown]
        return super().get_context_data(page_obj=page, **context)

    def _listed(self, key: str, page: list[Response], total: Totals) -> ListedTable:
        """The rows of those who have handed in; one line that says why for each of the others."""
        sheets = counted_sheets(page, self.request.user).select_related("organization")
        listed = listed_table(self.definition, key, sheets)
        by_sheet: dict[int, list[ListedLine]] = {}
        for line in listed.lines:
            by_sheet.setdefault(line.sheet.pk, []).append(line)
        listed.lines = [
            line for response in page for line in by_sheet.get(response.submitted_id or 0) or [_without(response)]
        ]
        return listed


def _without(response: Response) -> ListedLine:
    sheet = AnswerSheet(organization=response.organization)
    if response.state == State.RETURNED:
        return ListedLine(sheet, "", [], RETURNED_WORDS)
    special = whole_special(response.state)
    return ListedLine(sheet, "", [], str(special.label), LOOKS[special])
