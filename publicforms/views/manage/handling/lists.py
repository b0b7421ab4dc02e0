"""The list of a form's submissions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render

from core.people import audit
from core.people.counting import EXACT_UP_TO
from core.people.listing import conditions, query_with
from core.people.mixins import VisibleObjectMixin
from core.people.requests import SignedInRequest
from core.questions.definition import Question
from core.questions.showing import Shown
from core.questions.views.answering.posting import number_in
from publicforms.asked import definition_at
from publicforms.forms.handling import NOT_WITHDRAWN, SubmissionFilter
from publicforms.handling.masking import masked_questions, personal_questions, shown_cells
from publicforms.handling.pages import DEFAULT_SORT, page_of
from publicforms.models import Form, Status, Submission, Tally
from publicforms.receipts import as_receipt
from publicforms.views.manage.handling.base import FormPage

NO_CONDITIONS = ("sort", "columns", "chosen", "before", "after")


@dataclass(frozen=True, slots=True)
class Row:
    submission: Submission
    cells: list[tuple[str, Shown | None]]  # with the words of the column


class FilteredMixin(FormPage):
    """Pages that know which submissions an address means."""

    @cached_property
    def hidden(self) -> frozenset[str]:
        return masked_questions(self.object, self.user)

    @cached_property
    def filter(self) -> SubmissionFilter:
        return SubmissionFilter(
            self.request.GET,
            form=self.object,
            user=self.user,
            hidden=self.hidden,
            statuses=self.statuses,
            people=self.people,
        )

    @cached_property
    def matching(self) -> QuerySet[Submission]:
        return self.filter.of(Submission.objects.filter(form=self.object))


class SubmissionsView(FilteredMixin):
    """The address is the filter, the order and the choice of columns. Costs the same whatever has come in."""

    template_name = "publicforms/manage/handling/list.html"
    http_method_names = ["get", "head"]

    def get_queryset(self) -> QuerySet[Form]:
        """Also of an anonymous form, to say why there is no list."""
        forms = VisibleObjectMixin.get_queryset(self)
        return forms.select_related("owner", "section", "version").defer("version__content")

    def get(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.object.is_anonymous:
            return render(request, "publicforms/manage/handling/anonymous.html", {"subject": self.object})
        return self.news() if "live" in request.GET else self.show()

    def news(self) -> HttpResponse:
        """What has changed since the list was opened with `live` submissions; 204 where the page knows. Asked often:
        reads the counters alone.
        """
        standing = self._standing(opened=number_in(self.request.GET["live"]))
        if standing["known"] == self.request.GET.get("known"):
            return HttpResponse(status=204)
        return render(self.request, "publicforms/manage/handling/_news.html", {"subject": self.object, **standing})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        query = self.request.GET
        page = page_of(self.matching, query, self.statuses)
        columns = self.filter.shown_columns
        rows = self._rows(page.ids, columns)
        self._record(rows)
        total, is_capped = self._count()
        return super().get_context_data(
            filter=self.filter,
            default_sort=DEFAULT_SORT,
            columns=columns,
            rows=rows,
            page=page,
            total=total,
            is_capped=is_capped,
            everyone="" if is_capped else total,
            conditions=conditions(self.filter, query, ignore=NO_CONDITIONS),
            all_off=query_with(query, **dict.fromkeys(self._filters())),
            is_filtered=bool(conditions(self.filter, query, ignore=NO_CONDITIONS)),
            masks=bool(self.hidden),
            people=self.people,
            query=query.urlencode(),
            **self._standing(),
            **kwargs,
        )

    def _filters(self) -> list[str]:
        return [name for name in self.filter.fields if name not in NO_CONDITIONS]

    def _rows(self, ids: list[int], columns: list[Question]) -> list[Row]:
        related = ("status", "assignee", "sheet__version")
        found = Submission.objects.filter(pk__in=ids).select_related(*related).defer(*UNREAD)
        by_id = {one.pk: one for one in found}
        return [Row(by_id[pk], self._cells(by_id[pk], columns)) for pk in ids if pk in by_id]

    def _cells(self, submission: Submission, columns: list[Question]) -> list[tuple[str, Shown | None]]:
        sheet = submission.sheet
        keys = [question.key for question in columns]
        cells = shown_cells(definition_at(sheet.version), sheet.answers, keys, self.hidden)
        return [(question.label, cell) for question, cell in zip(columns, cells, strict=True)]

    def _record(self, rows: list[Row]) -> None:
        """Whoever reads personal answers here, or looked for one, is on record; of whom is not."""
        if not rows or not self.object.personal_may_be_seen_by(self.user):
            return
        text = self.filter.cleaned_data.get("q") or ""
        shown = {question.key for question in self.filter.shown_columns}
        if shown & personal_questions(self.object) or (text and not as_receipt(text)):
            audit.record(
                "submissions.listed",
                self.object,
                by=self.user,
                organization=self.object.owner_id,
                number=len(rows),
            )

    # --- Counting ---

    @cached_property
    def tallies(self) -> list[Tally]:
        return list(Tally.objects.filter(form=self.object))

    def _count(self) -> tuple[int, bool]:
        """How many match, and whether there are more than that."""
        if self.filter.counts_by_tally:
            return _sum(self.tallies, self.filter.counts), False
        number = self.matching.order_by().values("pk")[: EXACT_UP_TO + 1].count()
        return min(number, EXACT_UP_TO), number > EXACT_UP_TO

    def _standing(self, *, opened: int | None = None) -> dict[str, Any]:
        """What stands at each status (what was withdrawn needs nobody any more), and how many came since there were
        `opened`, which is now where nothing is said.
        """
        valid = [one for one in self.tallies if one.standing != Submission.Standing.WITHDRAWN]
        total = _sum(self.tallies, lambda *_: True)
        tally = [self._tally_link(status, valid) for status in self.statuses]
        return {
            "tally": tally,
            "opened": total if opened is None else opened,
            "arrived": 0 if opened is None else max(total - opened, 0),
            "known": "-".join(str(number) for number in (*(item["number"] for item in tally), total)),
            "again": query_with(self.request.GET, live=None, known=None),
        }

    def _tally_link(self, status: Status, tallies: Iterable[Tally]) -> dict[str, Any]:
        number = sum(one.number for one in tallies if one.status_id == status.pk)
        url = query_with(self.request.GET, status=str(status.pk), standing=NOT_WITHDRAWN, live=None, known=None)
        return {"label": status.name, "number": number, "url": url}


UNREAD = ("sheet__version__content", "sheet__folded", "sheet__reasons", "folded", "places")


def _sum(tallies: Iterable[Tally], counts: Any) -> int:
    return sum(one.number for one in tallies if counts(one.status_id, one.standing))
