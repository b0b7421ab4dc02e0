"""What a posted page of a form holds: the typing of all pages, and new files."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse

from core.questions.checking import Problem
from core.questions.definition import Question
from core.questions.filling import parts_of, unstorable, with_page, with_parts
from core.questions.kinds import kind_of
from core.questions.models import AnswerSheet
from core.questions.services.attaching import attach, detach
from core.questions.services.drafting import Typing, keep_draft
from core.questions.services.merging import merge_onto
from core.questions.typed import Typed, typed_from
from core.questions.views.answering.base import Answering

FILES_PREFIX = "f."
REMOVED_PART = "remove"


class PostedPage(Answering):
    """A page of the form that comes back: by a button, or by itself while somebody types."""

    writes = True

    def refuse_change(self, why: str) -> HttpResponse:
        """What was typed until then is kept; nobody can know whether it will be wanted."""
        self.keep_typing()
        return super().refuse_change(why)

    def keep_typing(self) -> None:
        if self.request.method == "POST" and "edit" in self.request.POST:
            typing = self.posted_typing()
            if not unstorable(typing.typed):
                keep_draft(self.sheet, typing.typed, edit=typing.edit, by=self.author)

    # --- Remarks ---

    def take_remarks(self) -> None:
        """Tell the feature which remarks of the posted page are ticked as mended."""
        there = self.remarks_on_page()
        if there:
            self.keep_remarks(there & {number_in(pk) for pk in self.request.POST.getlist("remark")})

    def remarks_on_page(self) -> set[int]:
        """The remarks that the posted page shows; what is no form of ours shows none."""
        if "edit" not in self.request.POST:
            return set()
        page = {question.key for question in self.posted_questions()}
        return {each.pk for key, said in self.remarks_by_question().items() if key in page for each in said}

    def keep_remarks(self, done: set[int]) -> None:
        """For a feature with remarks: those of `remarks_on_page()` that are ticked; the others of it are not."""

    # --- Typing and files ---

    def page_number(self) -> int:
        """Pages beyond the ends are the ends: the form may have become shorter meanwhile."""
        asked = self.request.POST.get("page") or self.request.GET.get("page") or ""
        return min(max(number_in(asked), 1), len(self.definition.pages))

    def posted_questions(self) -> list[Question]:
        """Those of the posted page; a form that shows a part of the questions names them itself.

        What the part is now does not count: it may have been changed since the page was opened.
        """
        page = self.definition.pages[self.page_number() - 1]
        if "part" not in self.request.POST:
            return list(page)
        part = set(self.request.POST["part"].split())
        return [question for question in page if question.key in part]

    def posted_typing(self) -> Typing:
        """All that is typed now. The save it started from is the one that the page named."""
        before = self.typing()
        posted = typed_from(dict(self.request.POST.lists()))
        edit = number_in(self.request.POST.get("edit", "")) or before.edit
        if edit > before.edit:  # the page showed the typing brought up to date: so must its other pages be
            others = merge_onto(self.sheet, before.typed, edit=before.edit, onto=edit).typed
            before = Typing(others, edit)
        # Unticked boxes send nothing; but what is no form of ours takes nothing away.
        page = self.posted_questions() if "edit" in self.request.POST else ()
        shown = {question.key for question in page if kind_of(question).asks}
        return Typing(with_page(before.typed, posted, shown, self.definition), edit)

    def take_files(self, typing: Typing) -> tuple[Typing, list[Problem]]:
        """Take uploads in, each question's all or none; they belong to the sheet from then on."""
        typed, problems = typing.typed, []
        for name in self.request.FILES:
            key = name.removeprefix(FILES_PREFIX)
            if not name.startswith(FILES_PREFIX) or key not in self.definition:
                continue
            parts = parts_of(typed, key)
            removed = parts.get(REMOVED_PART, ())
            try:
                kept = attach(self.sheet, key, self.request.FILES.getlist(name), by=self.author, removed=removed)
            except ValidationError as error:
                problems += [Problem(key, message) for message in error.messages]
            else:
                ids = [*parts.get("", ()), *(str(each.file_id) for each in kept)]
                typed = with_parts(typed, key, {**parts, "": ids})
        return Typing(typed, typing.edit), problems

    def drop_files(self, sheet: AnswerSheet, typed: Typed) -> None:
        """After a save: files that were ticked for removal, and that no answer names any more, go for good."""
        named: set[Any] = set()
        for answer in sheet.answers.values():
            if isinstance(answer, list):
                named.update(each for each in answer if isinstance(each, str))
        ticked = [each for name, ids in typed.items() if name.endswith(f".{REMOVED_PART}") for each in ids]
        if ticked:
            named |= self.files_in_use()
            detach(sheet, [each for each in ticked if each not in named], by=self.author)

    def files_in_use(self) -> set[str]:
        """Ids of files that must stay though they were ticked for removal: another sheet's answers name them."""
        return set()


def number_in(text: str) -> int:
    """The number that an address or a form names; 0 where it names none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
