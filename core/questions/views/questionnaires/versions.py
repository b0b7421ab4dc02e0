"""One version: how it was asked, how it differs from another, which older answers do not fit it."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.views.generic import DetailView

from core.people.mixins import VisibleObjectMixin
from core.questions.affected import judge, sheets_before, tally
from core.questions.asking import ask
from core.questions.models import Version
from core.questions.version_differences import version_differences


class VersionPage(VisibleObjectMixin, DetailView):
    """A page about the version with `number` of the questionnaire `pk`."""

    may = ""
    model = Version
    pk_url_kwarg = "version"  # not in the address: a version is named by its number
    slug_field = slug_url_kwarg = "number"

    def get_queryset(self) -> QuerySet[Version]:
        versions = super().get_queryset().filter(questionnaire=self.kwargs["pk"])
        return versions.select_related("questionnaire__owner", "published_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        questionnaire = self.object.questionnaire
        composes = questionnaire.may_be_composed_by(self.request.user)
        return super().get_context_data(questionnaire=questionnaire, composes=composes, **kwargs)


class VersionView(VersionPage):
    """As it was asked, for reading."""

    template_name = "questions/questionnaires/version.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        definition = self.object.definition
        asked = ask(definition, {})
        return super().get_context_data(asked=asked, definition=definition, **kwargs)


class VersionDifferencesView(VersionPage):
    """?from=<number> is the version to compare with; by itself the one before."""

    template_name = "questions/questionnaires/version_differences.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        others = [version for version in self.get_queryset().order_by("-number") if version.pk != self.object.pk]
        chosen = self.request.GET.get("from", "")
        older = [version for version in others if version.number < self.object.number]
        other = next((version for version in others if str(version.number) == chosen), None)
        other = other or next(iter(older), None) or next(iter(others), None)
        differences = version_differences(other.definition, self.object.definition) if other else []
        return super().get_context_data(others=others, other=other, differences=differences, **kwargs)


class AffectedView(VersionPage):
    """Answers made on earlier versions: those that do not fit, and why."""

    may = "may_be_composed_by"
    template_name = "questions/questionnaires/affected.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = Paginator(sheets_before(self.object), 50).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            page_obj=page,
            tally=tally(self.object),
            judged=judge(page.object_list, self.object),
            **kwargs,
        )
