"""All answers of a survey as a file."""

from __future__ import annotations

from django.views.generic import DetailView

from core.questions.views.exporting import AnswersExportMixin
from surveys.exporting import SurveyAnswers
from surveys.views.tabulating import TabulatingMixin


class ExportView(TabulatingMixin, AnswersExportMixin, DetailView):
    template_name = "surveys/export.html"
    producer = SurveyAnswers
