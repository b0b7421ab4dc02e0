"""Cross-tables of a form: the page, its charts as files, saving."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
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
from core.questions.crosstab.audited import without_typed_words
from core.questions.crosstab.producer import Format
from core.questions.crosstab.source import Source
from core.questions.crosstab.spec import Spec
from core.questions.forms.crosstab import CrosstabFileForm
from core.questions.views.crosstab import CrosstabMixin, CrosstabUrls
from publicforms.anonymity import held_back
from publicforms.forms.tabulating import SavedTableForm
from publicforms.models import Form, FormTable
from publicforms.services.tabulating import remove_table, save_table
from publicforms.tables.exporting import FormCrosstab
from publicforms.tables.source import personal_used, source_of


class PublishedFormMixin(VisibleObjectMixin):
    """A form that was published, whose submissions the person may see: before, there is nothing to count."""

    model = Form
    may = "submissions_may_be_seen_by"
    context_object_name = "subject"
    object: Form

    def get_queryset(self) -> QuerySet[Form]:
        published = super().get_queryset().filter(version__isnull=False)
        return published.select_related("owner", "section", "version")


class TabulatingMixin(PublishedFormMixin, CrosstabMixin):
    """What the person may not see is not in the source."""

    def source(self) -> Source:
        return source_of(self.object, self.request.user)

    def urls(self) -> CrosstabUrls:
        names = ("crosstab", "crosstab_file", "crosstab", "crosstab_tables")
        page, export, chart, save = (reverse(f"forms:{name}", args=[self.object.pk]) for name in names)
        return CrosstabUrls(page, export, chart, save)

    def may_export(self) -> bool:
        return self.object.may_be_exported_by(self.request.user)

    def record_personal(self, spec: Spec) -> None:
        """Who counts by a name sees names."""
        keys = personal_used(spec)
        if keys:
            audit.record(
                "form.personal_tabulated", self.object, by=self.request.user, organization=self.object.owner_id,
                query=without_typed_words(spec.query),
            )  # fmt: skip


class CrosstabView(TabulatingMixin, DetailView):
    template_name = "publicforms/manage/tabulating/crosstab.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form, user = self.object, self.request.user
        saved = list(FormTable.objects.visible_to(user).filter(form=form).select_related("created_by"))
        manages = form.may_be_edited_by(user)
        context = self.crosstab_context()
        if context.get("table"):
            self.record_personal(self.spec)
        return super().get_context_data(
            **context,
            source=self.spec.source,
            held=held_back(form),
            saved=[(table, table.created_by_id == user.pk or (manages and table.is_shared)) for table in saved],
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
    """One chart of the table that the address defines: it is taken along, so it needs what exports need."""

    may = "may_be_exported_by"
    http_method_names = ["get", "head"]
    types = {"svg": "image/svg+xml", "png": "image/png"}

    def get(self, request: SignedInRequest, pk: int, ending: str) -> HttpResponse:
        self.object = form = self.get_object()
        chart = self.chart()
        content = svg(chart) if ending == "svg" else png(chart)
        if content is None:
            raise Http404
        personal = {"personal": True} if personal_used(self.spec) else {}
        audit.record(
            "form.chart_exported",
            form,
            by=request.user,
            organization=form.owner_id,
            query=without_typed_words(self.spec.query),
            **personal,
        )
        response = HttpResponse(content, content_type=self.types[ending])
        response["Content-Disposition"] = content_disposition_header(True, f"{chart.title[:60]}.{ending}")
        return response


class CrosstabFileView(TabulatingMixin, View):
    """The table as a file: at once where it is small, else from the page of the export."""

    may = "may_be_exported_by"
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, pk: int) -> HttpResponseBase:
        self.object = self.get_object()
        form = CrosstabFileForm(request.POST)
        spec = Spec.read(self.source(), QueryDict(request.POST.get("query", "")))
        if not form.is_valid() or not spec.is_complete:
            messages.error(request, "書き出せませんでした。集計の条件を選び直してください。")
            return HttpResponseRedirect(f"{self.urls().page}?{spec.query}")
        chosen = form.cleaned_data
        definition = {"form": pk, "query": spec.query, "format": chosen["format"]}
        if chosen["format"] != Format.WORKBOOK:
            definition["encoding"] = chosen["encoding"]
        if personal_used(spec):
            definition["personal"] = True
        return answer(request_export(FormCrosstab.code, definition, by=request.user), request)


class SaveTableView(TabulatingMixin, FormView):
    """Naming it; a page of its own only where something is wrong."""

    http_method_names = ["post"]
    template_name = "publicforms/manage/tabulating/crosstab_save.html"
    form_class = SavedTableForm

    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        return super().post(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "source": self.source()}

    def form_valid(self, form: SavedTableForm) -> HttpResponse:
        chosen = form.cleaned_data
        save_table(
            self.object,
            title=chosen["title"],
            query=chosen["query"],
            is_shared=chosen["is_shared"],
            by=self.request.user,
        )
        messages.success(self.request, f"集計「{chosen['title']}」を保存しました。")
        return HttpResponseRedirect(f"{self.urls().page}?{chosen['query']}#saved")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(subject=self.object, urls=self.urls(), **kwargs)


class TableRemovalView(VisibleObjectMixin, View):
    model = FormTable
    may = "may_be_removed_by"
    http_method_names = ["post"]

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(form=self.kwargs["form_pk"]).select_related("form")

    def post(self, request: SignedInRequest, form_pk: int, pk: int) -> HttpResponse:
        table = self.get_object()
        remove_table(table, by=request.user)
        messages.success(request, f"保存した集計「{table.title}」を削除しました。")
        return HttpResponseRedirect(reverse("forms:crosstab", args=[form_pk]))
