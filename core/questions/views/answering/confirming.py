"""Confirming: what will be handed in, read once more; then handing it in."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic.base import TemplateResponseMixin

from core.questions.checking import Checked
from core.questions.models import AnswerSheet
from core.questions.services.drafting import Typing
from core.questions.services.merging import authors_of, brought_up_to_date
from core.questions.services.saving import ChangedMeanwhile, NotComplete, save
from core.questions.showing import show
from core.questions.views.answering.posting import PostedPage


class ConfirmingView(TemplateResponseMixin, PostedPage):
    """Shows what the person typed as it will be stored. Who comes here too early goes back to what is missing."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        before = self.typing()
        typing, merged = brought_up_to_date(self.sheet, before)
        if merged.clashes:
            return redirect(self.address("merge"))
        checked = self.check(typing.typed, complete=True)
        if checked.problems:
            return self.to_first_problem(checked)
        self.tell_taken(authors_of(self.sheet, merged.taken, since=before.edit), "合わせて表示しています")
        return self.render_to_response(self.get_context_data(**self.confirmed(typing, checked)))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        typing, merged = brought_up_to_date(self.sheet, self.typing())
        if merged.clashes:
            return redirect(self.address("merge"))
        if request.POST.get("seen") != seen(typing):
            return self.look_again()
        try:
            sheet = self.hand_in(typing)
        except ChangedMeanwhile:
            return self.look_again()
        except NotComplete as incomplete:
            return self.to_first_problem(incomplete.checked)
        self.drop_files(sheet, typing.typed)
        return self.handed_in(sheet)

    def look_again(self) -> HttpResponse:
        messages.warning(self.request, "確認のあとに回答が変わりました。いまの内容をもう一度確かめてください。")
        return redirect(self.address("confirm"))

    def hand_in(self, typing: Typing) -> AnswerSheet:
        """Store the complete sheet. A feature whose own state moves with it overrides this, in one transaction.

        Raises ChangedMeanwhile and NotComplete.
        """
        return save(self.sheet, typing.typed, edit=typing.edit, by=self.author, complete=True)[0]

    def handed_in(self, sheet: AnswerSheet) -> HttpResponse:
        """Where one comes to once that is committed."""
        messages.success(self.request, "提出しました。")
        return redirect(self.address("sheet"))

    def confirmed(self, typing: Typing, checked: Checked) -> dict[str, Any]:
        definition = self.definition
        blank = [key for key in checked.reasons if key in definition and key not in checked.jumped]
        rules = {rule.key: rule for rule in definition.checks}
        changed = [key for key in checked.jumped if key in checked.reasons]
        return {
            "shown": show(definition, checked.answers, checked.reasons, self.file_names()),
            "set_aside": [self.called(key) for key in checked.set_aside],
            "reasons": [(self.called(key), checked.reasons[key]) for key in blank],
            "changes": [(self.called(key), checked.jumped[key], checked.reasons[key]) for key in changed],
            "hand_in_label": self.hand_in_label,
            "passed_checks": [(rules[key].message, checked.reasons[key]) for key in checked.reasons if key in rules],
            "seen": seen(typing),
        }


def seen(typing: Typing) -> str:
    """Stands for what the page showed: what is handed in must be what was looked at."""
    words = json.dumps([typing.typed, typing.edit], sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(words.encode()).hexdigest()[:32]
