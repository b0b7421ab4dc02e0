"""More time for one organization."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from surveys.forms.running import ExtensionForm
from surveys.services.extending import NotExtendable, extend
from surveys.states import OWING
from surveys.views.judging import StepPage


class ExtensionView(StepPage):
    template_name = "surveys/extension.html"

    def why_not(self) -> str:
        if not self.object.survey.is_open:
            return "回答受付中の調査だけ、期限を延ばせます。"
        if self.object.state not in OWING:
            return "すでに回答が済んでいるため、期限を延ばす必要はありません。"
        return ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None) or ExtensionForm()
        earlier = list(self.object.extensions.select_related("by"))
        return super().get_context_data(form=form, earlier=earlier, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = ExtensionForm(request.POST)
        if not form.is_valid():
            return self.refused(form)
        wanted = form.cleaned_data
        try:
            extend(self.object.pk, to=wanted["to"], reason=wanted["reason"], by=self.request.user)
        except NotExtendable as problem:
            form.add_error("to", str(problem))
            return self.refused(form)
        messages.success(request, "期限を延ばし、団体に知らせました。")
        return self.to_response()
