"""The form as those who answer will see it, to be filled in without anything being kept."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.generic import DetailView

from core.people.mixins import VisibleObjectMixin
from core.people.requests import SignedInRequest
from core.questions.checking import Checked
from core.questions.definition import Definition
from core.questions.form_pages import FormPage
from core.questions.models import Questionnaire, Version
from core.questions.views.carrying import Carrying, Following
from core.questions.views.rules.trying import AroundFrame, InFrame, Trying


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


class PreviewView(Previewed, AroundFrame, DetailView):
    template_name = "questions/rules/preview.html"
    context_object_name = "questionnaire"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            version=self.version_of(self.object),
            composes=self.object.may_be_composed_by(self.request.user),
            **kwargs,
        )


class OnlyTyped(Previewed, Carrying):
    questionnaire: Questionnaire

    def dispatch(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.questionnaire = self.get_object()
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def definition(self) -> Definition:
        return self.version_of(self.questionnaire).definition


class PreviewFrameView(OnlyTyped, InFrame):
    def show_page(self, page: FormPage, *, status: int, **context: Any) -> HttpResponse:
        """The frame says by itself what there is to say: messages would be taken from the page around it."""
        return self.page("preview_frame", status, page=page, **context)

    def show_confirmation(self, checked: Checked) -> HttpResponse:
        return self.page("preview_confirm", **self.confirmed(checked))

    def page(self, template: str, status: int = 200, **context: Any) -> HttpResponse:
        known = {"questionnaire": self.questionnaire}
        return render(self.request, f"questions/rules/{template}.html", known | context, status=status)


class PreviewFollowingView(OnlyTyped, Following, Trying):
    """What the form shows while somebody types, as when it counts (core.questions.views.answering.following).

    "saved_at" tells the browser's module that it need not ask again; the preview shows it nowhere.
    """

    def made(self) -> dict[str, Any]:
        return super().made() | {"saved_at": "-"}
