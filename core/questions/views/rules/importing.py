"""Questions from a pasted list: paste, look over, add all of them in one step."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase

from core.people.requests import SignedInRequest
from core.questions.definition import Definition, Question
from core.questions.forms.importing import LinesForm, PasteForm
from core.questions.views.rules.base import DraftPage


class ImportView(DraftPage):
    """`read` shows what the lines become, `add` adds it. Nothing is kept in between but in the page itself."""

    template_name = "questions/rules/import.html"

    def get(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.page(form=PasteForm(self.definition, initial={"after": request.GET.get("after", "")}))

    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        paste = PasteForm(self.definition, _known_place(request.POST, self.definition))
        if not paste.is_valid():
            return self.page(form=paste, status=422)
        text, after = paste.cleaned_data["text"], paste.cleaned_data["after"]
        if "add" not in request.POST:
            return self.page(form=paste, lines=LinesForm(text, after=after))
        lines = LinesForm(text, request.POST)
        if not lines.is_valid():
            return self.page(form=paste, lines=lines, status=422)
        return self._add(lines.questions, after)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"lines": None, **kwargs})

    def _add(self, questions: list[Question], after: str) -> HttpResponse:
        number = len(questions)
        return self.change(
            lambda definition: with_all(definition, questions, after=after),
            said=f"貼り付けた一覧から{number}件を追加",
            done=f"貼り付けた一覧から{number}件を追加しました。まとめて元に戻せます。",
            then=lambda: self.to_question(questions[0].key),
        )


def with_all(definition: Definition, questions: list[Question], *, after: str) -> Definition:
    """With all of them in their order, after a question; at the end where it is not there (any more)."""
    place = after if after in definition else None
    for question in questions:
        definition = definition.with_question(question, after=place)
        place = question.key if place else None
    return definition


def _known_place(posted: Any, definition: Definition) -> Any:
    """Somebody may have removed the question after which the new ones were to go: then they go to the end."""
    if posted.get("after") and posted["after"] not in definition:
        posted = posted.copy()
        posted["after"] = ""
    return posted
