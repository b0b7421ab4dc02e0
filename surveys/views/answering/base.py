"""What every page of an organization's own response starts from."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.generic import TemplateView
from django.views.generic.detail import SingleObjectMixin

from core import clock
from core.people.mixins import VisibleObjectMixin
from surveys.models import Remark, Response
from surveys.services.moving import NotOpen, refuse_closed
from surveys.states import State

BEGIN = "「回答を始める」を押すと、入力できます。"
WHY_NOT = {
    State.NOT_RECEIVED: BEGIN,
    State.RECEIVED: BEGIN,
    State.IN_REVIEW: "団体内の承認を待っているため、いまは直せません。直すときは、承認の依頼を取り下げてください。",
    State.SUBMITTED: "すでに提出されています。直すときは、提出を取り消してください。",
    State.RESUBMITTED: "すでに再提出されています。直すときは、担当に問い合わせてください。",
    State.ACCEPTED: "すでに提出され、受理されています。直すときは、担当に問い合わせてください。",
    State.NOT_APPLICABLE: "「該当なし」と回答しています。回答するときは、「回答を始める」を押してください。",
    State.EXEMPT: "この団体の回答は、不要になりました。",
}


def why_closed(response: Response) -> str:
    """Why the survey takes nothing from this organization now; empty while it does."""
    try:
        refuse_closed(response)
    except NotOpen as reason:
        return str(reason)
    return ""


def why_not_writable(response: Response) -> str:
    """Why nobody of the organization can write in its sheet now; empty where they can."""
    return why_closed(response) or WHY_NOT.get(State(response.state), "")


def remarks_to_mend(response: Response) -> list[Remark]:
    """Of the last return, while it is being mended."""
    if response.state != State.RETURNED:
        return []
    remarks = list(response.remarks.order_by("-transition", "pk"))
    return [one for one in remarks if one.transition_id == remarks[0].transition_id]


class OwnResponseMixin(VisibleObjectMixin):
    """The response that the address names by survey and organization code."""

    may = "may_be_answered_by"
    queryset = Response.objects.select_related(
        "organization",
        "survey__owner",
        "survey__section",
        "survey__version__questionnaire",
        "sheet__version__questionnaire",
        "sheet__updated_by",
        "submitted__version__questionnaire",
        "submitted_by",
        "reviewer",
        "review_asked_by",
    )
    object: Response
    found: Response | None = None  # where another view has looked it up already
    kwargs: dict[str, Any]

    def get_queryset(self) -> QuerySet[Response]:
        # Not visible_to(): who runs the survey sees how far it has come, and never the working sheet.
        return SingleObjectMixin.get_queryset(self).own(self.request.user)

    def get_object(self, queryset: QuerySet | None = None) -> Response:
        if self.found is not None:
            return self.found
        at = {"survey": self.kwargs["pk"], "organization__code": self.kwargs["code"]}
        found = get_object_or_404(self.get_queryset(), **at)
        if not found.may_be_answered_by(self.request.user):
            raise PermissionDenied
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        known = {
            "response": self.object,
            "survey": self.object.survey,
            "organization": self.object.organization,
            "files": self.attachments(),
            "today": clock.today(),
        }
        return super().get_context_data(**known | kwargs)

    def attachments(self) -> list[Any]:
        """What the office gives with the survey now, without what was replaced."""
        return [each.file for each in self.object.survey.files.filter(replaced_by=None).select_related("file")]


class ResponsePage(OwnResponseMixin, TemplateView):
    """A page of the response on which nothing is answered."""

    http_method_names = ["get", "head"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        return super().dispatch(request, *args, **kwargs)

    def to(self, name: str) -> HttpResponse:
        return redirect(f"surveys:{name}", self.object.survey_id, self.object.organization.code)

    def refuse(self, why: str) -> HttpResponse:
        """What was wanted cannot be done now: said on the page that shows how things stand."""
        messages.warning(self.request, why)
        return self.to("answer_sheet")
