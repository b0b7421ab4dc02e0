"""Dividing the questions among the sections of an organization (S8)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from core.people.access import posts_of, user_may
from core.people.models import Section, Verb
from surveys.forms.answering import SectionsForm
from surveys.models import Assignment
from surveys.services.dividing import divide, mark_done
from surveys.views.answering.base import ResponsePage, why_not_writable


class DividedPage(ResponsePage):
    """A page on which the division can be changed, as long as the answers can."""

    def why_fixed(self) -> str:
        return "" if self.object.is_editable else why_not_writable(self.object)

    def may_finish(self, assignment: Assignment) -> bool:
        """Its section's people, and who answers for the whole organization."""
        mine = {post.section_id for post in posts_of(self.request.user)}
        manages = user_may(self.request.user, Verb.APPROVE, self.object.organization_id)
        return assignment.section_id in mine or manages


class SectionsView(DividedPage):
    template_name = "surveys/answering/sections.html"
    http_method_names = ["get", "head", "post"]

    def get_form(self, *args: Any) -> SectionsForm:
        sections = Section.objects.filter(organization=self.object.organization_id)
        return SectionsForm(*args, response=self.object, sections=list(sections))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        definition = self.object.survey.asked_version.definition
        parts = [
            (
                one,
                "、".join(definition.number.get(key, "削除された設問") for key in one.questions),
                self.may_finish(one),
            )
            for one in self.object.assignments.select_related("section", "done_by")
        ]
        known = {
            "form": self.get_form(),
            "parts": parts,
            "done": sum(bool(one.done_at) for one, _, _ in parts),
            "why_fixed": self.why_fixed(),
            "may_add_sections": user_may(user, Verb.MANAGE_PEOPLE, self.object.organization_id),
        }
        return super().get_context_data(**known | kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.why_fixed():
            return self.refuse(self.why_fixed())
        form = self.get_form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        divide(self.object, form.wanted, by=self.request.user)
        messages.success(request, "分担を保存しました。")
        return self.to("answer_sections")


class SectionDoneView(DividedPage):
    """POST done=1: the section has written its part; anything else takes that back."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        assignment = get_object_or_404(
            self.object.assignments.select_related("section"), section=self.kwargs["section_pk"]
        )
        if not self.may_finish(assignment):
            raise PermissionDenied
        if self.why_fixed():
            return self.refuse(self.why_fixed())
        done = request.POST.get("done") == "1"
        mark_done(assignment, done, by=self.request.user)
        messages.success(request, f"{assignment.section}の分担を「{'記入済み' if done else '記入中'}」にしました。")
        return self.to("answer_sections")
