"""The templates that come with the product."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.views.generic import TemplateView

from core.people.access import organizations_for
from core.people.models import Verb
from core.questions.asking import ask
from core.questions.library import library


class LibraryView(TemplateView):
    template_name = "questions/questionnaires/library.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(items=library().values(), **kwargs)


class LibraryItemView(TemplateView):
    """A template as those who answer would see it."""

    template_name = "questions/questionnaires/library_item.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        item = library().get(self.kwargs["slug"])
        if item is None:
            raise Http404
        return super().get_context_data(
            item=item,
            asked=ask(item.definition, {}),
            composes=bool(organizations_for(self.request.user, Verb.COMPOSE)),
            **kwargs,
        )
