"""The public page as visitors will see it, to be tried out: nothing can be sent, nothing is kept."""

from __future__ import annotations

from typing import Any

from csp.decorators import csp_replace
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.clickjacking import xframe_options_sameorigin

from core.people.mixins import VisibleObjectMixin
from core.people.requests import SignedInRequest
from core.questions.checking import Checked, check
from core.questions.definition import Definition
from core.questions.filling import CHANGES, changed, key_of, printable, worked_out
from core.questions.form_pages import FormPage, page_of
from core.questions.showing import show
from core.questions.translating import translated
from core.questions.typed import Typed, typed_from
from core.questions.views.answering.posting import number_in
from publicforms.making.drafted import definition_in_work
from publicforms.models import Form
from publicforms.views.manage.making.base import MakersPage
from publicforms.visiting.languages import LANGUAGES, language_of, spoken

WIDTHS = {"": "パソコンの幅", "phone": "スマートフォンの幅"}
OWN = ("title", "summary", "purpose", "contact", "done_text")


@method_decorator(csp_replace({"frame-src": ["'self'"]}), name="dispatch")
class PreviewView(MakersPage):
    """The page around the frame, which has the width of a phone where one wants that."""

    may = ""
    template_name = "publicforms/manage/making/preview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        width = self.request.GET.get("width", "")
        known = {"widths": WIDTHS.items(), "width": width if width in WIDTHS else ""}
        return super().get_context_data(**kwargs | known)


class Trying(VisibleObjectMixin, View):
    """The typing travels with the page: the server keeps nothing."""

    may = ""
    model = Form
    form: Form
    language: str

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("owner", "section", "questionnaire", "version")

    def dispatch(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.form = self.get_object()
        self.language = language_of(request)
        with spoken(self.language):
            return super().dispatch(request, *args, **kwargs)

    @property
    def texts(self) -> dict[str, Any]:
        return self.form.texts.get(self.language) or {}

    @property
    def definition(self) -> Definition:
        definition = definition_in_work(self.form)
        questions = self.texts.get("questions")
        return translated(definition, questions) if questions else definition

    def typed(self) -> Typed:
        return printable(typed_from(dict(self.request.POST.lists())))

    def check(self, typed: Typed, *, complete: bool) -> Checked:
        """As when it counts, but that nobody can hand in a file here."""
        checked = check(self.definition, typed, complete=complete)
        kinds = {question.key: question.kind for question in self.definition}
        checked.problems = [problem for problem in checked.problems if kinds.get(problem.key) != "file"]
        return checked


@method_decorator(csp_replace({"frame-ancestors": ["'self'"]}), name="dispatch")
@method_decorator(xframe_options_sameorigin, name="dispatch")
class PreviewFrameView(Trying):
    """`go` turns to another page, `confirm` shows the page before sending, where sending ends."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        return self.show_form({}, self.check({}, complete=False))

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        typed = self.typed()
        said: list[str] = []
        for name in CHANGES:
            if name in request.POST:
                typed, said = changed(self.definition, typed, name, request.POST[name])
        if "confirm" in request.POST:
            return self.confirm(typed)
        told = "checked" in request.POST
        number = number_in((request.POST.get("go") or request.POST.get("page", "")).partition(":")[0])
        return self.show_form(typed, self.check(typed, complete=told), number=number, told=told, said=said)

    def confirm(self, typed: Typed) -> HttpResponse:
        checked = self.check(typed, complete=True)
        if checked.problems:
            pages = page_of(self.definition)
            number = min(pages.get(problem.at or problem.key, 1) for problem in checked.problems)
            return self.show_form(typed, checked, number=number, told=True, status=422)
        shown = show(self.definition, checked.answers, checked.reasons)
        set_aside = [self.definition.called(key) for key in checked.set_aside]
        return self.page("preview_confirm", shown=shown, set_aside=set_aside, hidden=_hidden(typed, ()))

    def show_form(
        self,
        typed: Typed,
        checked: Checked,
        *,
        number: int = 1,
        told: bool = False,
        said: list[str] | None = None,
        status: int = 200,
    ) -> HttpResponse:
        definition = self.definition
        number = min(max(number, 1), len(definition.pages))
        page = FormPage(definition, typed, checked, number=number, problems_shown=told)
        on_page = {question.key for question in definition.pages[number - 1]}
        hidden = _hidden(typed, on_page)
        return self.page("preview_frame", status, page=page, said=said or [], hidden=hidden)

    def page(self, template: str, status: int = 200, **context: Any) -> HttpResponse:
        known = {
            "form": self.form,
            "own": {field: self.texts.get(field) or getattr(self.form, field) for field in OWN},
            "language": self.language,
            "languages": {code: name for code, name in LANGUAGES.items() if code == "ja" or code in self.form.texts},
            "places": list(self.form.places.all()),
        }
        return render(self.request, f"publicforms/manage/making/{template}.html", known | context, status=status)


class PreviewFollowingView(Trying):
    """What the server makes of what is typed so far: {"hidden": keys, "computed": {id: text}}."""

    http_method_names = ["post"]

    def post(self, request: SignedInRequest, pk: int) -> JsonResponse:
        typed = self.typed()
        checked = self.check(typed, complete=False)
        return JsonResponse({"hidden": sorted(checked.hidden), "computed": worked_out(self.definition, typed, checked)})


def _hidden(typed: Typed, on_page: Any) -> list[tuple[str, str]]:
    """What was typed on the other pages: it goes along in the page."""
    return [(name, each) for name, values in typed.items() if key_of(name) not in on_page for each in values]
