"""The form as those who answer will see it, to be filled in without anything being kept."""

from __future__ import annotations

from typing import Any

from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.generic import DetailView

from core.people.mixins import VisibleObjectMixin
from core.people.requests import SignedInRequest
from core.questions.checking import Checked, check
from core.questions.definition import Definition
from core.questions.filling import CHANGES, changed, key_of, printable, worked_out
from core.questions.form_pages import FormPage, page_of
from core.questions.models import Questionnaire, Version
from core.questions.showing import show
from core.questions.typed import typed_from

WIDTHS = {"": "パソコンの幅", "phone": "スマートフォンの幅"}


class Previewed(VisibleObjectMixin):
    """Whoever sees a questionnaire sees how it is asked: who composes it the draft, others what was published last."""

    may = ""
    model = Questionnaire

    def version_of(self, questionnaire: Questionnaire) -> Version:
        versions = Version.objects.visible_to(self.request.user).filter(questionnaire=questionnaire)
        version = versions.order_by("-number").first()
        if version is None:
            raise Http404
        return version


@method_decorator(csp_replace({"frame-src": ["'self'"]}), name="dispatch")
class PreviewView(Previewed, DetailView):
    """The page around the frame, which has the width of a phone where one wants that."""

    template_name = "questions/rules/preview.html"
    context_object_name = "questionnaire"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        width = self.request.GET.get("width", "")
        return super().get_context_data(
            version=self.version_of(self.object),
            widths=WIDTHS.items(),
            width=width if width in WIDTHS else "",
            composes=self.object.may_be_composed_by(self.request.user),
            **kwargs,
        )


class OnlyTyped(Previewed, View):
    """The form's typing travels with the form: every page's is in it, and the server keeps nothing."""

    questionnaire: Questionnaire
    definition: Definition

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.questionnaire = self.get_object()
        self.definition = self.version_of(self.questionnaire).definition
        return super().dispatch(request, *args, **kwargs)

    def typed(self) -> dict[str, list[str]]:
        return printable(typed_from(dict(self.request.POST.lists())))

    def check(self, typed: dict[str, list[str]], *, complete: bool) -> Checked:
        """As when it counts, but that nobody can hand in a file here."""
        checked = check(self.definition, typed, complete=complete)
        kinds = {question.key: question.kind for question in self.definition}
        checked.problems = [problem for problem in checked.problems if kinds.get(problem.key) != "file"]
        return checked


@method_decorator(csp_replace({"frame-ancestors": ["'self'"]}), name="dispatch")
@method_decorator(xframe_options_sameorigin, name="dispatch")
class PreviewFrameView(OnlyTyped):
    """The form itself. `go` turns to another page, `confirm` says what would be said on handing it in."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        return self.form({}, self.check({}, complete=False))

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        typed = self.typed()
        said: list[str] = []
        for name in CHANGES:
            if name in request.POST:
                typed, said = changed(self.definition, typed, name, request.POST[name])
        if "confirm" in request.POST:
            return self.confirm(typed)
        problems = "checked" in request.POST
        number = self._number(request.POST.get("go") or request.POST.get("page", ""))
        return self.form(typed, self.check(typed, complete=problems), number=number, problems=problems, said=said)

    def confirm(self, typed: dict[str, list[str]]) -> HttpResponse:
        checked = self.check(typed, complete=True)
        if checked.problems:
            pages = page_of(self.definition)
            number = min(pages.get(problem.at or problem.key, 1) for problem in checked.problems)
            return self.form(typed, checked, number=number, problems=True, status=422)
        context = {
            "questionnaire": self.questionnaire,
            "shown": show(self.definition, checked.answers, checked.reasons),
            "set_aside": [self.definition.called(key) for key in checked.set_aside],
            "carried": typed,
        }
        return render(self.request, "questions/rules/preview_confirm.html", context)

    def form(
        self,
        typed: dict[str, list[str]],
        checked: Checked,
        *,
        number: int = 1,
        problems: bool = False,
        status: int = 200,
        said: list[str] | None = None,
    ) -> HttpResponse:
        """The frame says by itself what there is to say: messages would be taken from the page around it."""
        page = FormPage(self.definition, typed, checked, number=number, problems_shown=problems)
        here = {asked.question.key for asked in page.asked}
        here |= {one.key for asked in page.asked for one in asked.checks}
        context = {
            "questionnaire": self.questionnaire,
            "page": page,
            "said": said or [],
            "carried": {name: values for name, values in typed.items() if key_of(name) not in here},
        }
        return render(self.request, "questions/rules/preview_frame.html", context, status=status)

    def _number(self, asked: str) -> int:
        """A button may name a control too (2:a-voters). Pages beyond the ends are the ends."""
        number, _, _ = asked.partition(":")
        wanted = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 1
        return min(max(wanted, 1), len(self.definition.pages))


class PreviewFollowingView(OnlyTyped):
    """What the form shows while somebody types, as when it counts (core.questions.views.answering.following).

    "saved_at" tells the browser's module that it need not ask again; the preview shows it nowhere.
    """

    http_method_names = ["post"]

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        typed = self.typed()
        checked = self.check(typed, complete=False)
        computed = worked_out(self.definition, typed, checked)
        return JsonResponse({"hidden": sorted(checked.hidden), "computed": computed, "saved_at": "-"})
