"""Trying a form out: the page with a frame in it, the form in the frame, and what follows while somebody types."""

from __future__ import annotations

from typing import Any

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.generic.base import ContextMixin

from core.questions.checking import Checked, check
from core.questions.filling import printable
from core.questions.views.carrying import Carrying

WIDTHS = {"": "パソコンの幅", "phone": "スマートフォンの幅"}


@method_decorator(csp_replace({"frame-src": ["'self'"]}), name="dispatch")
class AroundFrame(ContextMixin, View):
    """The page around the frame, which has the width of a phone where one wants that."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        width = self.request.GET.get("width", "")
        known = {"widths": WIDTHS.items(), "width": width if width in WIDTHS else ""}
        return super().get_context_data(**known | kwargs)


class Trying(Carrying):
    """Judged as when it counts, but that nobody can hand in a file here."""

    def take_up(self) -> list[str]:
        said = super().take_up()
        self.typed = printable(self.typed)
        return said

    def check(self, *, complete: bool) -> Checked:
        definition = self.definition
        checked = check(definition, self.typed, complete=complete)
        kinds = {question.key: question.kind for question in definition}
        checked.problems = [problem for problem in checked.problems if kinds.get(problem.key) != "file"]
        return checked


@method_decorator(csp_replace({"frame-ancestors": ["'self'"]}), name="dispatch")
@method_decorator(xframe_options_sameorigin, name="dispatch")
class InFrame(Trying):
    """The form itself. Its buttons work as when it counts; `confirm` shows what would be sent in, and ends there."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.typed = {}
        return self.show_form()

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.take_up()
        if "confirm" in request.POST:
            return self.confirm()
        return self.turned() or self.show_form(told="checked" in request.POST)
