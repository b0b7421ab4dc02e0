"""The list of questionnaires, and that of templates."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.views.generic import ListView

from core.people.access import organizations_for
from core.people.counting import CappedPaginator
from core.people.mixins import VisibleListMixin
from core.people.models import Verb
from core.questions.forms.filters import DEFAULT_ORDER, QuestionnaireFilter, ordered
from core.questions.models import Questionnaire


class QuestionnaireListView(VisibleListMixin, ListView):
    """Two boxes: one's own questionnaires, and the templates of one's own and of others."""

    model = Questionnaire
    paginate_by = 50
    paginator_class = CappedPaginator
    template_name = "questions/questionnaires/list.html"

    def get_queryset(self) -> QuerySet[Questionnaire]:
        self.of_templates = self.request.GET.get("box") == "templates"
        visible = super().get_queryset().filter(is_template=self.of_templates)
        self.filter = QuestionnaireFilter(self.request.GET, questionnaires=visible)
        return ordered(self.filter.apply(), self.request.GET.get("sort", DEFAULT_ORDER))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        composed = organizations_for(self.request.user, Verb.COMPOSE)
        return super().get_context_data(
            filter=self.filter,
            filtered=any(self.request.GET.get(name) for name in self.filter.fields),
            box="templates" if self.of_templates else "own",
            composes=bool(composed),
            several_owners="owner" in self.filter.fields,
            default_order=DEFAULT_ORDER,
            **kwargs,
        )
