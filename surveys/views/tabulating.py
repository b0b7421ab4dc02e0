"""Cross-tables of a survey: the page, its charts as files, saving."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.views import View
from django.views.generic import DetailView
from django.views.generic.base import TemplateResponseMixin

from core.questions.crosstab.source import Source
from core.questions.views.tabulated import (
    ChartFileMixin,
    CrosstabFileMixin,
    CrosstabPageMixin,
    SaveTableMixin,
    TableRemovalMixin,
    TabulatedMixin,
)
from surveys.exporting import SurveyCrosstab
from surveys.forms.tabulating import SavedTableForm
from surveys.models import SurveyTable
from surveys.services.tabulating import remove_table, save_table
from surveys.source import source_of
from surveys.views.collating import CollationMixin


class TabulatingMixin(CollationMixin, TabulatedMixin):
    """Of a survey whose answers the person may read; what the person may not is not in the source."""

    thing, pages = "survey", "surveys"
    saving = SavedTableForm

    @cached_property
    def source(self) -> Source:
        return source_of(self.object, self.request.user)

    def manages(self) -> bool:
        return self.object.may_be_managed_by(self.request.user)


class CrosstabView(TabulatingMixin, CrosstabPageMixin, DetailView):
    template_name = "surveys/crosstab.html"


class ChartFileView(TabulatingMixin, ChartFileMixin, View):
    pass


class CrosstabFileView(TabulatingMixin, CrosstabFileMixin, View):
    producer = SurveyCrosstab


class SaveTableView(TabulatingMixin, SaveTableMixin, TemplateResponseMixin, View):
    template_name = "surveys/crosstab_save.html"

    def save(self, **chosen: Any) -> None:
        save_table(self.object, **chosen, by=self.request.user)


class TableRemovalView(TableRemovalMixin, View):
    model = SurveyTable
    thing, pages = "survey", "surveys"

    def remove(self, table: SurveyTable) -> None:
        remove_table(table, by=self.request.user)
