"""Cross-tables of a form: the page, its charts as files, saving."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.views import View
from django.views.generic import DetailView
from django.views.generic.base import TemplateResponseMixin

from core.questions.crosstab.source import Source
from core.questions.crosstab.spec import Spec
from core.questions.views.tabulated import (
    ChartFileMixin,
    CrosstabFileMixin,
    CrosstabPageMixin,
    SaveTableMixin,
    TableRemovalMixin,
    TabulatedMixin,
)
from publicforms.anonymity import held_back
from publicforms.forms.tabulating import SavedTableForm
from publicforms.models import Form, FormTable
from publicforms.services.tabulating import remove_table, save_table
from publicforms.tables.exporting import FormCrosstab
from publicforms.tables.source import personal_used, source_of


class TabulatingMixin(TabulatedMixin):
    """Of a form that was published, whose submissions the person may see: before, there is nothing to count.

    What the person may not see is not in the source.
    """

    model = Form
    may = "submissions_may_be_seen_by"
    context_object_name = "subject"
    thing, pages = "form", "forms"
    saving = SavedTableForm
    object: Form

    def get_queryset(self) -> QuerySet[Form]:
        published = super().get_queryset().filter(version__isnull=False)
        return published.select_related("owner", "section", "version")

    @cached_property
    def source(self) -> Source:
        return source_of(self.object, self.request.user)

    def manages(self) -> bool:
        return self.object.may_be_edited_by(self.request.user)

    def may_export(self) -> bool:
        return self.object.may_be_exported_by(self.request.user)

    def noted(self, spec: Spec) -> dict[str, Any]:
        return {"personal": True} if personal_used(spec) else {}


class CrosstabView(TabulatingMixin, CrosstabPageMixin, DetailView):
    template_name = "publicforms/manage/tabulating/crosstab.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(held=held_back(self.object), **kwargs)
        if "table" in context and personal_used(self.spec):  # who counts by a name sees names
            self.log("personal_tabulated")
        return context


class ChartFileView(TabulatingMixin, ChartFileMixin, View):
    """It is taken along, so it needs what exports need."""

    may = "may_be_exported_by"


class CrosstabFileView(TabulatingMixin, CrosstabFileMixin, View):
    may = "may_be_exported_by"
    producer = FormCrosstab


class SaveTableView(TabulatingMixin, SaveTableMixin, TemplateResponseMixin, View):
    template_name = "publicforms/manage/tabulating/crosstab_save.html"

    def save(self, **chosen: Any) -> None:
        save_table(self.object, **chosen, by=self.request.user)


class TableRemovalView(TableRemovalMixin, View):
    model = FormTable
    thing, pages = "form", "forms"

    def remove(self, table: FormTable) -> None:
        remove_table(table, by=self.request.user)
