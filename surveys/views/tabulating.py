"""Cross-tables of a survey: the page, its charts as files, saving."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views import View
from django.views.generic import DetailView, FormView

from core.exports.answers import answer
from core.exports.services.requesting import request_export
from core.people import audit
from core.people.mixins import VisibleObjectMixin
from core.people.requests import SignedInRequest
from core.questions.charts.png import png
from core.questions.charts.svg import svg
from core.questions.crosstab.producer import Format
from core.questions.crosstab.source import Source
from core.questions.crosstab.spec import Spec
from core.questions.forms.crosstab import CrosstabFileForm
from core.questions.views.crosstab import CrosstabMixin, CrosstabUrls
from surveys.exporting import SurveyCrosstab
from surveys.forms.tabulating import SavedTableForm
from surveys.models import SurveyTable
from surveys.services.tabulating import remove_table, save_table
from surveys.source import source_of
from surveys.views.collating import CollationMixin


class TabulatingMixin(CollationMixin, CrosstabMixin):
    """Of a survey whose answers the person may read; what the person may not is not in the source."""

    def source(self) -> Source:
        return source_of(self.object, self.request.user)

    def urls(self) -> CrosstabUrls:
        names = ("crosstab", "crosstab_file", "crosstab", "crosstab_tables")
        page, export, chart, save = (reverse(f"surveys:{name}", args=[self.object.pk]) for name in names)
        return CrosstabUrls(page, export, chart, save)


class CrosstabView(TabulatingMixin, DetailView):
    template_name = "surveys/crosstab.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        survey, user = self.object, self.request.user
        saved = list(SurveyTable.objects.visible_to(user).filter(survey=survey).select_related("created_by", "survey"))
        manages = survey.may_be_managed_by(user)
        context = self.crosstab_context()
        return super().get_context_data(
            **context,
            saved=[(table, table.created_by_id == user.pk or (manages and table.is_shared)) for table in saved],
            manages=manages,
            save_form=SavedTableForm(source=self.spec.source, initial=self._named()) if context.get("table") else None,
            **kwargs,
        )

    def _named(self) -> dict[str, str]:
        chart = self.request.GET.get("chart", "")
        return {
            "title": self.spec.title[:200],
            "query": f"{self.spec.query}&chart={chart}" if chart else self.spec.query,
        }


class ChartFileView(TabulatingMixin, View):
    """One chart of the table that the address defines."""

    http_method_names = ["get", "head"]
    types = {"svg": "image/svg+xml", "png": "image/png"}

    def get(self, request: SignedInRequest, pk: int, ending: str) -> HttpResponse:
        self.object = survey = self.get_object()
        chart = self.chart()
        content = svg(chart) if ending == "svg" else png(chart)
        if content is None:
            raise Http404
        audit.record(
            "survey.chart_exported", survey, by=request.user, organization=survey.owner_id, query=self.spec.query
        )
        response = HttpResponse(content, content_type=self.types[ending])
        response["Content-Disposition"] = content_disposition_header(True, f"{chart.title[:60]}.{ending}")
        return response


class CrosstabFileView(TabulatingMixin, View):
    """The table as a file: at once where it is small, else from the page of the export."""

    http_method_names = ["post"]

    def post(self, request: SignedInRequest, pk: int) -> HttpResponseBase:
        self.object = self.get_object()
        form = CrosstabFileForm(request.POST)
        spec = Spec.read(self.source(), QueryDict(request.POST.get("query", "")))
        if not form.is_valid() or not spec.is_complete:
            messages.error(request, "書き出せませんでした。集計の条件を選び直してください。")
            return HttpResponseRedirect(f"{self.urls().page}?{spec.query}")
        chosen = form.cleaned_data
        definition = {"survey": pk, "query": spec.query, "format": chosen["format"]}
        if chosen["format"] != Format.WORKBOOK:
            definition["encoding"] = chosen["encoding"]
        return answer(request_export(SurveyCrosstab.code, definition, by=request.user), request)


class SaveTableView(TabulatingMixin, FormView):
    """Naming it; a page of its own only where something is wrong."""

    http_method_names = ["post"]
    template_name = "surveys/crosstab_save.html"
    form_class = SavedTableForm

    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        return super().post(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "source": self.source()}

    def form_valid(self, form: SavedTableForm) -> HttpResponse:
        chosen = form.cleaned_data
        manages = self.object.may_be_managed_by(self.request.user)
        save_table(
            self.object,
            title=chosen["title"],
            query=chosen["query"],
            is_shared=chosen["is_shared"] and manages,
            on_page=chosen["on_page"] and manages,
            by=self.request.user,
        )
        messages.success(self.request, f"集計「{chosen['title']}」を保存しました。")
        return HttpResponseRedirect(f"{self.urls().page}?{chosen['query']}#saved")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(survey=self.object, urls=self.urls(), **kwargs)


class TableRemovalView(VisibleObjectMixin, View):
    model = SurveyTable
    may = "may_be_removed_by"
    http_method_names = ["post"]

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(survey=self.kwargs["survey_pk"]).select_related("survey")

    def post(self, request: SignedInRequest, survey_pk: int, pk: int) -> HttpResponse:
        table = self.get_object()
        remove_table(table, by=request.user)
        messages.success(request, f"保存した集計「{table.title}」を削除しました。")
        return HttpResponseRedirect(reverse("surveys:crosstab", args=[survey_pk]))
