"""One question's settings, beside the list."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views import View

from core.people.requests import SignedInRequest
from core.questions.definition import Question
from core.questions.forms.question import SetUp, differences, setting_changes
from core.questions.services.building import last_seen, set_up
from core.questions.services.editing import QuestionChanged
from core.questions.views.building.page import BuilderMixin, preview


class QuestionView(BuilderMixin, View):
    """GET shows the settings, POST saves them; with `preview` it only shows how the question would look."""

    def get(self, request: SignedInRequest, pk: int, key: str) -> HttpResponse:
        question = self.draft.definition.get(key)
        if question is None:
            self._former(key)
            messages.warning(request, "この設問は削除されました。")
            return redirect("questions:builder", pk)
        return self.page(setup=SetUp(question, self.draft.definition))

    def post(self, request: SignedInRequest, pk: int, key: str) -> HttpResponse:
        question = self.draft.definition.get(key) or self._former(key)
        setup = SetUp(question, self.draft.definition, request.POST)
        is_valid = setup.is_valid()
        if "preview" in request.POST:
            return self._preview(setup) if is_valid else HttpResponse(status=204)
        if not is_valid:
            return self.page(setup=setup, status=422)
        try:
            set_up(self.questionnaire, setup.written(), since=setup.since, by=request.user)
        except QuestionChanged as changed:
            return self._conflict(setup, changed.now)
        return self.back(key, chosen=key)

    def _former(self, key: str) -> Question:
        """What the question was before somebody removed it."""
        remembered = last_seen(self.draft, key)
        if remembered is None:
            raise Http404
        return remembered[1]

    def _preview(self, setup: SetUp) -> HttpResponse:
        question = setup.written()
        context = {"chosen": question, "preview": preview(question, self.draft.definition)}
        return render(self.request, "questions/builder/_preview.html", context)

    def _conflict(self, setup: SetUp, now: Question | None) -> HttpResponse:
        """Somebody else was quicker: what stands and what was typed, side by side; saving again decides."""
        self.reread()
        setup.renew(now)
        typed = setup.written()
        return self.page(
            setup=setup,
            conflict=True,
            is_gone=now is None,
            differences=differences(now, typed) if now else [],
            changes=setting_changes(now, typed) if now else [],
            status=409,
        )
