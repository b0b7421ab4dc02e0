"""The steps of a response beside writing it: to begin, to take back, to say that nothing applies."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from surveys.forms.answering import NotApplicableForm
from surveys.services.answering import declare_not_applicable, recall, receive, start
from surveys.services.moving import NotOpen, WrongState
from surveys.states import MOVES, State
from surveys.views.answering.base import WHY_NOT, ResponsePage, why_closed


def why_wrong(meanwhile: WrongState) -> str:
    """What to say to whoever wanted a step that is not there (any more)."""
    return WHY_NOT.get(State(meanwhile.response.state), "回答の状態が変わりました。もう一度確かめてください。")


class BeginningView(ResponsePage):
    """Before anything is written: what is asked, by whom, until when. Reached by the address of the form."""

    template_name = "surveys/answering/beginning.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # Opening is what receiving means; like the reading of a notice it is written once.
        receive(self.object.survey, by=self.request.user)
        self.object.refresh_from_db(fields=["state"])
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        definition = self.object.survey.asked_version.definition
        asked = [(definition.number[question.key], question.label) for question in definition.asked]
        return super().get_context_data(asked=asked, number=len(asked), **kwargs)


class StartView(ResponsePage):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            start(self.object.pk, by=self.request.user)
        except NotOpen as closed:
            return self.refuse(str(closed))
        except WrongState as meanwhile:
            return self.refuse(why_wrong(meanwhile))
        return self.to("answer_form")


class RecallView(ResponsePage):
    """Says what taking back does, then does it."""

    template_name = "surveys/answering/recall.html"
    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        why = why_closed(self.object)
        if self.object.state != State.SUBMITTED:
            why = "取り消せる提出がありません。取り消せるのは、照会元が受理または差し戻すまでの間です。"
        return self.refuse(why) if why else super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            recall(self.object.pk, by=self.request.user)
        except NotOpen as closed:
            return self.refuse(str(closed))
        except WrongState:
            return self.refuse("提出を取り消せませんでした。取り消せるのは、照会元が受理または差し戻すまでの間です。")
        messages.success(request, "提出を取り消しました。直したあとに、もう一度提出してください。")
        return self.to("answer_form")


class NotApplicableView(ResponsePage):
    """Nothing in the organization concerns the survey: the reason, then that is its answer."""

    template_name = "surveys/answering/not_applicable.html"
    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        why = why_closed(self.object)
        if not why and State.NOT_APPLICABLE not in MOVES[State(self.object.state)]:
            why = WHY_NOT.get(State(self.object.state), "いまの状態からは「該当なし」にできません。")
        return self.refuse(why) if why else self.show(NotApplicableForm())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = NotApplicableForm(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            declare_not_applicable(self.object.pk, why=form.cleaned_data["why"], by=self.request.user)
        except NotOpen as closed:
            return self.refuse(str(closed))
        except WrongState as meanwhile:
            return self.refuse(why_wrong(meanwhile))
        messages.success(request, "「該当なし」と回答しました。")
        return self.to("answer_sheet")

    def show(self, form: NotApplicableForm, *, status: int = 200) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=status)
