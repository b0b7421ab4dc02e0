"""Confirming and issuing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from archive.addressing import reach_of
from core.people.requests import SignedInRequest
from surveys.addressing import asked_by
from surveys.models import Survey
from surveys.services.issuing import NotIssuable, issue, troubles_of
from surveys.views.managing import ManagersPage


class IssueView(ManagersPage):
    """Says what will happen, and to how many organizations and people; the POST sends."""

    template_name = "surveys/issue.html"
    states = (Survey.State.DRAFT,)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        organizations = asked_by(self.object)
        questionnaire = self.object.questionnaire
        return super().get_context_data(
            organizations=list(organizations),
            reach=reach_of(organizations),
            files=[attached.file for attached in self.object.files.select_related("file")],
            troubles=troubles_of(self.object),
            version=questionnaire.published if questionnaire else None,
            previous=Survey.objects.visible_to(self.request.user).filter(pk=self.object.previous_id).first(),
            manages=True,
            **kwargs,
        )

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        try:
            survey = issue(self.object.pk, by=request.user)
        except NotIssuable:
            # The page names what is missing.
            return render(request, self.template_name, self.get_context_data(), status=422)
        messages.success(request, f"{survey.responses.count():,}団体に照会しました。")
        return redirect("surveys:survey", survey.pk)
