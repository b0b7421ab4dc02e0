"""Publishing: what is still to mend, what becomes different, whose answers are affected; then it is frozen."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.generic import DetailView

from core.people.requests import SignedInRequest
from core.questions.affected import tally
from core.questions.models import Version
from core.questions.services.building import name_of
from core.questions.services.publishing import EditedMeanwhile, NotPublishable, publish
from core.questions.troubles import Trouble, is_sound, troubles
from core.questions.version_differences import version_differences
from core.questions.views.questionnaires.life import ComposersPage


class PublicationView(ComposersPage, DetailView):
    """The checklist; the POST publishes the draft that the page showed, and no other."""

    template_name = "questions/questionnaires/publication.html"

    def get(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        return self._page()

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        self.object = self.get_object()
        try:
            version = publish(
                self.object,
                by=request.user,
                number=_number(request.POST.get("number", "")),
                edit=_number(request.POST.get("edit", "")),
            )
        except EditedMeanwhile as edited:
            return self._page(edited=edited.draft, status=409)
        except NotPublishable:
            return self._page(refused=True, status=422)
        messages.success(request, f"第{version.number}版を公開しました。")
        return redirect("questions:questionnaire", self.object.pk)

    def _page(self, *, status: int = 200, **context: Any) -> HttpResponse:
        if self.object.draft is None:
            messages.info(self.request, "この様式は、公開済みです。直すときは、次の版の編集を始めてください。")
            return redirect("questions:questionnaire", self.object.pk)
        return render(self.request, self.template_name, self.get_context_data(**context), status=status)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        draft, published = self.object.draft, self.object.published
        found = troubles(draft.definition)
        comparable = published is not None and is_sound(draft.definition)
        return super().get_context_data(
            draft=draft,
            definition=draft.definition,
            published=published,
            blocking=[_placed(trouble, draft) for trouble in found if trouble.blocks],
            hints=[_placed(trouble, draft) for trouble in found if not trouble.blocks],
            differences=version_differences(published.definition, draft.definition) if comparable else None,
            tally=tally(draft) if comparable else None,
            **{"edited": None, "refused": False, **kwargs},
        )


def _placed(trouble: Trouble, draft: Version) -> dict[str, Any]:
    """With what the question is called, and where it is mended."""
    definition = draft.definition
    question = definition.get(trouble.key)
    is_check = any(check.key == trouble.key for check in definition.checks)
    what = question.label if question else ""
    if question is not None and is_sound(definition):
        what = f"{definition.number.get(question.key, '')}{name_of(question)}"
    return {"trouble": trouble, "what": what, "page": "question" if question else "check" if is_check else ""}


def _number(text: str) -> int:
    """0, which no draft has, for what is no number."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
