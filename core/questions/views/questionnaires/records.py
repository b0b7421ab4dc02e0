"""One questionnaire: what state it is in, its versions, what to do next."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.views.generic import DetailView

from core.people.mixins import VisibleObjectMixin
from core.questions.models import Questionnaire, Version
from core.questions.services.composing import is_deletable
from core.questions.troubles import troubles


class QuestionnaireView(VisibleObjectMixin, DetailView):
    """Those who compose it see everything; others, of a shared template, what was published."""

    may = ""
    model = Questionnaire
    template_name = "questions/questionnaires/questionnaire.html"

    def get_queryset(self) -> QuerySet[Questionnaire]:
        return super().get_queryset().select_related("owner", "copied_from", "created_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        questionnaire, user = self.object, self.request.user
        composes = questionnaire.may_be_composed_by(user)
        versions = (
            Version.objects.visible_to(user)
            .filter(questionnaire=questionnaire)
            .select_related("published_by", "updated_by")
            .annotate(answers=Count("sheets", filter=Q(sheets__trial=None)))
            .order_by("-number")
        )
        draft = next((version for version in versions if version.is_draft), None)
        found = troubles(draft.definition) if composes and draft else []
        origin = questionnaire.copied_from
        return super().get_context_data(
            composes=composes,
            versions=versions,
            draft=draft,
            published=next((version for version in versions if not version.is_draft), None),
            blocking=sum(trouble.blocks for trouble in found),
            trials=questionnaire.trials.count() if composes else 0,
            deletable=composes and is_deletable(questionnaire),
            sees_origin=origin is not None and Questionnaire.objects.visible_to(user).filter(pk=origin.pk).exists(),
            **kwargs,
        )
