"""Proxy entry: the pages of core/questions for a sheet of the prefecture's own, never the organization's."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from core.questions.models import AnswerSheet
from core.questions.services.drafting import Typing
from core.questions.views.answering.base import Answering
from core.questions.views.answering.confirming import ConfirmingView
from core.questions.views.answering.filling import FillingView
from core.questions.views.answering.following import FollowingView
from core.questions.views.answering.merging import MergingView
from surveys.earlier_answers import earlier_label
from surveys.forms.proxying import ProxyForm
from surveys.models import Response
from surveys.services.moving import NotOpen, WrongState, refuse_closed
from surveys.services.proxying import NoEvidence, evidence_to_come, prepare_proxy, submit_proxy
from surveys.states import EDITABLE, State
from surveys.views.judging import StepPage
from surveys.views.responses import ResponseMixin


def why_not_enterable(response: Response) -> str:
    """Why the prefecture cannot enter this organization's answer now; empty where it can."""
    try:
        refuse_closed(response)
    except NotOpen as reason:
        return str(reason)
    if response.state not in EDITABLE:
        return f"この団体の回答は「{State(response.state).label}」のため、代理で入力できません。"
    return ""


class ProxyView(StepPage):
    """Why the prefecture enters it, and from what. Then the form."""

    template_name = "surveys/proxy.html"

    def why_not(self) -> str:
        return why_not_enterable(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None) or ProxyForm(response=self.object)
        evidence = [one.file for one in evidence_to_come(self.object).select_related("file")]
        return super().get_context_data(form=form, evidence=evidence, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = ProxyForm(request.POST, request.FILES, response=self.object)
        if not form.is_valid():
            return self.refused(form)
        because, files = form.cleaned_data["because"], form.cleaned_data["files"]
        try:
            prepare_proxy(self.object.pk, because=because, uploads=files, by=self.request.user)
        except WrongState:
            return self.overtaken()
        except (ValidationError, NotOpen) as problem:
            form.add_error("files" if isinstance(problem, ValidationError) else None, problem_of(problem))
            return self.refused(form)
        return redirect("surveys:proxy_form", self.object.survey_id, self.object.organization.code)

    def typed(self) -> list[tuple[str, str]]:
        return [("理由", self.request.POST.get("because", ""))]


def problem_of(problem: ValidationError | NotOpen) -> ValidationError:
    return problem if isinstance(problem, ValidationError) else ValidationError(str(problem))


class ProxyMixin(ResponseMixin, Answering):
    """The prefecture's sheet for the organization."""

    hand_in_label = "代理で提出する"

    def get_queryset(self) -> QuerySet[Response]:
        related = ("proxy__version__questionnaire", "proxy__updated_by")
        return super().get_queryset().select_related(*related)

    def find_sheet(self) -> AnswerSheet:
        self.object = self.get_object()
        if self.object.proxy is None:
            raise Http404
        return self.object.proxy

    def address(self, page: str) -> str:
        name = "surveys:response" if page == "sheet" else f"surveys:proxy_{page}"
        return reverse(name, args=[self.object.survey_id, self.object.organization.code])

    @property
    def title(self) -> str:
        return self.object.survey.title

    def why_read_only(self) -> str:
        return why_not_enterable(self.object)

    @cached_property
    def earlier_label(self) -> str:
        return earlier_label(self.object.survey, self.sheet)


class ProxyFormView(ProxyMixin, FillingView):
    template_name = "surveys/proxy_form.html"


class ProxyDraftView(ProxyMixin, FollowingView):
    pass


class ProxyMergeView(ProxyMixin, MergingView):
    template_name = "surveys/proxy_merge.html"


class ProxyConfirmView(ProxyMixin, ConfirmingView):
    template_name = "surveys/proxy_confirm.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().post(request, *args, **kwargs)
        except NotOpen as closed:
            messages.warning(request, str(closed))
        except WrongState as meanwhile:
            label = State(meanwhile.response.state).label
            messages.warning(request, f"その間に「{label}」になったため、代理の回答は提出していません。")
        except NoEvidence:
            messages.warning(request, "代理で入力する理由と、根拠資料が必要です。")
            return redirect("surveys:proxy", self.object.survey_id, self.object.organization.code)
        return self.to_response()

    def hand_in(self, typing: Typing) -> AnswerSheet:
        because, by = self.object.proxy_because, self.request.user
        self.object = submit_proxy(self.object.pk, typing.typed, edit=typing.edit, because=because, by=by)
        if self.object.proxy is None:
            raise Http404
        return self.object.proxy

    def handed_in(self, sheet: AnswerSheet) -> HttpResponse:
        messages.success(self.request, "代理で提出し、団体に知らせました。")
        return self.to_response()
