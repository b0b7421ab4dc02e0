"""Making a questionnaire, renaming it, beginning its next version, throwing it away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views import View
from django.views.generic import DetailView, FormView
from django.views.generic.edit import FormMixin

from core.people.access import organizations_for
from core.people.mixins import VisibleObjectMixin
from core.people.models import Verb
from core.people.requests import SignedInRequest
from core.questions.forms.questionnaire import ChangeForm, QuestionnaireForm, next_year
from core.questions.models import Questionnaire, Trial
from core.questions.services.composing import (
    NotDeletable,
    change,
    create,
    delete,
    is_deletable,
    remove_draft,
    start_draft,
)
from core.questions.services.starting import EMPTY, start_of


class ComposersPage(VisibleObjectMixin):
    """A page about a questionnaire for those who compose it."""

    may = "may_be_composed_by"
    model = Questionnaire

    def get_queryset(self):
        return super().get_queryset().select_related("owner")


class NewQuestionnaireView(FormView):
    """?start=library-<slug> or questionnaire-<pk> says what to begin with."""

    form_class = QuestionnaireForm
    template_name = "questions/questionnaires/new.html"

    def dispatch(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not organizations_for(request.user, Verb.COMPOSE):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        text = self.request.GET.get("start", EMPTY)
        start = start_of(text, self.request.user)
        if start is None:
            return {"start": EMPTY}
        title = next_year(start.title)
        copies_own = start.questionnaire is not None and not start.questionnaire.is_template
        return {"start": text, "title": f"{title}（写し）" if copies_own and title == start.title else title}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def form_valid(self, form: QuestionnaireForm) -> HttpResponse:
        start = form.cleaned_data["start"]
        made = create(
            form.cleaned_data["owner"],
            form.cleaned_data["title"],
            by=self.request.user,
            definition=start.definition,
            copied_from=start.questionnaire,
        )
        messages.success(self.request, "様式を作りました。設問を編集してください。")
        return redirect("questions:builder", made.pk)

    def form_invalid(self, form: QuestionnaireForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


class ChangeView(ComposersPage, FormMixin, DetailView):
    form_class = ChangeForm
    template_name = "questions/questionnaires/change.html"

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.object, name) for name in ("title", "is_template", "is_shared")}

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        self.object = self.get_object()
        form = self.get_form()
        if not form.is_valid():
            return render(request, self.template_name, self.get_context_data(form=form), status=422)
        change(self.object, by=request.user, **form.cleaned_data)
        messages.success(request, "設定を保存しました。")
        return redirect("questions:questionnaire", self.object.pk)


class DeletionView(ComposersPage, DetailView):
    """Says what will go; the POST throws it away."""

    template_name = "questions/questionnaires/deletion.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            deletable=is_deletable(self.object),
            trials=Trial.objects.filter(questionnaire=self.object).count(),
            **kwargs,
        )

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        self.object = self.get_object()
        try:
            delete(self.object, by=request.user)
        except NotDeletable:
            return render(request, self.template_name, self.get_context_data(), status=409)
        messages.success(request, f"様式「{self.object.title}」を削除しました。")
        return redirect("questions:list")


class DraftView(ComposersPage, View):
    """The next version begins as the newest published one stands."""

    http_method_names = ["post"]

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        questionnaire = self.get_object()
        draft = start_draft(questionnaire, by=request.user)
        messages.success(request, f"第{draft.number}版の編集を始めました。公開するまで、いまの版が使われます。")
        return redirect("questions:builder", questionnaire.pk)


class DraftRemovalView(ComposersPage, DetailView):
    template_name = "questions/questionnaires/draft_removal.html"

    def get_object(self, queryset=None) -> Questionnaire:
        questionnaire = super().get_object(queryset)
        if questionnaire.published is None:
            raise PermissionDenied
        return questionnaire

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        draft = self.object.draft
        tried = Trial.objects.filter(sheet__version=draft).count() if draft else 0
        return super().get_context_data(draft=draft, trials=tried, **kwargs)

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        self.object = self.get_object()
        try:
            remove_draft(self.object, by=request.user)
        except NotDeletable:
            messages.error(request, "この下書きには回答があるため、取りやめられません。")
        else:
            messages.success(request, "次の版の下書きを削除しました。公開した版は、そのまま使われます。")
        return redirect("questions:questionnaire", self.object.pk)
