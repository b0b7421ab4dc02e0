"""The list of forms."""

from __future__ import annotations

from typing import Any

from django.views.generic import ListView

from core import clock
from core.people.access import organizations_for
from core.people.counting import CappedPaginator
from core.people.mixins import VisibleListMixin
from core.people.models import Verb
from publicforms.forms.filters import DEFAULT_ORDER, FormFilter, ordered
from publicforms.models import Form
from publicforms.people import personal_forms
from publicforms.querysets import FormQuerySet


class FormListView(VisibleListMixin, ListView):
    model = Form
    paginate_by = 50
    paginator_class = CappedPaginator
    template_name = "publicforms/manage/making/list.html"

    def get_queryset(self) -> FormQuerySet:
        self.filter = FormFilter(self.request.GET, visible=super().get_queryset())
        return ordered(self.filter.apply().for_list(), self.request.GET.get("sort", DEFAULT_ORDER))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(
            filter=self.filter,
            filtered=any(self.request.GET.get(name) for name in self.filter.fields),
            composes=bool(organizations_for(self.request.user, Verb.COMPOSE)),
            sees_personal=personal_forms(self.request.user).exists(),
            has_logs=Form.objects.with_entries_for(self.request.user).exists(),
            several_owners="owner" in self.filter.fields,
            default_order=DEFAULT_ORDER,
            **kwargs,
        )
        now = clock.now()
        for form in context["object_list"]:
            form.moment_now = form.moment(now)
        return context | {"now": now}
