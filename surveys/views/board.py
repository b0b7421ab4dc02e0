"""The board: who has answered, who owes, what is to be accepted."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from core.people.requests import SignedInRequest
from surveys.forms.running import BoardFilter
from surveys.models import Survey
from surveys.services.judging import accept_all
from surveys.tables import ACCEPTABLE, DEFAULT_ORDER, Board
from surveys.views.managing import ManagersPage

ISSUED = (Survey.State.OPEN, Survey.State.CLOSED, Survey.State.WITHDRAWN)


class BoardView(ManagersPage):
    """The address is the filter."""

    template_name = "surveys/board.html"
    states = ISSUED
    http_method_names = ["get", "head"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        query = self.request.GET
        filter_form = BoardFilter(query, survey=self.object)
        board = Board(self.object, filter_form, sort=query.get("sort", ""), page=query.get("page"))
        return super().get_context_data(
            board=board, filter=filter_form, page_obj=board.page, default_order=DEFAULT_ORDER, **kwargs
        )


class AcceptancesView(ManagersPage):
    """POST with `responses`: those of them that are handed in are accepted."""

    states = ISSUED
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        chosen = self.object.responses.filter(pk__in=chosen_in(request)).select_related("organization").in_code_order()
        to_accept = [response for response in chosen if response.state in ACCEPTABLE]
        if not to_accept:
            messages.warning(request, "受理する団体を選んでください。受理できるのは、提出済と再提出の回答です。")
            return redirect("surveys:board", pk)
        accepted, left = accept_all(to_accept, by=request.user)
        if accepted:
            messages.success(request, f"{accepted}団体の回答を受理しました。")
        if left:
            names = "、".join(str(response.organization) for response in left)
            messages.warning(request, f"その間に状態が変わったため、受理しなかった団体があります：{names}")
        return redirect("surveys:board", pk)


def chosen_in(request: SignedInRequest) -> list[int]:
    """The responses that are ticked; what is no number is nothing."""
    given = request.POST.getlist("responses")
    return [int(value) for value in given if value.isascii() and value.isdigit() and len(value) < 10]
