"""The organization's own sheet, as the pages of core/questions want it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from core.people.access import organizations_for
from core.people.models import Verb
from core.questions.beside import Remark as RemarkBeside
from core.questions.form_pages import page_of
from core.questions.models import AnswerSheet
from core.questions.views.answering.base import Answering
from surveys.earlier_answers import earlier_label
from surveys.models import Assignment, Remark, Response
from surveys.services.answering import tick_remarks
from surveys.views.answering.base import OwnResponseMixin, remarks_to_mend, why_not_writable


class SheetMixin(OwnResponseMixin, Answering):
    """The organization's own sheet, with the remarks of a return and who writes what beside its questions."""

    def get_queryset(self) -> QuerySet[Response]:
        if self.request.method != "POST":
            return super().get_queryset()
        # What was typed before the survey was withdrawn is kept, and who typed it is told.
        own = organizations_for(self.request.user, Verb.ANSWER)
        return self.queryset.filter(organization__in=own).exclude(survey__state="draft")

    def find_sheet(self) -> AnswerSheet:
        self.object = self.get_object()
        if self.object.sheet is None:
            raise Http404
        return self.object.sheet

    def address(self, page: str) -> str:
        return reverse(f"surveys:answer_{page}", args=[self.object.survey_id, self.object.organization.code])

    @property
    def title(self) -> str:
        return self.object.survey.title

    def why_read_only(self) -> str:
        return why_not_writable(self.object)

    def refuse_change(self, why: str) -> HttpResponse:
        refused = super().refuse_change(why)
        # The page of the sheet is gone with the survey; the message says why on this one.
        if self.object.survey.is_withdrawn and refused.status_code == 302:
            return render(self.request, "surveys/answering/withdrawn.html", status=410)
        return refused

    @cached_property
    def earlier_label(self) -> str:
        return earlier_label(self.object.survey, self.sheet)

    # --- Remarks ---

    @cached_property
    def remarks(self) -> list[Remark]:
        return remarks_to_mend(self.object)

    def remarks_by_question(self) -> Mapping[str, Sequence[RemarkBeside]]:
        found: dict[str, list[RemarkBeside]] = {}
        for remark in self.remarks:
            found.setdefault(remark.question, []).append(remark)
        return found

    @property
    def remarks_at_whole(self) -> list[Remark]:
        """Those that no question of the form can show: they stand above it, on every page."""
        return [remark for remark in self.remarks if remark.question not in page_of(self.definition)]

    def remarks_on_page(self) -> set[int]:
        if "edit" not in self.request.POST:
            return set()
        return super().remarks_on_page() | {remark.pk for remark in self.remarks_at_whole}

    def keep_remarks(self, done: set[int]) -> None:
        tick_remarks(self.object, self.remarks_on_page(), done, by=self.request.user)

    # --- Sections, files ---

    @cached_property
    def assignments(self) -> list[Assignment]:
        return list(self.object.assignments.select_related("section"))

    def notes_by_question(self) -> Mapping[str, str]:
        found: dict[str, list[str]] = {}
        for one in self.assignments:
            for key in one.questions:
                found.setdefault(key, []).append(f"{one.section}{'（記入済み）' if one.done_at else ''}")
        return {key: f"担当：{'、'.join(sections)}" for key, sections in found.items()}

    def files_in_use(self) -> set[str]:
        """What was handed in names its files by id, today's answers and the earlier ones."""
        submitted = self.object.submitted
        if submitted is None:
            return set()
        held = [submitted.answers, *submitted.past.values_list("answers", flat=True)]
        lists = [answer for answers in held for answer in answers.values() if isinstance(answer, list)]
        return {each for answer in lists for each in answer if isinstance(each, str)}
