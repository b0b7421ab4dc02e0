"""A version on paper: to be filled in by hand, at a counter or on the phone."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.views.generic import DetailView

from core.people.mixins import VisibleObjectMixin
from core.questions.models import Version
from core.questions.paper import on_paper


class PaperView(VisibleObjectMixin, DetailView):
    """Whoever sees the version may print it: boxes, options with □, empty tables, conditions in words."""

    may = ""
    queryset = Version.objects.select_related("questionnaire__owner")
    template_name = "questions/paper.html"

    def get_object(self, queryset: Any = None) -> Version:
        return get_object_or_404(self.get_queryset(), questionnaire=self.kwargs["pk"], number=self.kwargs["number"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = on_paper(self.object.definition)
        return super().get_context_data(version=self.object, asked=asked, **kwargs)
