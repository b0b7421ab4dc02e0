"""The pages of an entry by the office: the form, with what was typed on its other pages, and what is to be mended."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse

from core.questions.checking import Checked, Problem
from core.questions.definition import Definition
from core.questions.filling import key_of, printable
from core.questions.form_pages import FormPage as Page
from core.questions.form_pages import Mistake, page_of
from core.questions.typed import Typed
from core.questions.views.answering.posting import number_in
from publicforms.asked import definition_of
from publicforms.forms.writing import ArrivalForm
from publicforms.links.tokens import PageToken
from publicforms.models import Form
from publicforms.services import submitting
from publicforms.services.evidence import pending_evidence
from publicforms.views.manage.handling.base import REFUSED, HandlersPage

UNSTORABLE = "使えない文字が入っているため、まだ登録していません。その文字を消してください。"


class EntryPages(HandlersPage):
    """`typed` is what was typed, `arrival` how and when it came, `token` stands for the page."""

    typed: Typed
    token: PageToken
    arrival: ArrivalForm

    def get_queryset(self) -> QuerySet[Form]:
        return super().get_queryset().filter(version__isnull=False)

    @cached_property
    def definition(self) -> Definition:
        return definition_of(self.object)

    def check(self, *, complete: bool) -> Checked:
        return submitting.check_entry(self.object, self.typed, token=self.token.digest, complete=complete)

    def to_first_problem(self, checked: Checked) -> HttpResponse:
        pages = page_of(self.definition)
        numbers = [pages.get(problem.at or problem.key, 1) for problem in checked.problems]
        return self.show_form(min(numbers, default=1), told=True, status=REFUSED)

    def refuse_letters(self, refused: Mapping[str, str]) -> HttpResponse:
        self.typed = printable(self.typed)
        known = [Problem(key_of(name), message) for name, message in refused.items()]
        problems = [problem for problem in known if problem.key in self.definition]
        return self.show_form(said=[UNSTORABLE], problems=problems, status=REFUSED)

    def show_form(
        self,
        number: int = 0,
        *,
        told: bool = False,
        said: list[str] | None = None,
        problems: list[Problem] | None = None,
        status: int = 200,
    ) -> HttpResponse:
        checked = self.check(complete=told)
        checked.problems += problems or []
        pages = self.definition.pages
        number = min(max(number or number_in(self.request.POST.get("page", "")), 1), len(pages))
        page = Page(
            definition=self.definition,
            typed=self.typed,
            checked=checked,
            number=number,
            problems_shown=told or bool(problems),
            files=submitting.pending_files(self.object, self.token.digest),
        )
        self.template_name = "publicforms/manage/handling/entry.html"
        hidden = self.hidden({question.key for question in pages[number - 1]})
        mistakes = [*self.arrival_mistakes(), *page.mistakes]
        return self.show(status, page=page, mistakes=mistakes, said=said or [], hidden=hidden, **self.known())

    def arrival_mistakes(self) -> list[Mistake]:
        """Lines for the one summary above the page."""
        errors = self.arrival.errors if self.arrival.is_bound else {}
        ids = {"channel": "id_channel_0"}
        return [
            Mistake(ids.get(name, f"id_{name}"), str(self.arrival.fields[name].label), str(message))
            for name, messages_of in errors.items()
            for message in messages_of
        ]

    def hidden(self, on_page: Any) -> list[tuple[str, str]]:
        """What was typed on the other pages: it goes along in the page."""
        return [(name, each) for name, values in self.typed.items() if key_of(name) not in on_page for each in values]

    def known(self) -> dict[str, Any]:
        return {
            "arrival": self.arrival,
            "evidence": list(pending_evidence(self.object, self.token.digest)),
            "token": self.token.text,
            "version": self.object.asked_version.pk,
            "places": list(self.object.places.all()),
        }
