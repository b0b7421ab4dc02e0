"""What was sent in as a file."""

from __future__ import annotations

from typing import Any

from django.views.generic import DetailView

from core.questions.views.exporting import AnswersExportMixin
from publicforms.forms.tabulating import FormExportForm
from publicforms.tables.exporting import FormAnswers
from publicforms.tables.source import personal_keys
from publicforms.views.manage.tabulating import TabulatingMixin


class ExportView(TabulatingMixin, AnswersExportMixin, DetailView):
    """Of an anonymous form the page says why there is no such file, and what there is instead."""

    may = "may_be_exported_by"
    template_name = "publicforms/manage/tabulating/export.html"
    form_class = FormExportForm
    producer = FormAnswers

    def get_form_kwargs(self) -> dict[str, Any]:
        may_have = bool(personal_keys(self.source.versions)) and not self.source.unseen
        return {**super().get_form_kwargs(), "may_have_personal": may_have}
