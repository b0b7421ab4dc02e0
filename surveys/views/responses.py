"""One organization's answer, for who runs the survey and for those who may read it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import DetailView, TemplateView
from django.views.generic.detail import SingleObjectMixin

from core.people.mixins import VisibleObjectMixin
from core.questions.definition import Definition
from core.questions.models import AnswerSheet, PastAnswers
from core.questions.showing import differences, show
from core.questions.views.answering.reading import SheetView
from surveys.collation import personal_questions
from surveys.histories import history_of, submissions_of
from surveys.models import Response
from surveys.states import EDITABLE, HANDED_IN, OWING, State
from surveys.tables import READABLE

RELATED = (
    "organization",
    "survey__owner",
    "survey__section",
    "survey__version__questionnaire",
    "submitted__version__questionnaire",
    "submitted_by",
)


class ResponseMixin(VisibleObjectMixin):
    """The response that the address names by survey and organization code, for who runs the survey."""

    may = "may_be_managed_by"
    queryset = Response.objects.exclude(survey__state="draft").select_related(*RELATED)
    object: Response
    kwargs: dict[str, Any]

    def get_object(self, queryset: QuerySet | None = None) -> Response:
        code = self.kwargs["code"]
        if "\x00" in code:  # which no database keeps
            raise Http404
        at = {"survey": self.kwargs["pk"], "organization__code": code}
        found = get_object_or_404(self.get_queryset(), **at)
        if self.may and not getattr(found, self.may)(self.request.user):
            raise PermissionDenied
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        response = self.object
        known = {"response": response, "survey": response.survey, "organization": response.organization}
        return super().get_context_data(**known | kwargs)

    def to_response(self) -> HttpResponse:
        return redirect("surveys:response", self.object.survey_id, self.object.organization.code)


class ReadersMixin(ResponseMixin):
    """The same, for everybody who may read what was handed in (S6); to the others it does not exist."""

    may = ""

    def get_queryset(self) -> QuerySet[Response]:
        return SingleObjectMixin.get_queryset(self).readable_by(self.request.user)

    def get_object(self, queryset: QuerySet | None = None) -> Response:
        found = super().get_object(queryset)
        self.manages = found.may_be_managed_by(self.request.user)
        self.tells_personal = self.manages or found.may_be_answered_by(self.request.user)
        if not self.manages and found.state not in HANDED_IN:
            raise Http404
        return found


class ResponseView(ReadersMixin, TemplateView):
    """What was handed in, its history, and what may be done with it. Before that, only how far it has come."""

    template_name = "surveys/response.html"
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        if self.object.state in READABLE and self.object.submitted is not None:
            view = SubmittedView.as_view(found=self.object, manages=self.manages, tells_personal=self.tells_personal)
            return view(request, *args, **kwargs)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**facts(self.object, self.manages), **kwargs)


class SubmittedView(ResponseMixin, SheetView):
    """ResponseView, where there is something to read."""

    template_name = "surveys/response.html"
    found: Response | None = None
    manages = False
    tells_personal = False

    def find_sheet(self) -> AnswerSheet:
        if self.found is None or self.found.submitted is None:
            raise Http404
        self.object = self.found
        return self.found.submitted

    @property
    def definition(self) -> Definition:
        return handed_in_definition(self.object, self.sheet, tells_personal=self.tells_personal)

    def address(self, page: str) -> str:
        return reverse("surveys:response", args=[self.object.survey_id, self.object.organization.code])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        response, sheet = self.object, self.sheet
        older = sheet.version_id != response.survey.version_id
        withheld = len(sheet.definition.asked) - len(self.definition.asked)
        context = {"is_older_version": older, "withheld": withheld, **facts(response, self.manages)}
        return super().get_context_data(**context, **kwargs)


class SubmissionView(ReadersMixin, DetailView):
    """What was handed in earlier, and what the next submission changed; for who runs it and the organization."""

    template_name = "surveys/submission.html"
    http_method_names = ["get", "head"]

    def get_queryset(self) -> QuerySet[Response]:
        return super().get_queryset().visible_to(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        response, edit = self.object, self.kwargs["edit"]
        sheet = response.submitted
        steps = list(submissions_of(response))
        step = next((one for one in steps if one.submitted_edit == edit), None)
        if sheet is None or step is None or response.state not in READABLE:
            raise Http404
        before = next((one for one in reversed(steps) if (one.submitted_edit or 0) < edit), None)
        held = self._held(sheet, edit)
        changed = None
        if before is not None and before.submitted_edit is not None:
            old = self._held(sheet, before.submitted_edit)
            changed = differences(
                held.version.definition, old.answers, held.answers, old_definition=old.version.definition
            )
        return super().get_context_data(
            shown=show(held.version.definition, held.answers, held.reasons, sheet.file_names),
            differences=changed, step=step, before=before, held=held, manages=self.manages,
            is_last=edit == sheet.edit, number=steps.index(step) + 1, **kwargs,
        )  # fmt: skip

    def _held(self, sheet: AnswerSheet, edit: int) -> AnswerSheet | PastAnswers:
        if edit == sheet.edit:
            return sheet
        return get_object_or_404(sheet.past.select_related("version"), edit=edit)


def handed_in_definition(response: Response, sheet: AnswerSheet, *, tells_personal: bool) -> Definition:
    """What is read of a submitted answer: nothing personal but by its organization and by who runs the survey (P6).

    Neither what was marked when it was answered, nor what is marked now.
    """
    answered = sheet.definition
    if tells_personal:
        return answered
    return answered.withholding(personal_questions(answered, response.survey.asked_version.definition))


def facts(response: Response, manages: bool) -> dict[str, Any]:
    """What stands around an answer. Who only reads it learns nothing of how it came about."""
    if not manages:
        return {"manages": False}
    state, is_open = State(response.state), response.survey.is_open
    steps = list(submissions_of(response))
    return {
        "manages": True,
        "history": history_of(response),
        "remarks": _remarks(response),
        "submissions": list(enumerate(steps, start=1)) if len(steps) > 1 and state in READABLE else [],
        "evidence": [one.file for one in response.evidence.select_related("file")],
        "may_accept": state in (State.SUBMITTED, State.RESUBMITTED),
        "may_return": state in (*HANDED_IN, State.NOT_APPLICABLE),
        "may_exempt": state not in (State.ACCEPTED, State.EXEMPT),
        "may_ask_again": state == State.EXEMPT,
        "may_extend": is_open and state in OWING,
        "may_enter": is_open and state in EDITABLE,
    }


def _remarks(response: Response) -> list[tuple[Any, str]]:
    """The remarks, newest return first, each with what its question is called."""
    definition = (response.submitted.version if response.submitted else response.survey.asked_version).definition

    def called(key: str) -> str:
        if not key:
            return "全体"
        return definition.called(key) if key in definition else "いまの様式にない設問"

    return [
        (remark, called(remark.question))
        for remark in response.remarks.select_related("transition", "done_by").order_by("-transition", "pk")
    ]
