"""The approval inside an organization: who is to approve reads the answers, and hands them in or back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from core.people.access import user_may
from core.people.models import Verb
from core.questions.showing import show
from surveys.forms.answering import SendBackForm
from surveys.services.answering import ChangedSince, NotAllowed, approve, send_back_inside
from surveys.services.moving import NotOpen, WrongState
from surveys.states import State
from surveys.views.answering.base import ResponsePage
from surveys.views.answering.reading import since_last
from surveys.views.answering.steps import why_wrong


class ReviewView(ResponsePage):
    """Everybody of the organization may read it; only who may approve has the buttons."""

    template_name = "surveys/answering/review.html"
    http_method_names = ["get", "head", "post"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.found = self.get_object()
        if self.object.state != State.IN_REVIEW or self.object.sheet is None:
            return self.refuse("承認を待っている回答はありません。")
        return super().dispatch(request, *args, **kwargs)

    @property
    def may_approve(self) -> bool:
        return self.object.may_be_approved_by(self.request.user)

    @property
    def may_take_back(self) -> bool:
        return self.object.review_asked_by_id == self.request.user.pk

    @property
    def why_not(self) -> str:
        user, response = self.request.user, self.object
        if self.may_approve:
            return ""
        if response.reviewer_id == user.pk or user_may(user, Verb.APPROVE, response.organization_id):
            return "自分で書いた回答は、自分では承認できません。ほかの団体管理者か、指名された承認者が承認します。"
        return "承認できるのは、団体管理者か、指名された承認者です。"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sheet = self.object.sheet
        shown = show(sheet.definition, sheet.answers, sheet.reasons, sheet.file_names) if sheet else []
        known = {
            "sheet": sheet,
            "shown": shown,
            "form": SendBackForm(),
            "may_approve": self.may_approve,
            "may_take_back": self.may_take_back,
            "why_not": self.why_not,
            "differences": since_last(self.object),
        }
        return super().get_context_data(**known | kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return self.send_back() if "send_back" in request.POST else self.approve()
        except NotOpen as closed:
            return self.refuse(str(closed))
        except WrongState as meanwhile:
            return self.refuse(why_wrong(meanwhile))

    def approve(self) -> HttpResponse:
        seen = self.request.POST.get("seen", "")
        edit = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0  # of no sheet
        try:
            approve(self.object.pk, edit=edit, by=self.request.user)
        except ChangedSince:
            messages.warning(self.request, "その間に回答が変わりました。いまの内容をもう一度確かめてください。")
            return self.to("review")
        except NotAllowed as reason:
            messages.error(self.request, str(reason))
            return self.render_to_response(self.get_context_data(), status=403)
        messages.success(self.request, "承認して、提出しました。")
        return self.to("answer_sheet")

    def send_back(self) -> HttpResponse:
        if not (self.may_approve or self.may_take_back):
            raise PermissionDenied
        form = SendBackForm(self.request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        send_back_inside(self.object.pk, why=form.cleaned_data["why"], by=self.request.user)
        messages.success(self.request, "差し戻しました。" if self.may_approve else "承認の依頼を取り下げました。")
        return self.to("answer_form")
