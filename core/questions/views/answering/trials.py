"""Trying a questionnaire: the pages of answering, for a sheet that counts for nothing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import DetailView

from core.people.mixins import VisibleObjectMixin
from core.people.requests import SignedInRequest
from core.questions.models import AnswerSheet, Questionnaire, Trial
from core.questions.services.trying import NothingToTry, remove_trial, start_trial
from core.questions.views.answering.confirming import ConfirmingView
from core.questions.views.answering.filling import FillingView
from core.questions.views.answering.following import FollowingView
from core.questions.views.answering.merging import MergingView
from core.questions.views.answering.reading import SheetView

ADDRESSES = {
    "form": "questions:trial",
    "draft": "questions:trial_draft",
    "confirm": "questions:trial_confirm",
    "merge": "questions:trial_merge",
    "sheet": "questions:trial_sheet",
}


class TrialMixin(VisibleObjectMixin):
    """The trial of this request; its pages are under /questions/trials/."""

    may = "may_be_answered_by"
    queryset = Trial.objects.select_related("questionnaire", "sheet__version__questionnaire", "sheet__updated_by", "by")
    object: Trial

    def find_sheet(self) -> AnswerSheet:
        self.object = self.get_object()
        return self.object.sheet

    def address(self, page: str) -> str:
        return reverse(ADDRESSES[page], args=[self.object.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(trial=self.object, **kwargs)


class TrialFormView(TrialMixin, FillingView):
    template_name = "questions/trials/form.html"


class TrialDraftView(TrialMixin, FollowingView):
    pass


class TrialConfirmView(TrialMixin, ConfirmingView):
    template_name = "questions/trials/confirm.html"

    def handed_in(self, sheet: AnswerSheet) -> HttpResponse:
        messages.success(self.request, "試しの回答を提出しました。本番の回答には数えません。")
        return redirect(self.address("sheet"))


class TrialMergeView(TrialMixin, MergingView):
    template_name = "questions/trials/merge.html"


class TrialSheetView(TrialMixin, SheetView):
    template_name = "questions/trials/sheet.html"


class TrialPrintView(TrialMixin, SheetView):
    template_name = "questions/trials/print.html"


class TrialListView(VisibleObjectMixin, DetailView):
    """Who tried the questionnaire when, on which version, and how far they came; POST begins a new trial."""

    may = "may_be_composed_by"
    queryset = Questionnaire.objects.select_related("owner")
    template_name = "questions/trials/list.html"
    http_method_names = ["get", "head", "post"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        trials = self.object.trials.select_related("by", "sheet__version", "sheet__updated_by")
        trials = (
            trials.defer("sheet__version__content", "sheet__answers")
            .annotate(files=Count("sheet__files"))
            .order_by("-pk")
        )
        page = Paginator(trials, 50).get_page(self.request.GET.get("page"))
        return super().get_context_data(trials=page.object_list, page_obj=page, questionnaire=self.object, **kwargs)

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        questionnaire = self.get_object()
        try:
            trial = start_trial(questionnaire, by=request.user)
        except NothingToTry:
            messages.warning(request, "試せる版がありません。先に設問を作ってください。")
            return redirect("questions:trials", questionnaire.pk)
        return redirect("questions:trial", trial.pk)


class TrialRemovalView(VisibleObjectMixin, DetailView):
    """Says what will go, then takes it away."""

    may = "may_be_answered_by"
    queryset = Trial.objects.select_related("questionnaire", "sheet__version", "by")
    template_name = "questions/trials/removal.html"
    http_method_names = ["get", "head", "post"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sheet = self.object.sheet
        going = {"answers": len(sheet.answers), "drafts": sheet.drafts.count(), "files": sheet.files.count()}
        return super().get_context_data(trial=self.object, going=going, **kwargs)

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        trial = self.get_object()
        remove_trial(trial)
        messages.success(request, "試しの回答を取り除きました。")
        return redirect("questions:trials", trial.questionnaire_id)
