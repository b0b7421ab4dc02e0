"""Questions about a survey: asking, reading, answering."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.generic import DetailView

from core.people.access import organizations_for
from core.people.mixins import VisibleObjectMixin
from core.people.models import User, Verb
from core.people.requests import SignedInRequest
from surveys.forms.inquiring import InquiryAnswerForm, InquiryForm
from surveys.models import Inquiry, Survey
from surveys.services.inquiring import answer, ask


@dataclass(frozen=True)
class Shown:
    """An inquiry as one person may read it: of what was shared, nobody but the two sides learns who asked."""

    inquiry: Inquiry
    is_between: bool  # the person is on one of the two sides

    @property
    def question(self) -> str:
        return self.inquiry.question if self.is_between else self.inquiry.shared_question

    @property
    def asker(self) -> str:
        return f"{self.inquiry.organization} {self.inquiry.asked_by}" if self.is_between else ""


def shown_to(user: User, inquiry: Inquiry, manages: bool) -> Shown:
    return Shown(inquiry, manages or inquiry.organization_id in organizations_for(user, Verb.READ_RECORDS))


class SurveysInquiries(VisibleObjectMixin, DetailView):
    """A page about the inquiries of a survey."""

    may = ""
    queryset = Survey.objects.exclude(state="draft").select_related("owner", "section")
    object: Survey
    request: SignedInRequest

    def get_object(self, queryset: Any = None) -> Survey:
        found = super().get_object(queryset)
        self.manages = found.may_be_managed_by(self.request.user)
        return found

    def own_responses(self) -> list[Any]:
        """Of the organizations that the person may ask for."""
        own = self.object.responses.own(self.request.user).select_related("organization").in_code_order()
        return [one for one in own if one.may_be_answered_by(self.request.user)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(manages=self.manages, **kwargs)


class InquiriesView(SurveysInquiries):
    """One's own and what was shared; for who runs the survey all, what waits for an answer first."""

    template_name = "surveys/inquiries.html"
    http_method_names = ["get", "head"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = Inquiry.objects.visible_to(self.request.user).filter(survey=self.object)
        found = found.select_related("organization", "asked_by", "answered_by")
        if self.manages:
            found = found.order_by(F("answered_at").desc(nulls_first=True), "-pk")
        page = Paginator(found, 50).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            page_obj=page,
            inquiries=[shown_to(self.request.user, one, self.manages) for one in page.object_list],
            unanswered=found.filter(answered_at=None).count() if self.manages else 0,
            may_ask=not self.manages and bool(self.own_responses()),
            **kwargs,
        )


class InquiryNewView(SurveysInquiries):
    template_name = "surveys/inquiry_new.html"
    http_method_names = ["get", "head", "post"]

    def get_object(self, queryset: Any = None) -> Survey:
        self.object = super().get_object(queryset)
        self.organizations = [one.organization for one in self.own_responses()]
        if not self.organizations:
            raise PermissionDenied
        return self.object

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None) or InquiryForm(organizations=self.organizations)
        return super().get_context_data(form=form, **kwargs)

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        survey = self.get_object()
        form = InquiryForm(request.POST, organizations=self.organizations)
        if not form.is_valid():
            return render(request, self.template_name, self.get_context_data(form=form), status=422)
        asked = ask(survey, form.cleaned_data["organization"], form.cleaned_data["question"], by=request.user)
        messages.success(request, "問い合わせを送りました。回答があると、受信箱とメールで知らせます。")
        return redirect("surveys:inquiry", survey.pk, asked.pk)


class InquiryView(VisibleObjectMixin, DetailView):
    """One inquiry. Who runs the survey answers it here; what was shared, the others read without the asker."""

    may = ""
    queryset = Inquiry.objects.select_related(
        "organization", "asked_by", "answered_by", "survey__owner", "survey__section", "thread"
    ).filter(~Q(survey__state="draft"))
    template_name = "surveys/inquiry.html"
    http_method_names = ["get", "head", "post"]
    object: Inquiry
    kwargs: dict[str, Any]
    request: SignedInRequest

    def get_object(self, queryset: Any = None) -> Inquiry:
        at = {"pk": self.kwargs["inquiry_pk"], "survey": self.kwargs["pk"]}
        found = get_object_or_404(self.get_queryset(), **at)
        self.manages = found.survey.may_be_managed_by(self.request.user)
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        inquiry = self.object
        form = kwargs.pop("form", None) or (InquiryAnswerForm(inquiry=inquiry) if self.manages else None)
        return super().get_context_data(
            shown=shown_to(self.request.user, inquiry, self.manages), survey=inquiry.survey, manages=self.manages,
            form=form, **kwargs,
        )  # fmt: skip

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = inquiry = self.get_object()
        if not self.manages:
            raise PermissionDenied
        form = InquiryAnswerForm(request.POST, inquiry=inquiry)
        if not form.is_valid():
            return render(request, self.template_name, self.get_context_data(form=form), status=422)
        answer(inquiry, form.cleaned_data["text"], shared_question=form.to_share, by=self.request.user)
        said = "対象団体のすべてに知らせます。" if form.to_share else f"{inquiry.organization}に知らせます。"
        messages.success(request, f"回答しました。{said}")
        return redirect("surveys:inquiries", inquiry.survey_id)
