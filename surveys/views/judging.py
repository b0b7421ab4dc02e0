"""Returning an answer with remarks, accepting it, letting an organization off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.generic import TemplateView

from core.people.requests import SignedInRequest
from core.questions.showing import Part, Shown, by_heading, show
from surveys.forms.judging import AskAgainForm, ReasonForm, ReturnForm
from surveys.models import Response
from surveys.services.judging import NothingToMend, accept, ask_again, exempt_response, return_response
from surveys.services.moving import WrongState
from surveys.states import HANDED_IN, State
from surveys.views.responses import ResponseMixin


class StepPage(ResponseMixin, TemplateView):
    """A page that asks something, then takes a step. Who comes second is told what a colleague did first."""

    http_method_names = ["get", "head", "post"]
    request: SignedInRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        why = self.why_not()
        if why:
            messages.info(request, why)
            return self.to_response()
        return super().get(request, *args, **kwargs)

    def why_not(self) -> str:
        """Why there is nothing to be done here; empty where there is."""
        return ""

    def refused(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def take(self, step: Callable[[], Any], said: str) -> HttpResponse:
        try:
            step()
        except WrongState:
            return self.overtaken()
        messages.success(self.request, said)
        return self.to_response()

    def overtaken(self) -> HttpResponse:
        self.object = Response.objects.select_related(*self.related).get(pk=self.object.pk)
        last = self.object.transitions.select_related("by").last()
        context = self.get_context_data(last=last, typed=self.typed())
        return render(self.request, "surveys/overtaken.html", context, status=409)

    related = ("organization", "survey__owner")

    def typed(self) -> list[tuple[str, str]]:
        """What was typed and could not be used: shown, so that it is not lost."""
        return []


class AcceptanceView(StepPage):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.take(lambda: accept(self.object.pk, by=self.request.user), "回答を受理しました。")


class ReturnView(StepPage):
    template_name = "surveys/return.html"

    def why_not(self) -> str:
        state = State(self.object.state)
        if state in (*HANDED_IN, State.NOT_APPLICABLE):
            return ""
        return f"いまは「{state.label}」のため、差し戻せません。"

    def shown(self) -> list[Shown]:
        sheet = self.object.submitted
        if sheet is None or self.object.state not in HANDED_IN:
            return []
        return show(sheet.definition, sheet.answers, sheet.reasons, sheet.file_names)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if "last" in kwargs:
            return super().get_context_data(**kwargs)
        shown = self.shown()
        form = kwargs.pop("form", None) or ReturnForm(shown=shown)
        parts = [(part, self._fields(part, form)) for part in by_heading(shown)]
        return super().get_context_data(form=form, parts=parts, **kwargs)

    @staticmethod
    def _fields(part: Part, form: ReturnForm) -> list[tuple[Shown, Any, Any]]:
        return [(one, form.remark_at(one.question.key), form.place_at(one.question.key)) for one in part.rows]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.why_not():
            return self.overtaken()
        form = ReturnForm(request.POST, shown=self.shown())
        if not form.is_valid():
            return self.refused(form)
        try:
            return self.take(
                lambda: return_response(self.object.pk, form.remarks, by=self.request.user),
                f"指摘{len(form.remarks)}件を付けて、差し戻しました。",
            )
        except NothingToMend:  # only blanks: the form says so first
            return self.refused(form)

    def typed(self) -> list[tuple[str, str]]:
        definition = self.object.submitted.definition if self.object.submitted else None
        found = []
        for name, value in self.request.POST.items():
            kind, _, key = name.partition(".")
            if value.strip() and (name == "general" or kind == "remark"):
                called = definition.called(key) if definition and key in definition else "全体"
                found.append((called, str(value)))
        return found


class ExemptionView(StepPage):
    """Letting an organization off (回答不要), and taking that back: which of the two, the posted page says."""

    template_name = "surveys/exemption.html"

    @property
    def is_exempt(self) -> bool:
        return self.object.state == State.EXEMPT

    def why_not(self) -> str:
        if self.object.state == State.ACCEPTED:
            return "受理した回答です。回答不要にするときは、先に差し戻してください。"
        return ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        undo = kwargs.pop("undo", self.is_exempt)
        form = kwargs.pop("form", None) or (AskAgainForm() if undo else ReasonForm())
        return super().get_context_data(form=form, undo=undo, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        undo = "undo" in request.POST
        form = AskAgainForm(request.POST) if undo else ReasonForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form, undo=undo), status=422)
        why, by, pk = form.cleaned_data["why"], self.request.user, self.object.pk
        if undo:
            return self.take(lambda: ask_again(pk, why=why, by=by), "回答不要を取り消しました。")
        return self.take(lambda: exempt_response(pk, why=why, by=by), "回答不要にして、団体に知らせました。")

    def typed(self) -> list[tuple[str, str]]:
        return [("理由", self.request.POST.get("why", ""))]
