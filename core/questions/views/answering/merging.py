"""Two people answered the same question differently: both answers are seen, and one person decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic.base import TemplateResponseMixin

from core.questions.asking import Asked, ask, typed_of
from core.questions.checking import Checked
from core.questions.filling import parts_of, unstorable, with_parts
from core.questions.merging import Merged
from core.questions.services.drafting import Typing, keep_draft
from core.questions.services.merging import Author, authors_of, merge_onto, save_merging
from core.questions.showing import Shown, show
from core.questions.specials import Special
from core.questions.typed import REASON_PART, Typed, one, typed_from
from core.questions.views.answering.base import Answering
from core.questions.views.answering.filling import REFUSED

MINE, THEIRS, EDITED = "mine", "theirs", "edited"


@dataclass
class Clash:
    """One question with both answers. `mine` is None where what was typed is no answer (yet): then `typed` is shown."""

    key: str
    called: str
    author: Author
    who: str
    theirs: Shown | None
    mine: Shown | None
    their_text: str
    my_text: str
    asked: Asked | None
    chosen: str = ""

    @property
    def name(self) -> str:
        return f"m.{self.key}"

    @property
    def id(self) -> str:
        return f"m-{self.key}"


class MergingView(TemplateResponseMixin, Answering):
    """Question by question: theirs, one's own, or a third. Nothing is stored before every one is decided."""

    writes = True

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        typing = self.typing()
        merged = merge_onto(self.sheet, typing.typed, edit=typing.edit)
        if not merged.clashes:
            return self.to_form()
        return self.show_clashes(typing, merged, {})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        typing = self.typing()
        if request.POST.get("seen") != str(self.sheet.edit):
            messages.warning(request, "その間に、また別の保存がありました。もう一度選んでください。")
            return redirect(self.address("merge"))
        merged = merge_onto(self.sheet, typing.typed, edit=typing.edit)
        chosen = {key: request.POST.get(f"m.{key}", "") for key in merged.clashes}
        posted = typed_from(dict(request.POST.lists()))
        if any(choice not in (MINE, THEIRS, EDITED) for choice in chosen.values()) or unstorable(posted):
            messages.error(request, "選んでいない設問があります。すべての設問で、残す回答を選んでください。")
            return self.show_clashes(typing, merged, chosen, posted=posted, status=REFUSED)
        typed = self.decided(merged, chosen, posted)
        # From here on this is what was typed onto the edit that the page showed; what follows that is merged again.
        keep_draft(self.sheet, typed, edit=self.sheet.edit, by=self.author)
        return self.save(typed)

    def decided(self, merged: Merged, chosen: dict[str, str], posted: Typed) -> dict[str, list[str]]:
        now = self.stored_typing()
        typed = merged.typed
        for key, choice in chosen.items():
            if choice == THEIRS:
                typed = with_parts(typed, key, parts_of(now, key))
            elif choice == EDITED:
                typed = with_parts(typed, key, parts_of(posted, key))
        return typed

    def save(self, typed: Typed) -> HttpResponse:
        outcome = save_merging(self.sheet, typed, edit=self.sheet.edit, by=self.author, complete=False)
        if outcome.clashes:
            return redirect(self.address("merge"))
        self.sheet = outcome.sheet
        self.tell_taken(outcome.taken)
        if outcome.checked.problems or outcome.checked.set_aside:
            keep_draft(self.sheet, outcome.typed, edit=self.sheet.edit, by=self.author)
        messages.success(self.request, "回答を合わせて、一時保存しました。内容を確かめて、確認へ進んでください。")
        return self.to_form()

    # --- The page ---

    def show_clashes(
        self, typing: Typing, merged: Merged, chosen: dict[str, str], *, posted: Typed | None = None, status: int = 200
    ) -> HttpResponse:
        authors = authors_of(self.sheet, merged.clashes, since=typing.edit)
        others = authors_of(self.sheet, merged.taken, since=typing.edit)
        context = self.get_context_data(
            clashes=self.clashes(merged, authors, chosen, posted or {}),
            taken=[(self.called(key), self.who(by), by.at) for key, by in others.items()],
            undecided=status == REFUSED,
        )
        return self.render_to_response(context, status=status)

    def clashes(self, merged: Merged, authors: dict[str, Author], chosen: dict[str, str], posted: Typed) -> list[Clash]:
        definition, now = self.definition, self.stored_typing()
        typed = dict(merged.typed)
        for key in merged.clashes:
            if chosen.get(key) == EDITED:
                typed = with_parts(typed, key, parts_of(posted, key))
        checked = self.check(merged.typed, complete=False)
        theirs = self._shown(self.sheet.answers, self.sheet.reasons)
        mine = self._shown(checked.answers, checked.reasons)
        clashing = tuple(one for one in definition.asked if one.key in merged.clashes)
        asked = {one.question.key: one for one in self._asked(typed, checked, clashing)}
        return [
            Clash(
                key=key,
                called=self.called(key),
                author=authors[key],
                who=self.who(authors[key]),
                theirs=theirs.get(key),
                mine=mine.get(key) if key in checked.answers else None,
                their_text=_text(now, key),
                my_text=_text(merged.typed, key),
                asked=asked.get(key),
                chosen=chosen.get(key, ""),
            )
            for key in merged.clashes
        ]

    def stored_typing(self) -> dict[str, list[str]]:
        return typed_of(self.definition, self.sheet.answers, self.sheet.reasons)

    def _shown(self, answers: dict[str, Any], reasons: dict[str, str]) -> dict[str, Shown]:
        files = self.sheet.file_names
        return {
            one.question.key: one
            for one in show(self.definition, answers, reasons, files)
            if one.question.key in answers or one.special is Special.UNANSWERED
        }

    def _asked(self, typed: Typed, checked: Checked, questions: Any) -> list[Asked]:
        return ask(self.definition, typed, checked, questions=questions, files=self.sheet.file_names)


def _text(typed: Typed, key: str) -> str:
    """What stands in the controls, for what cannot be shown as an answer."""
    parts = parts_of(typed, key)
    values = [value for part, values in parts.items() if part != REASON_PART for value in values if value.strip()]
    return "、".join(values) or one(parts, REASON_PART)
