"""The public page as visitors will see it, to be tried out: nothing can be sent, nothing is kept."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from core.people.mixins import VisibleObjectMixin
from core.people.requests import SignedInRequest
from core.questions.checking import Checked
from core.questions.definition import Definition
from core.questions.form_pages import FormPage
from core.questions.translating import translated
from core.questions.views.carrying import Carrying, Following
from core.questions.views.rules.trying import AroundFrame, InFrame, Trying
from publicforms.making.drafted import definition_in_work
from publicforms.models import Form
from publicforms.views.manage.making.base import MakersPage
from publicforms.visiting.languages import LANGUAGES, language_of, spoken

OWN = ("title", "summary", "purpose", "contact", "done_text")


class PreviewView(MakersPage, AroundFrame):
    may = ""
    template_name = "publicforms/manage/making/preview.html"


class Previewed(VisibleObjectMixin, Carrying):
    """The form as it is in work, in the language that the address names."""

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

    @cached_property
    def definition(self) -> Definition:
        definition = definition_in_work(self.form)
        questions = self.texts.get("questions")
        return translated(definition, questions) if questions else definition


class PreviewFrameView(Previewed, InFrame):
    def show_page(self, page: FormPage, *, status: int, **context: Any) -> HttpResponse:
        return self.page("preview_frame", status, page=page, **context)

    def show_confirmation(self, checked: Checked) -> HttpResponse:
        return self.page("preview_confirm", **self.confirmed(checked))

    def page(self, template: str, status: int = 200, **context: Any) -> HttpResponse:
        known = {
            "form": self.form,
            "own": {field: self.texts.get(field) or getattr(self.form, field) for field in OWN},
            "language": self.language,
            "languages": {code: name for code, name in LANGUAGES.items() if code == "ja" or code in self.form.texts},
            "places": list(self.form.places.all()),
        }
        return render(self.request, f"publicforms/manage/making/{template}.html", known | context, status=status)


class PreviewFollowingView(Previewed, Following, Trying):
    pass
