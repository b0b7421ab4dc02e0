"""What the buttons of the builder do. All of it can be undone, so nothing asks first."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.views import View

from core.people.requests import SignedInRequest
from core.questions.kinds import KINDS
from core.questions.services.building import add, duplicate, move_after, name_of, remove, shift
from core.questions.services.editing import Meanwhile, QuestionChanged, redo, undo
from core.questions.views.building.page import BuilderMixin

GONE = "この設問は、ほかの人が削除しました。"


class NewQuestionView(BuilderMixin, View):
    """A question of a kind, behind the chosen one; its settings open."""

    http_method_names = ["post"]

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        kind = request.POST.get("kind", "")
        if kind not in KINDS:
            return HttpResponseBadRequest()
        made = add(self.questionnaire, kind, after=request.POST.get("chosen"), by=request.user)
        return self.back(made.key, chosen=made.key)


class OrderView(BuilderMixin, View):
    """Up or down by one place; or `move` behind the question `after`, to the front where that is empty."""

    http_method_names = ["post"]

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        typed = request.POST
        key = typed.get("up") or typed.get("down") or typed.get("move", "")
        try:
            if typed.get("move"):
                move_after(self.questionnaire, key, typed.get("after", ""), by=request.user)
            else:
                shift(self.questionnaire, key, -1 if typed.get("up") else 1, by=request.user)
        except QuestionChanged:
            messages.warning(
                request, "ほかの人が設問を削除したため、移動しませんでした。いまの順番を確かめてください。"
            )
        return self.back(key)


class CopyView(BuilderMixin, View):
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        try:
            made = duplicate(self.questionnaire, request.POST.get("key", ""), by=request.user)
        except QuestionChanged:
            messages.warning(request, GONE)
            return self.back()
        return self.back(made.key, chosen=made.key)


class RemovalView(BuilderMixin, View):
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        try:
            removed = remove(self.questionnaire, request.POST.get("key", ""), by=request.user)
        except QuestionChanged:
            messages.warning(request, GONE)
            return self.back()
        if removed.referred_by:
            used_by = "、".join(removed.referred_by)
            messages.warning(
                request,
                f"{name_of(removed.question)}を削除しました。{used_by}で使われています。"
                "直すか、削除を取り消してください。",
            )
        return self.back()


class UndoView(BuilderMixin, View):
    """Takes back the step that the button named; `step` is its id."""

    http_method_names = ["post"]
    refused = "ほかの人が続けて編集したため、取り消しませんでした。いまの内容を確かめてください。"

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        step = request.POST.get("step", "")
        if not (step.isascii() and step.isdigit()):
            raise Http404
        try:
            self.turn(int(step))
        except Meanwhile:
            messages.warning(request, self.refused)
        return self.back()

    def turn(self, step: int) -> None:
        undo(self.draft, step=step, by=self.request.user)


class RedoView(UndoView):
    refused = "ほかの人が編集したため、やり直しませんでした。いまの内容を確かめてください。"

    def turn(self, step: int) -> None:
        redo(self.draft, step=step, by=self.request.user)
