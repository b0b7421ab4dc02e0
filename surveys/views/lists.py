"""The lists of surveys: those to be answered, and those one runs."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.views.generic import ListView

from core import clock
from core.people.access import organizations_for
from core.people.counting import CappedPaginator
from core.people.models import Verb
from core.people.requests import SignedInRequest
from surveys.forms.filters import DEFAULT_ORDER, SurveyFilter, ordered
from surveys.models import Response, Survey


class SurveyListView(ListView):
    """Two boxes: what is to be answered, and, for those who publish, what they run."""

    paginate_by = 50
    paginator_class = CappedPaginator
    request: SignedInRequest

    def get_template_names(self) -> list[str]:
        return ["surveys/list_run.html" if self.run else "surveys/list_asked.html"]

    def get_queryset(self) -> QuerySet:
        user = self.request.user
        self.publishes = bool(organizations_for(user, Verb.PUBLISH))
        box = self.request.GET.get("box") or ("run" if self.publishes else "asked")
        self.run = box == "run" and self.publishes
        sort = self.request.GET.get("sort", DEFAULT_ORDER)
        if self.run:
            surveys = Survey.objects.visible_to(user).managed_by(user)
            self.filter = SurveyFilter(self.request.GET, surveys=surveys, asked=False)
            found = self.filter.of_surveys(surveys).select_related("owner", "section").with_progress()
            return ordered(found, sort)
        asked = Survey.objects.visible_to(user).asked_of(user)
        self.filter = SurveyFilter(self.request.GET, surveys=asked, asked=True)
        responses = Response.objects.visible_to(user).own(user).select_related("survey__owner", "organization")
        return ordered(self.filter.of_responses(responses).with_due(), sort)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            filter=self.filter,
            box="run" if self.run else "asked",
            publishes=self.publishes,
            default_order=DEFAULT_ORDER,
            now=clock.now(),
            several=len(organizations_for(self.request.user, Verb.READ_RECORDS)) > 1,
            filtered=any(self.request.GET.get(name) for name in self.filter.fields),
            **kwargs,
        )
