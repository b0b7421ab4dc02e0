"""What one has asked to take along."""

from __future__ import annotations

from typing import Any

from django.views.generic import ListView

from core.exports.models import Export
from core.people.mixins import VisibleListMixin


class ExportsView(VisibleListMixin, ListView):
    """htmx asks for the table alone, while something in it goes on."""

    model = Export
    paginate_by = 50

    def get_template_names(self) -> list[str]:
        return ["exports/_live_list.html" if self.request.htmx else "exports/list.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["goes_on"] = any(export.is_at_work for export in context["object_list"])
        return context
