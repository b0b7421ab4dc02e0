"""Reading a sheet: on screen, on paper, beside another one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.generic.base import TemplateResponseMixin

from core.questions.showing import show
from core.questions.views.answering.base import Answering


class SheetView(TemplateResponseMixin, Answering):
    """The stored answers, each kind of "no value" as its own. Questions that were not asked are shown on request."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sheet, with_all = self.sheet, "all" in self.request.GET
        shown = show(self.definition, sheet.answers, sheet.reasons, self.file_names(), with_not_asked=with_all)
        gone = [key for key in sheet.answers if key not in sheet.definition]
        return super().get_context_data(shown=shown, with_not_asked=with_all, gone=len(gone), **kwargs)
