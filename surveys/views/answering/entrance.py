"""Which page somebody meets who comes to answer."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.generic import TemplateView
from django.views.generic.base import View

from core import clock
from core.people.requests import SignedInRequest
from surveys.models import Response
from surveys.states import State
from surveys.views.answering.base import OwnResponseMixin, why_closed, why_not_writable
from surveys.views.answering.filling import AnswerFormView
from surveys.views.answering.reading import AnswerSheetView
from surveys.views.answering.steps import BeginningView


def page_for(response: Response) -> type[Any]:
    """The page of a response that its state asks for: to begin, to write, or to read."""
    if response.state in (State.NOT_RECEIVED, State.RECEIVED) and not why_closed(response):
        return BeginningView
    if response.sheet is not None and not why_not_writable(response):
        return AnswerFormView
    return AnswerSheetView


class AnswerPageView(OwnResponseMixin, View):
    """The address of a response's form. What is posted to it is always the form, so that no typing is lost."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        found = self.get_object()
        return page_for(found).as_view(found=found)(request, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return AnswerFormView.as_view()(request, **kwargs)


class AnswerView(TemplateView):
    """The survey's own address for answering: the page itself, or the choice for whoever acts for several."""

    template_name = "surveys/answering/choice.html"
    http_method_names = ["get", "head"]
    request: SignedInRequest

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        pk = kwargs["pk"]
        own = Response.objects.own(self.request.user).filter(survey=pk).in_code_order()
        responses = list(own.select_related("organization", "survey__owner"))
        if not responses:
            raise Http404
        if len(responses) == 1:
            return AnswerPageView.as_view()(request, pk=pk, code=responses[0].organization.code)
        context = {"responses": responses, "survey": responses[0].survey, "today": clock.today()}
        return self.render_to_response(self.get_context_data(**context))
