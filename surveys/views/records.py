"""A survey as those who are asked and those who run it see it."""

from __future__ import annotations

from typing import Any

from django.views.generic import DetailView

from core import clock
from core.people.access import posts_of
from core.people.mixins import VisibleObjectMixin
from core.people.models import User
from surveys.models import Assignment, Response, Survey
from surveys.services.answering import receive
from surveys.services.replacing import newer_version
from surveys.states import State
from surveys.tables_on_page import tables_on_page

# What an organization does next, by how far it has come: the words, and whether it is what the page is about.
NEXT = {
    State.NOT_RECEIVED: ("回答を始める", True),
    State.RECEIVED: ("回答を始める", True),
    State.IN_PROGRESS: ("回答を続ける", True),
    State.IN_REVIEW: ("承認の状況を見る", True),
    State.RETURNED: ("差戻しに対応する", True),
    State.SUBMITTED: ("提出した回答を見る", False),
    State.RESUBMITTED: ("提出した回答を見る", False),
    State.ACCEPTED: ("提出した回答を見る", False),
    State.NOT_APPLICABLE: ("回答のページを見る", False),
    State.EXEMPT: ("回答のページを見る", False),
}


class SurveyView(VisibleObjectMixin, DetailView):
    may = ""
    model = Survey
    template_name = "surveys/survey.html"

    def get_queryset(self) -> Any:
        related = ("owner", "section", "questionnaire", "version", "notice", "created_by")
        return super().get_queryset().with_progress().select_related(*related)

    def get_object(self, queryset: Any = None) -> Survey:
        survey = super().get_object(queryset)
        # Opening is what receiving means, as with a notice (A4); it is written once.
        if self.request.method == "GET":
            receive(survey, by=self.request.user)
        return survey

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        survey, user = self.object, self.request.user
        manages = survey.may_be_managed_by(user)
        attached = list(survey.files.select_related("file", "replaced_by__file"))
        own = list(Response.objects.own(user).filter(survey=survey).select_related("organization").in_code_order())
        for response in own:
            response.survey = survey
        parts = parts_to_write(own, user)
        words, is_next = NEXT[State(own[0].state)] if len(own) == 1 else ("回答のページを開く", True)
        return super().get_context_data(
            manages=manages,
            own_responses=own,
            own_parts=parts,
            next_words=words,
            next_is_main=is_next and survey.is_open,
            attached=[one for one in attached if not one.replaced_by_id],
            files=[one.file for one in attached if not one.replaced_by_id],
            replaced=[one for one in attached if one.replaced_by_id],
            announcements=list(survey.announcements.select_related("by")),
            previous=Survey.objects.visible_to(user).filter(pk=survey.previous_id).first(),
            newer=newer_version(survey) if manages and survey.is_open else None,
            tables=tables_on_page(survey, user) if manages else [],
            addressed=_addressed(survey) if manages and survey.is_draft else "",
            now=clock.now(),
            **kwargs,
        )


def parts_to_write(own: list[Response], user: User) -> list[Assignment]:
    """What the person's sections are to write in responses that can be written in now."""
    sections = {post.section_id for post in posts_of(user)}
    found = Assignment.objects.filter(
        response__in=[one for one in own if one.state in (State.IN_PROGRESS, State.RETURNED) and one.is_editable],
        section__in=[section for section in sections if section],
    )
    return list(found.select_related("section", "response__organization"))


def _addressed(survey: Survey) -> str:
    """Whom a draft is to go to, in words."""
    named = [*survey.to_groups.all(), *survey.to_organizations.all()[:10]]
    more = survey.to_organizations.count() - 10
    return "、".join(str(one) for one in named) + (f"ほか{more}団体" if more > 0 else "")
