"""The form of a response, its confirmation, and merging: the pages of core/questions for an organization's sheet."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from core.questions.form_pages import page_of
from core.questions.models import AnswerSheet
from core.questions.services.drafting import Typing
from core.questions.views.answering.confirming import ConfirmingView
from core.questions.views.answering.filling import FillingView
from core.questions.views.answering.following import FollowingView
from core.questions.views.answering.merging import MergingView
from core.questions.views.answering.posting import number_in
from surveys.forms.answering import ReviewerForm
from surveys.models import Assignment, Remark
from surveys.services.answering import submit
from surveys.services.moving import NotOpen, WrongState
from surveys.states import State
from surveys.views.answering.base import WHY_NOT
from surveys.views.answering.own_sheet import SheetMixin


class AnswerFormView(SheetMixin, FillingView):
    """With ?section=<pk> only the questions that this section is to write. Handing in still needs all of them."""

    template_name = "surveys/answering/form.html"
    form_top = "surveys/answering/_parts.html"

    # --- The part of one section ---

    @cached_property
    def part(self) -> Assignment | None:
        wanted = self.request.GET.get("section", "")
        found = next((one for one in self.assignments if str(one.section_id) == wanted), None)
        return found if found and any(key in self.definition for key in found.questions) else None

    @cached_property
    def only(self) -> frozenset[str] | None:
        return frozenset(key for key in self.part.questions if key in self.definition) if self.part else None

    def form_query(self) -> dict[str, str]:
        return {"section": str(self.part.section_id)} if self.part else {}

    def go(self, where: str) -> HttpResponse:
        """Also to the form of another section ("section-3"), or of all ("section-")."""
        name, _, section = where.partition("-")
        if name != "section":
            return super().go(where)
        query = f"?section={number_in(section)}" if number_in(section) else ""
        return redirect(self.address("form") + query)

    # --- The page ---

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pages, at_whole, in_questions = page_of(self.definition), self.remarks_at_whole, self.in_questions
        return super().get_context_data(
            to_mend=[(remark, self.called(remark.question), pages[remark.question]) for remark in in_questions],
            to_mend_at_whole=at_whole,
            remarks_done=sum(remark.is_done for remark in [*at_whole, *in_questions]),
            remarks_all=len(at_whole) + len(in_questions),
            assignments=self.assignments,
            part=self.part,
            not_divided="section" in self.request.GET and not self.part,
            **kwargs,
        )

    @property
    def in_questions(self) -> list[Remark]:
        """At questions that the form shows, on whatever page."""
        at_whole = self.remarks_at_whole
        shown = [remark for remark in self.remarks if self.only is None or remark.question in self.only]
        return [remark for remark in shown if remark not in at_whole]


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
