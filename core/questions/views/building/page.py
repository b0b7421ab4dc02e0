"""The builder's page: palette, list of questions, and the settings of the one that was chosen."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views import View

from core.people.mixins import VisibleObjectMixin
from core.people.requests import SignedInRequest
from core.questions.asking import ask
from core.questions.conditions import in_words
from core.questions.definition import Definition, Question
from core.questions.forms.question import IntroForm, SetUp
from core.questions.kinds import kind_of
from core.questions.models import Questionnaire, Version
from core.questions.services.building import set_intro
from core.questions.services.editing import NoDraft, QuestionChanged, history
from core.questions.troubles import troubles
from core.questions.views.building.listing import palette, rows


class BuilderMixin(VisibleObjectMixin):
    """Pages that edit the draft of a questionnaire. Without a draft they lead to the page that offers to begin one."""

    model = Questionnaire
    may = "may_be_composed_by"
    questionnaire: Questionnaire
    draft: Version

    def dispatch(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.questionnaire = self.object = self.get_object()
        if self.questionnaire.draft is None:
            return self.without_draft()
        self.draft = self.questionnaire.draft
        try:
            return super().dispatch(request, *args, **kwargs)
        except NoDraft:
            messages.warning(request, "この版は、ほかの人が公開したか、取りやめました。編集は保存していません。")
            return redirect("questions:builder", self.questionnaire.pk)

    def without_draft(self) -> HttpResponse:
        return redirect("questions:builder", self.questionnaire.pk)

    def reread(self) -> None:
        """After somebody else was quicker."""
        self.questionnaire.__dict__.pop("draft", None)
        if self.questionnaire.draft is None:
            raise NoDraft
        self.draft = self.questionnaire.draft

    def back(self, key: str = "", *, chosen: str | None = None) -> HttpResponse:
        """To the builder, with the question open that was open before, and `key` in view."""
        chosen = self.request.POST.get("chosen", "") if chosen is None else chosen
        self.reread()
        if chosen in self.draft.definition:
            address = reverse("questions:question", args=[self.questionnaire.pk, chosen])
        else:
            address = reverse("questions:builder", args=[self.questionnaire.pk])
        return redirect(f"{address}#q-{key}" if key else address)

    def page(self, *, setup: SetUp | None = None, status: int = 200, **more: Any) -> HttpResponse:
        """The whole page; what was chosen is what `setup` sets up."""
        definition = self.draft.definition
        found = defaultdict(list)
        for trouble in troubles(definition):
            found[trouble.key].append(trouble)
        context = {
            "questionnaire": self.questionnaire,
            "draft": self.draft,
            "definition": definition,
            "history": history(self.draft),
            "palette": palette(),
            "rows": rows(definition, found),
            "to_mend": sum(trouble.blocks for each in found.values() for trouble in each),
            "chosen": setup.question if setup else None,
            "chosen_key": setup.question.key if setup else "",
            "setup": setup,
            "preview": preview(setup.question, definition) if setup else [],
            "intro_form": None if setup else IntroForm(intro=definition.intro),
            "conflict": False,
            "is_gone": False,
        }
        if setup:
            question = setup.question
            context["chosen_name"] = definition.number.get(question.key) or kind_of(question).label
            context["condition"] = in_words(question.show_if, definition) if question.show_if else ""
        return render(self.request, "questions/builder/page.html", context | more, status=status)


class BuilderView(BuilderMixin, View):
    """The builder with no question chosen; the words above the first question are set here."""

    def without_draft(self) -> HttpResponse:
        return render(self.request, "questions/builder/closed.html", {"questionnaire": self.questionnaire})

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        return self.page()

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        form = IntroForm(request.POST, intro=self.draft.definition.intro)
        if not form.is_valid():
            return self.page(intro_form=form, status=422)
        try:
            set_intro(self.questionnaire, form.cleaned_data["intro"], since=form.cleaned_data["since"], by=request.user)
        except QuestionChanged:
            self.reread()
            standing = self.draft.definition.intro
            form.renew(standing)
            return self.page(intro_form=form, conflict=True, standing=standing, status=409)
        return self.back()


def preview(question: Question, definition: Definition) -> list[Any]:
    """The question as it is asked, or nothing where it is not (any more) asked here."""
    if question.key not in definition:
        return []
    return ask(definition.replacing(question), {}, questions=(question,))
