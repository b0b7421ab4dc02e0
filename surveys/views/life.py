"""Closing, opening again, withdrawing, and next year's copy."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views import View

from archive.addressing import reach_of
from core.people.mixins import VisibleObjectMixin
from core.people.models import Organization
from core.people.requests import SignedInRequest
from surveys.forms.life import ReopeningForm, WithdrawalForm
from surveys.models import Survey
from surveys.services.cloning import clone
from surveys.services.closing import NotReopenable, close, reopen, withdraw
from surveys.states import OWING, State
from surveys.views.managing import ManagersForm, ManagersPage


class ClosingView(ManagersPage):
    """Says who has not answered yet, and that nothing is taken afterwards."""

    template_name = "surveys/close.html"
    states = (Survey.State.OPEN,)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        responses = self.object.responses.select_related("organization").in_code_order()
        return super().get_context_data(
            owing=list(responses.filter(state__in=OWING)),
            to_accept=responses.filter(state__in=[State.SUBMITTED, State.RESUBMITTED]).count(),
            **kwargs,
        )

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        close(self.object.pk, by=request.user)
        messages.success(request, "調査を締め切りました。これから先の回答は受け付けません。")
        return redirect("surveys:survey", pk)


class ReopeningView(ManagersForm):
    form_class = ReopeningForm
    template_name = "surveys/reopen.html"
    states = (Survey.State.CLOSED,)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(owing=self.object.responses.filter(state__in=OWING).count(), **kwargs)

    def done(self, form: ReopeningForm) -> HttpResponse:
        try:
            reopen(self.object.pk, due_at=form.cleaned_data["due_at"], by=self.request.user)
        except NotReopenable as problem:  # the clock has gone on meanwhile
            form.add_error("due_at", str(problem))
            return self.refused(form)
        messages.success(self.request, "受付を再開し、対象団体に知らせました。")
        return redirect("surveys:survey", self.object.pk)


class WithdrawalView(ManagersForm):
    form_class = WithdrawalForm
    template_name = "surveys/withdraw.html"
    states = (Survey.State.OPEN, Survey.State.CLOSED)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = Organization.objects.filter(responses__survey=self.object)
        return super().get_context_data(reach=reach_of(asked), **kwargs)

    def done(self, form: WithdrawalForm) -> HttpResponse:
        withdraw(self.object.pk, because=form.cleaned_data["because"], by=self.request.user)
        messages.success(self.request, "調査を取り下げました。対象団体からは見えなくなりました。")
        return redirect("surveys:survey", self.object.pk)


class CopyView(VisibleObjectMixin, View):
    """Another draft with the same words, questionnaire and organizations: for the next year, or to be issued again."""

    may = "may_be_managed_by"
    model = Survey
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        copied = clone(self.get_object(), by=request.user)
        if copied.created_by_id == request.user.pk:
            words = "複製して、新しい下書きを作りました。"
        else:
            words = f"{copied.created_by}さんが複製した、まだ書き換えていない下書きがあります。"
        messages.success(request, f"{words}回答期限を確かめ、添付ファイルは改めて付けてください。")
        return redirect("surveys:edit", copied.pk)
