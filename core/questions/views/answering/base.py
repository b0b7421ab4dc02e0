"""What every page starts from on which a sheet is answered or read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic.base import ContextMixin, View

from core.people.models import User
from core.questions.beside import Beside, Remark, earlier_besides, with_others
from core.questions.checking import Checked
from core.questions.definition import Definition, Question
from core.questions.form_pages import page_of
from core.questions.models import AnswerSheet
from core.questions.services.drafting import Typing, typing_of
from core.questions.services.merging import Author
from core.questions.services.saving import check_for
from core.questions.typed import Typed


class Answering(ContextMixin, View):
    """A feature's subclass says whose sheet it is, who answers, and where its pages are.

    Pages have names: "form", "draft", "confirm", "merge", "sheet". `address("sheet")` is also where one comes to when
    the sheet is complete.
    """

    sheet: AnswerSheet
    hand_in_label = "提出する"
    writes: ClassVar[bool] = False  # whether the page is for changing the answers

    def find_sheet(self) -> AnswerSheet:
        """The sheet that this request is about, with its version. Raises Http404 or PermissionDenied."""
        raise NotImplementedError

    def address(self, page: str) -> str:
        raise NotImplementedError

    @property
    def author(self) -> User | None:
        """Whose draft it is; None for somebody without an account."""
        return self.request.user if self.request.user.is_authenticated else None

    @property
    def title(self) -> str:
        """What the pages are headed with."""
        return self.sheet.version.questionnaire.title

    def why_read_only(self) -> str:
        """Why the answers cannot be changed now, in words for whoever wants to; empty where they can.

        Only the pages for changing them ask. What is typed meanwhile is kept as a draft.
        """
        return ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.sheet = self.find_sheet()
        why = self.why_read_only() if self.writes else ""
        return self.refuse_change(why) if why else super().dispatch(request, *args, **kwargs)

    def refuse_change(self, why: str) -> HttpResponse:
        messages.warning(self.request, why)
        return redirect(self.address("sheet"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        known = {
            "sheet": self.sheet,
            "title": self.title,
            "form_address": self.form_address(),
            "sign_in_address": reverse("account_login") if self.author else "",
        }
        return super().get_context_data(**known | kwargs)

    @property
    def definition(self) -> Definition:
        return self.sheet.definition

    def typing(self) -> Typing:
        return typing_of(self.sheet, self.author)

    def check(self, typed: Typed, *, complete: bool) -> Checked:
        return check_for(self.sheet, typed, complete=complete)

    def file_names(self) -> Mapping[str, str]:
        """The files that the answers name: id → name. A feature whose sheets share files adds the other's."""
        return self.sheet.file_names

    # --- What stands beside the questions ---

    @property
    def earlier_label(self) -> str:
        """What the earlier answers are called; a feature that knows when they were given says so."""
        return "前回の回答"

    def beside(self, questions: Sequence[Question] | None = None) -> dict[str, Beside]:
        """The earlier answers, remarks and notes beside these questions, or all."""
        asked = self.definition.questions if questions is None else questions
        keys = {question.key for question in asked}
        remarks = {key: said for key, said in self.remarks_by_question().items() if key in keys and said}
        notes = {key: note for key, note in self.notes_by_question().items() if key in keys and note}
        return with_others(earlier_besides(self.sheet, self.earlier_label, asked), remarks, notes)

    def remarks_by_question(self) -> Mapping[str, Sequence[Remark]]:
        return {}

    def notes_by_question(self) -> Mapping[str, str]:
        return {}

    # --- A part of the form ---

    @property
    def only(self) -> frozenset[str] | None:
        """The questions that the form shows, where it is opened for a part of them; None for all."""
        return None

    def form_query(self) -> dict[str, str]:
        """What the address of the form carries along from page to page, as long as it shows a part."""
        return {}

    # --- Where to go ---

    def form_address(self, **query: str) -> str:
        query = self.form_query() | query
        return self.address("form") + (f"?{urlencode(query)}" if query else "")

    def to_form(self, number: int = 1, *, problems: bool = False, anchor: str = "") -> HttpResponse:
        """Back to a page of the form; with `problems` it says what keeps the sheet from being handed in."""
        query = {"page": str(number)} if number > 1 else {}
        query |= {"checked": "1"} if problems else {}
        return redirect(self.form_address(**query) + (anchor and f"#{anchor}"))

    def to_first_problem(self, checked: Checked) -> HttpResponse:
        pages = page_of(self.definition)
        numbers = [pages.get(problem.at or problem.key, 1) for problem in checked.problems]
        return self.to_form(min(numbers, default=1), problems=True)

    # --- What to say ---

    def tell_taken(self, taken: dict[str, Author], done: str = "合わせました") -> None:
        """Others saved meanwhile: whose answers now stand beside one's own."""
        for author in dict.fromkeys(taken.values()):
            called = "、".join(self.called(key) for key, by in taken.items() if by == author)
            messages.info(self.request, f"{self.who(author)}が先に保存した回答を{done}：{called}")

    def who(self, author: Author) -> str:
        if self.author and author.pk == self.author.pk:
            return "別の画面であなた"
        return f"{author.name}さん" if author.name else "ほかの方"

    def called(self, key: str) -> str:
        """問3「投票者数」; a check's reason has no number of its own."""
        return self.definition.called(key) if key in self.definition else "確認事項の理由"
