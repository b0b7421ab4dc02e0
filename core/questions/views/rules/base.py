"""What the pages that change the rules of a draft share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.generic import DetailView

from core.people.mixins import VisibleObjectMixin
from core.people.requests import SignedInRequest
from core.questions.definition import Definition
from core.questions.models import Questionnaire
from core.questions.services.editing import NoDraft, edit


class DraftPage(VisibleObjectMixin, DetailView):
    """A page about the draft of a questionnaire, for those who compose it. Where there is no draft it says so."""

    may = "may_be_composed_by"
    model = Questionnaire
    context_object_name = "questionnaire"
    object: Questionnaire
    definition: Definition  # as it stood when the page was asked for; a change sees it anew, under the lock

    def get_queryset(self):
        return super().get_queryset().select_related("owner")

    def dispatch(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.object = self.get_object()
        if self.object.draft is None:
            return redirect("questions:builder", self.object.pk)  # which says so, and offers to begin the next version
        self.definition = self.object.draft.definition
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(definition=self.definition, **kwargs)

    def page(self, *, status: int = 200, **context: Any) -> HttpResponse:
        """The page itself, also in answer to a POST: 422 for what cannot be taken, 409 for a conflict."""
        return render(self.request, self.template_name, self.get_context_data(**context), status=status)

    def change(
        self, change: Callable[[Definition], Definition], *, said: str, done: str, then: Callable[[], HttpResponse]
    ) -> HttpResponse:
        """Change the draft in one step of its history, say what was done, and go on."""
        try:
            edit(self.object, change, said=said, by=self.request.user)
        except NoDraft:
            messages.warning(self.request, "この版は、ほかの人が公開したか、取りやめました。編集は保存していません。")
            return redirect("questions:builder", self.object.pk)
        messages.success(self.request, done)
        return then()

    def to_question(self, key: str) -> HttpResponse:
        """Back to the builder, with this question in view."""
        return redirect(reverse("questions:builder", args=[self.object.pk]) + f"#q-{key}")
