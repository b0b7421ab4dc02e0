"""Checks across questions: the list, one of them, removing one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from core.people.requests import SignedInRequest
from core.questions import formulas
from core.questions.check_trials import failing, in_words, passing
from core.questions.checking import Checked
from core.questions.definition import Check, Definition, new_key
from core.questions.forms.check import COMPARISONS, CheckForm, TrialForm
from core.questions.formulas.names import usable
from core.questions.formulas.words import shown
from core.questions.services.editing import fingerprint
from core.questions.troubles import troubles
from core.questions.views.rules.base import DraftPage


class CheckChanged(Exception):
    """Somebody else changed the check since the form was opened; `now` is what stands, None where it was removed."""

    def __init__(self, now: Check | None) -> None:
        super().__init__(now.key if now else None)
        self.now = now


class ChecksPage(DraftPage):
    """What the pages about checks share."""

    def found(self, definition: Definition, key: str) -> Check | None:
        return next((check for check in definition.checks if check.key == key), None)

    def to_list(self) -> HttpResponse:
        return redirect("questions:checks", self.object.pk)


class ChecksView(ChecksPage):
    template_name = "questions/rules/checks.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        definition = self.definition
        wrong = [trouble for trouble in troubles(definition) if trouble.blocks]
        rows = [
            {
                "check": check,
                "words": check_in_words(check, definition),
                "message": check.message or formulas.in_words(check, definition),
                "at": _called(Checked().stands_at(check, definition), definition),
                "troubles": [trouble.message for trouble in wrong if trouble.key == check.key],
            }
            for check in definition.checks
        ]
        return super().get_context_data(rows=rows, has_numbers=bool(list(usable(definition))), **kwargs)


class CheckView(ChecksPage):
    """A check, there or new. `try` only tells what it says of some numbers; `save` keeps it."""

    template_name = "questions/rules/check.html"

    def get(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key, check = self._standing()
        return self.page(form=CheckForm(self.definition, key, check=check), check=check, stood=fingerprint(check))

    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        key, check = kwargs.get("key") or new_key("c"), self.found(self.definition, kwargs.get("key", ""))
        form = CheckForm(self.definition, key, request.POST, check=check)
        stood = request.POST.get("stood", "")
        if not form.is_valid():
            return self.page(form=form, check=check, stood=stood, status=422)
        if "try" in request.POST:
            return self.page(form=form, check=check, stood=stood)
        return self._keep(form, stood)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        readable = kwargs["form"].readable()
        if readable is not None:
            posted = self.request.POST if "try" in self.request.POST else None
            trial = TrialForm(readable, self.definition, posted)
            bad, good = failing(readable, self.definition), passing(readable, self.definition)
            kwargs |= {
                "trial": trial,
                "result": trial.result,
                "words": check_in_words(readable, self.definition),
                "message": readable.message or formulas.in_words(readable, self.definition),
                "fails_with": in_words(bad, self.definition) if bad else "",
                "passes_with": in_words(good, self.definition) if good else "",
            }
        return super().get_context_data(**{"trial": None, "stands": None, **kwargs})

    def _standing(self) -> tuple[str, Check | None]:
        key = self.kwargs.get("key", "")
        check = self.found(self.definition, key)
        if key and check is None:
            raise Http404
        return key, check

    def _keep(self, form: CheckForm, stood: str) -> HttpResponseBase:
        written = form.written()

        def change(definition: Definition) -> Definition:
            now = self.found(definition, written.key)
            if fingerprint(now) != stood:
                raise CheckChanged(now)
            if now is None:
                return replace(definition, checks=(*definition.checks, written))
            return replace(
                definition, checks=tuple(written if one.key == now.key else one for one in definition.checks)
            )

        said = f"設問どうしの確認を{'変更' if form.standing else '追加'}"
        try:
            return self.change(change, said=said, done="設問どうしの確認を保存しました。", then=self.to_list)
        except CheckChanged as meanwhile:
            stands = check_in_words(meanwhile.now, self.definition) if meanwhile.now else ""
            return self.page(
                form=form, check=meanwhile.now, stands=stands, stood=fingerprint(meanwhile.now), status=409
            )


class CheckRemovalView(ChecksPage):
    """It can be undone, so nothing asks first."""

    http_method_names = ["post"]

    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        key = kwargs["key"]
        return self.change(
            lambda definition: replace(
                definition, checks=tuple(check for check in definition.checks if check.key != key)
            ),
            said="設問どうしの確認を削除",
            done="設問どうしの確認を削除しました。設問の編集の画面で、元に戻せます。",
            then=self.to_list,
        )


def check_in_words(check: Check, definition: Definition) -> str:
    """問1 ＋ 問2 が 問3 と等しい（差が1まで）"""
    tolerance = "" if check.tolerance in ("", "0") else f"（差が{check.tolerance}まで）"
    left, right = shown(check.left, definition), shown(check.right, definition)
    return f"{left} が {right} {COMPARISONS[check.comparison]}{tolerance}"


def _called(key: str, definition: Definition) -> str:
    return definition.called(key) if key else ""
