"""One page of a form as somebody fills it in, with what is wrong on this page and on the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext

from core.questions.asking import Asked, ask
from core.questions.beside import Besides
from core.questions.checking import Checked, Problem
from core.questions.definition import Definition, Question
from core.questions.excerpts import excerpt
from core.questions.kinds import kind_of
from core.questions.specials import Special, special_of
from core.questions.typed import Typed
from core.questions.wording import quoted


@dataclass(frozen=True, slots=True)
class Mistake:
    """One line of the summary of what is to be mended. `page` is 0 where the form shows one page only."""

    anchor: str
    called: str
    message: str
    page: int = 0


@dataclass(frozen=True, slots=True)
class PageLink:
    """One page in the navigation of a form of several pages."""

    number: int
    title: str
    is_current: bool
    mistakes: int = 0


@dataclass
class FormPage:
    """What the templates of a form need. `problems_shown` is False while nobody has been told of any yet.

    `only`: the questions that are shown, where the form is opened for a part of them.
    """

    definition: Definition
    typed: Typed
    checked: Checked
    number: int = 1
    problems_shown: bool = False
    answers: Mapping[str, Any] | None = None
    files: Mapping[str, str] | None = None
    beside: Besides | None = None
    only: frozenset[str] | None = None

    @property
    def may_copy_all(self) -> bool:
        """Whether this page has an earlier answer that can be copied."""
        return any(one.may_copy for one in (self.beside or {}).values())

    @cached_property
    def asked(self) -> list[Asked]:
        return self._ask(self.definition.pages[self.number - 1])

    @property
    def count(self) -> int:
        return len(self.definition.pages)

    @property
    def has_several(self) -> bool:
        return self.count > 1

    @cached_property
    def previous(self) -> int:
        """The page before this one that asks something; 0 where there is none."""
        return next((number for number in range(self.number - 1, 0, -1) if self._asks(number)), 0)

    @cached_property
    def next(self) -> int:
        return next((number for number in range(self.number + 1, self.count + 1) if self._asks(number)), 0)

    @cached_property
    def mistakes(self) -> list[Mistake]:
        """All of them in the order of the questions, those of other pages with their page."""
        if not self.problems_shown:
            return []
        if not self.has_several:
            return mistakes_in(self.asked)
        everything = self._ask(self.definition.questions)
        return mistakes_in(everything, pages=page_of(self.definition))

    @cached_property
    def elsewhere(self) -> list[Mistake]:
        return [mistake for mistake in self.mistakes if mistake.page not in (0, self.number)]

    @cached_property
    def here(self) -> list[Mistake]:
        return [mistake for mistake in self.mistakes if mistake.page in (0, self.number)]

    @cached_property
    def mistakes_outside(self) -> int:
        """Those of questions that this form does not show."""
        if self.only is None or not self.problems_shown:
            return 0
        shown = mistakes_in(self._ask(self.definition.questions))
        return len(mistakes_in(self._ask_all(self.definition.questions))) - len(shown)

    @property
    def part(self) -> str:
        """What a form of a part posts, so that what it does not show is not taken as emptied: the keys it shows."""
        return " ".join(one.question.key for one in self.asked if one.kind.asks)

    @cached_property
    def links(self) -> list[PageLink]:
        wrong = [mistake.page for mistake in self.mistakes]
        return [
            PageLink(
                number,
                title_of(page) or gettext("%(number)sページ") % {"number": number},
                number == self.number,
                wrong.count(number),
            )
            for number, page in enumerate(self.definition.pages, 1)
            if number == self.number or self._asks(number)
        ]

    @cached_property
    def answered(self) -> int:
        """How many of the questions that are asked now have an answer, for 6問のうち4問を入力済み."""
        answers = self.checked.answers
        return sum(1 for key in self.wanted if special_of(answers, key) not in (Special.BLANK, Special.UNANSWERED))

    @cached_property
    def wanted(self) -> frozenset[str]:
        hidden = self.checked.hidden
        asked = self.definition.asked
        return frozenset(
            one.key for one in asked if one.key not in hidden and not kind_of(one).computes and self._is_shown(one)
        )

    def _ask(self, questions: tuple[Question, ...]) -> list[Asked]:
        return self._ask_all(excerpt(self.definition, questions, self.only))

    def _ask_all(self, questions: tuple[Question, ...]) -> list[Asked]:
        return ask(
            self.definition,
            self.typed,
            self.checked,
            questions=questions,
            show_problems=self.problems_shown,
            answers=self.answers,
            files=self.files,
            beside=self.beside,
        )

    def _asks(self, number: int) -> bool:
        """Whether the page has anything that is shown and not hidden now."""
        page = [question for question in self.definition.pages[number - 1] if self._is_shown(question)]
        return any(question.key not in self.checked.hidden for question in page if question.kind != "page_break")

    def _is_shown(self, question: Question) -> bool:
        return self.only is None or question.key in self.only


def mistakes_in(asked: list[Asked], *, pages: Mapping[str, int] | None = None) -> list[Mistake]:
    """The summary's lines for these questions, with the checks that stand at them."""
    found = []
    for one in asked:
        page = (pages or {}).get(one.question.key, 0)
        called = f"{one.number} {one.question.label}".strip()
        for problem in one.problems:
            place = _place(one.question, problem)
            found.append(Mistake(_anchor(one, problem), f"{called}{place}", problem.message, page))
        found += [Mistake(check.first_control, called, check.message, page) for check in one.checks if check.message]
    return found


def page_of(definition: Definition) -> dict[str, int]:
    """Question → the number of the page that asks it."""
    return {question.key: number for number, page in enumerate(definition.pages, 1) for question in page}


def title_of(page: tuple[Question, ...]) -> str:
    """What a page is called: its first heading."""
    return next((question.label for question in page if question.kind == "section"), "")


def _anchor(asked: Asked, problem: Problem) -> str:
    """The control that the line leads to: the one that is wrong, the reason that is missing, the first one."""
    if problem.part:
        return f"{asked.id}-{problem.part.replace('.', '-')}"
    return f"{asked.id}-reason" if problem.soft else asked.kind.first_control(asked)


def _place(question: Question, problem: Problem) -> str:
    """「市区町村」: which of its several controls is meant. A kind that marks its parts names them in its messages."""
    if not problem.part or kind_of(question).marks_parts:
        return ""
    label = next((cell.label for cell in kind_of(question).cells(question) if cell.part == problem.part), "")
    return quoted(label) if label and label != question.label else ""
