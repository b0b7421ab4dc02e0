"""A form whose pages carry what was typed on the others: the server keeps nothing until it is sent in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views import View

from core.questions.checking import Checked, Problem
from core.questions.definition import Definition
from core.questions.filling import CHANGES, changed, key_of, printable, worked_out
from core.questions.form_pages import FormPage, page_of
from core.questions.showing import show
from core.questions.typed import Typed, typed_from
from core.questions.views.answering.posting import number_in

REFUSED = 422


class Carrying(View):
    """The pages, and the buttons that lead from one to another: next, go, confirm, and those at questions.

    The subclass says what is asked and how it is judged and rendered.
    """

    typed: Typed

    @property
    def definition(self) -> Definition:
        raise NotImplementedError

    def check(self, *, complete: bool) -> Checked:
        raise NotImplementedError

    def files(self) -> dict[str, str]:
        """id → name, of those that the answers may name."""
        return {}

    def show_page(self, page: FormPage, *, status: int, **context: Any) -> HttpResponse:
        """`context`: said; told, whether all that keeps it from being sent in is said; hidden, what is carried."""
        raise NotImplementedError

    def show_confirmation(self, checked: Checked) -> HttpResponse:
        """The page before sending in: see `confirmed`."""
        raise NotImplementedError

    # --- What is posted ---

    def take_up(self) -> list[str]:
        """Takes what was posted. Returns what to say of it before anything else."""
        self.typed = typed_from(dict(self.request.POST.lists()))
        return []

    def turned(self) -> HttpResponse | None:
        """What the buttons answer that stay among the pages; None where another one was pressed."""
        posted = self.request.POST
        for name in CHANGES:
            if name in posted:
                self.typed, said = changed(self.definition, self.typed, name, posted[name])
                return self.show_form(said=said)
        if "next" in posted:
            return self.go_on(number_in(posted["next"]))
        if "go" in posted:  # a button may name a control too: 2:a-voters
            return self.show_form(number_in(posted["go"].partition(":")[0]), told="checked" in posted)
        return None

    def go_on(self, number: int) -> HttpResponse:
        """The next page, once nothing on this one is missing or wrong. (The list of pages leads there unasked.)"""
        problems = self.problems_here()
        return self.show_form(problems=problems, status=REFUSED) if problems else self.show_form(number)

    def problems_here(self) -> list[Problem]:
        keys = {question.key for question in self.definition.pages[self.posted_page - 1]}
        return [problem for problem in self.check(complete=True).problems if (problem.at or problem.key) in keys]

    @property
    def posted_page(self) -> int:
        """Its number. Pages beyond the ends are the ends."""
        return self._page(number_in(self.request.POST.get("page", "")))

    def confirm(self) -> HttpResponse:
        checked = self.check(complete=True)
        return self.to_first_problem(checked) if checked.problems else self.show_confirmation(checked)

    # --- The pages ---

    def to_first_problem(self, checked: Checked) -> HttpResponse:
        pages = page_of(self.definition)
        numbers = [pages.get(problem.at or problem.key, 1) for problem in checked.problems]
        return self.show_form(min(numbers, default=1), told=True, status=REFUSED)

    def show_form(
        self,
        number: int = 0,
        *,
        told: bool = False,
        said: Sequence[str] = (),
        problems: Sequence[Problem] = (),
        status: int = 200,
    ) -> HttpResponse:
        """A page of the form, of those that are there; without a number the one that was posted."""
        checked = self.check(complete=told)
        checked.problems = list(dict.fromkeys([*checked.problems, *problems]))
        page = FormPage(
            definition=self.definition,
            typed=self.typed,
            checked=checked,
            number=self._page(number) if number else self.posted_page,
            problems_shown=told or bool(problems),
            files=self.files(),
        )
        return self.show_page(page, status=status, said=said, told=told, hidden=self.hidden(page))

    def confirmed(self, checked: Checked) -> dict[str, Any]:
        """What the page before sending in shows and carries."""
        definition = self.definition
        return {
            "shown": show(definition, checked.answers, checked.reasons, self.files()),
            "set_aside": [definition.called(key) for key in checked.set_aside],
            "hidden": self.hidden(),
        }

    def hidden(self, page: FormPage | None = None) -> list[tuple[str, str]]:
        """What was typed and has no control on this page: it goes along, hidden."""
        asked = page.asked if page else []
        there = {one.question.key for one in asked} | {check.key for one in asked for check in one.checks}
        return [(name, each) for name, values in self.typed.items() if key_of(name) not in there for each in values]

    def _page(self, number: int) -> int:
        return min(max(number, 1), len(self.definition.pages))


class Following(Carrying):
    """What the server makes of what is typed so far: {"hidden": keys, "computed": {id: text}}. Keeps nothing."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        self.take_up()
        self.typed = printable(self.typed)
        return JsonResponse(self.made())

    def made(self) -> dict[str, Any]:
        checked = self.check(complete=False)
        return {"hidden": sorted(checked.hidden), "computed": worked_out(self.definition, self.typed, checked)}
