"""Filling a form in: page by page, every button of it keeping what was typed on all pages."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic.base import TemplateResponseMixin

from core.questions.checking import Checked, Problem
from core.questions.excerpts import excerpt
from core.questions.filling import CHANGES, Leftover, changed, key_of, leftovers, printable, unstorable
from core.questions.form_pages import FormPage, page_of
from core.questions.services.drafting import Typing, keep_draft
from core.questions.services.merging import Outcome, authors_of, brought_up_to_date, save_merging
from core.questions.views.answering.copying import CopyingPage
from core.questions.views.answering.posting import number_in

REFUSED = 422


class FillingView(TemplateResponseMixin, CopyingPage):
    """The form. Its buttons: save, confirm, go (another page), copy_all, and those at questions.

    At questions: lookup, more, fill, copy.
    """

    http_method_names = ["get", "head", "post"]
    # A feature's template that stands first within the form; its buttons keep what was typed.
    form_top = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The person's draft if there is one, exactly as typed; else what is stored.

        What others saved meanwhile is shown with it, unless both changed the same question.
        """
        before = self.typing()
        typing, merged = brought_up_to_date(self.sheet, before)
        self.tell_taken(authors_of(self.sheet, merged.taken, since=before.edit), "合わせて表示しています")
        complete = "checked" in request.GET
        checked = self.check(typing.typed, complete=complete)
        return self.show_form(typing, checked, problems=complete)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        typing = self.posted_typing()
        refused = unstorable(typing.typed)
        if refused:
            return self.refuse(typing, refused)
        self.take_remarks()
        typing, not_taken = self.take_files(typing)
        if not_taken:
            return self.refuse_files(typing, not_taken)
        for name in CHANGES:
            if name in request.POST:
                return self.change(typing, name, request.POST[name])
        if self.sheet.earlier_id and ("copy" in request.POST or "copy_all" in request.POST):
            return self.copy_all(typing) if "copy_all" in request.POST else self.copy(typing, request.POST["copy"])
        if "go" in request.POST or "confirm" in request.POST:
            keep_draft(self.sheet, typing.typed, edit=typing.edit, by=self.author)
            return redirect(self.address("confirm")) if "confirm" in request.POST else self.go(request.POST["go"])
        return self.save(typing)

    # --- What the buttons do ---

    def go(self, where: str) -> HttpResponse:
        """To another page, or to a control of it: "2", "2:a-voters"."""
        number, _, anchor = where.partition(":")
        known = re.fullmatch(r"[a-z][\w-]*", anchor, re.ASCII)
        return self.to_form(number_in(number), problems="checked" in self.request.POST, anchor=anchor if known else "")

    def change(self, typing: Typing, name: str, key: str) -> HttpResponse:
        """A question's own button: the page comes back at that question."""
        typed, said = changed(self.definition, typing.typed, name, key)
        keep_draft(self.sheet, typed, edit=typing.edit, by=self.author)
        for words in said:
            messages.warning(self.request, words)
        anchor = f"a-{key}-question" if key in self.definition else ""
        return self.to_form(self.page_number(), anchor=anchor)

    def save(self, typing: Typing) -> HttpResponse:
        """Store what is right and say what is not. What cannot be stored yet stays in the draft, as typed."""
        outcome = save_merging(self.sheet, typing.typed, edit=typing.edit, by=self.author, complete=False)
        if outcome.clashes:
            keep_draft(self.sheet, typing.typed, edit=typing.edit, by=self.author)
            return redirect(self.address("merge"))
        self.sheet = outcome.sheet
        self.drop_files(self.sheet, outcome.typed)
        if outcome.checked.problems or outcome.checked.set_aside:
            keep_draft(self.sheet, outcome.typed, edit=self.sheet.edit, by=self.author)
        self.tell_taken(outcome.taken)
        self.tell_set_aside(outcome.checked)
        return self.after_save(outcome)

    def after_save(self, outcome: Outcome) -> HttpResponse:
        lost = leftovers(self.definition, outcome.typed)
        if outcome.checked.problems:
            messages.warning(self.request, "一時保存しました。誤りのある設問の回答は、直すまで保存されません。")
        else:
            messages.success(self.request, "一時保存しました。")
        if not outcome.checked.problems and not lost:
            return self.to_form(self.page_number())
        typing = Typing(outcome.typed, self.sheet.edit)
        return self.show_form(
            typing, outcome.checked, problems=True, status=REFUSED if outcome.checked.problems else 200
        )

    # --- What is refused ---

    def refuse(self, typing: Typing, refused: dict[str, str]) -> HttpResponse:
        """Something was sent that no database keeps: nothing is saved, everything typed is still in the page."""
        seen = Typing(printable(typing.typed), typing.edit)
        checked = self.check(seen.typed, complete=False)
        checked.problems += [
            Problem(key_of(name), message) for name, message in refused.items() if key_of(name) in self.definition
        ]
        messages.error(self.request, "使えない文字が入っているため、保存していません。その文字を消してください。")
        return self.show_form(seen, checked, problems=True, status=REFUSED)

    def refuse_files(self, typing: Typing, not_taken: list[Problem]) -> HttpResponse:
        """A file could not be taken: the rest of the typing is kept, and the page says which file and why."""
        keep_draft(self.sheet, typing.typed, edit=typing.edit, by=self.author)
        checked = self.check(typing.typed, complete=False)
        checked.problems += not_taken
        return self.show_form(typing, checked, problems=True, status=REFUSED)

    # --- The page ---

    def tell_set_aside(self, checked: Checked) -> None:
        if checked.set_aside:
            called = "、".join(self.called(key) for key in checked.set_aside)
            words = "条件に当てはまらないため、次の設問の入力は回答に含めていません（入力は残してあります）"
            messages.info(self.request, f"{words}：{called}")

    def shown_number(self) -> int:
        """The page that is asked for. Where it shows nothing of the part that is wanted, the first that does."""
        number, pages = self.page_number(), page_of(self.definition)
        there = sorted({pages[key] for key in self.only or () if key in pages})
        return there[0] if there and number not in there else number

    def show_form(self, typing: Typing, checked: Checked, *, problems: bool = False, status: int = 200) -> HttpResponse:
        number = self.shown_number()
        page = FormPage(
            definition=self.definition,
            typed=typing.typed,
            checked=checked,
            number=number,
            problems_shown=problems,
            answers=self.sheet.answers,
            files=self.sheet.file_names,
            beside=self.beside(excerpt(self.definition, self.definition.pages[number - 1], self.only)),
            only=self.only,
        )
        lost: list[Leftover] = leftovers(self.definition, typing.typed)
        context = self.get_context_data(
            page=page,
            typing=typing,
            leftovers=lost,
            saved_since=typing.edit != self.sheet.edit,
            draft_address=self.address("draft"),
            earlier_label=self.earlier_label,
            form_top=self.form_top,
        )
        return self.render_to_response(context, status=status)
