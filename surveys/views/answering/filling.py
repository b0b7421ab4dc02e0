"""The form of a response, its confirmation, and merging: the pages of core/questions for an organization's sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from core.people.access import organizations_for
from core.people.models import Verb
from core.questions.beside import Remark as RemarkBeside
from core.questions.form_pages import page_of
from core.questions.models import AnswerSheet
from core.questions.services.drafting import Typing
from core.questions.views.answering.base import Answering
from core.questions.views.answering.confirming import ConfirmingView
from core.questions.views.answering.filling import FillingView
from core.questions.views.answering.following import FollowingView
from core.questions.views.answering.merging import MergingView
from surveys.earlier_answers import earlier_label
from surveys.forms.answering import ReviewerForm
from surveys.models import Remark, Response
from surveys.services.answering import submit, tick_remarks
from surveys.services.moving import NotOpen, WrongState
from surveys.states import State
from surveys.views.answering.base import WHY_NOT, OwnResponseMixin, remarks_to_mend, why_not_writable


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
    def assignments(self) -> list[Any]:
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


class AnswerFormView(SheetMixin, FillingView):
    template_name = "surveys/answering/form.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pages = page_of(self.definition)
        to_mend = [(remark, self.called(remark.question), pages[remark.question]) for remark in self.in_questions]
        return super().get_context_data(
            to_mend=to_mend,
            to_mend_at_whole=self.remarks_at_whole,
            remarks_done=sum(remark.is_done for remark in self.remarks),
            remarks_all=len(self.remarks),
            assignments=self.assignments,
            **kwargs,
        )

    @property
    def in_questions(self) -> list[Remark]:
        at_whole = self.remarks_at_whole
        return [remark for remark in self.remarks if remark not in at_whole]


class AnswerDraftView(SheetMixin, FollowingView):
    pass


class AnswerMergeView(SheetMixin, MergingView):
    template_name = "surveys/answering/merge.html"


class AnswerConfirmView(SheetMixin, ConfirmingView):
    """Hands in; where the survey wants an approval inside the organization, asks for it first."""

    template_name = "surveys/answering/confirm.html"
    reviewer_form: ReviewerForm

    def find_sheet(self) -> AnswerSheet:
        sheet = super().find_sheet()
        if self.object.survey.internal_review:
            self.hand_in_label = "承認を求める"
        elif self.object.state == State.RETURNED:
            self.hand_in_label = "再提出する"
        self.reviewer_form = ReviewerForm(response=self.object, by=self.request.user)
        return sheet

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        open_remarks = [remark for remark in self.remarks if not remark.is_done]
        return super().get_context_data(form=self.reviewer_form, open_remarks=len(open_remarks), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.object.survey.internal_review:
            self.reviewer_form = ReviewerForm(request.POST, response=self.object, by=self.request.user)
            if not self.reviewer_form.is_valid():
                page = self.get(request, *args, **kwargs)
                page.status_code = 422 if page.status_code == 200 else page.status_code
                return page
        try:
            return super().post(request, *args, **kwargs)
        except WrongState as meanwhile:
            why = WHY_NOT.get(State(meanwhile.response.state), "回答の状態が変わりました。もう一度確かめてください。")
        except NotOpen as closed:
            why = str(closed)
        messages.warning(request, why)
        return redirect(self.address("sheet"))

    def hand_in(self, typing: Typing) -> AnswerSheet:
        reviewer = self.reviewer_form.cleaned_data["reviewer"] if self.reviewer_form.is_bound else None
        self.object = submit(self.object.pk, typing.typed, edit=typing.edit, by=self.request.user, reviewer=reviewer)
        if self.object.sheet is None:
            raise Http404
        return self.object.sheet

    def handed_in(self, sheet: AnswerSheet) -> HttpResponse:
        if self.object.state == State.IN_REVIEW:
            messages.success(self.request, "承認を求めました。承認されると、提出されます。")
        else:
            messages.success(self.request, "提出しました。受け付けたことを、受信箱とメールで知らせます。")
        return redirect(self.address("sheet"))
