"""The cross-tables of one thing: their page, charts and files, and what somebody saves.

A room's view says whose answers they are (`source`), and what only the room knows.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.generic.edit import FormMixin

from core.exports.answers import answer
from core.exports.services.requesting import request_export
from core.people import audit
from core.people.mixins import VisibleObjectMixin
from core.people.requests import SignedInRequest
from core.questions.charts.png import png
from core.questions.charts.svg import svg
from core.questions.crosstab.audited import without_typed_words, without_words_about
from core.questions.crosstab.producer import CrosstabProducer, Format
from core.questions.crosstab.spec import Spec
from core.questions.forms.crosstab import CrosstabFileForm, SavedTableForm
from core.questions.models import SavedTable
from core.questions.views.crosstab import CrosstabMixin, CrosstabUrls


class TabulatedMixin(VisibleObjectMixin, CrosstabMixin):
    """`thing` is what definitions of exports and the audit log call it; `pages` is the namespace of its addresses."""

    thing: ClassVar[str]
    pages: ClassVar[str]
    saving: ClassVar[type[SavedTableForm]]
    object: Any

    def manages(self) -> bool:
        """Whether the person manages what is counted, and so the tables that are shared."""
        raise NotImplementedError

    def noted(self, spec: Spec) -> dict[str, Any]:
        """What the definition of an export, and the audit log, say of it besides."""
        return {}

    def address(self, name: str) -> str:
        return reverse(f"{self.pages}:{name}", args=[self.object.pk])

    def urls(self) -> CrosstabUrls:
        page = self.address("crosstab")
        return CrosstabUrls(page, self.address("crosstab_file"), page, self.address("crosstab_tables"))

    def log(self, done: str) -> None:
        """The audit log outlives the answers: no words of theirs that were searched for."""
        audit.record(
            f"{self.thing}.{done}", self.object, by=self.request.user, organization=self.object.owner_id,
            query=without_typed_words(self.spec.query), **self.noted(self.spec),
        )  # fmt: skip


class CrosstabPageMixin(TabulatedMixin):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = self.crosstab_context()
        if "table" in context:
            context["save_form"] = self.saving(source=self.source, manages=self.manages(), initial=self._named())
        return super().get_context_data(**context, saved=self._saved(), **kwargs)

    def _saved(self) -> list[tuple[SavedTable, str, str]]:
        """Each with its definition as the person may read it, and the address that removes it; none for who may not."""
        user, manages = self.request.user, self.manages()
        return [
            (
                one,
                without_words_about(one.query, self.source.unseen),
                reverse(f"{self.pages}:crosstab_table_removal", args=[self.object.pk, one.pk])
                if one.is_removable_by(user, manages=manages)
                else "",
            )
            for one in self.object.tables.visible_to(user).select_related("created_by")
        ]

    def _named(self) -> dict[str, str]:
        chart = self.request.GET.get("chart", "")
        query = f"{self.spec.query}&chart={chart}" if chart else self.spec.query
        return {"title": self.spec.title[:200], "query": query}


class ChartFileMixin(TabulatedMixin):
    """One chart of the table that the address defines."""

    http_method_names = ["get", "head"]
    types = {"svg": "image/svg+xml", "png": "image/png"}

    def get(self, request: SignedInRequest, pk: int, ending: str) -> HttpResponse:
        self.object = self.get_object()
        chart = self.chart()
        content = svg(chart) if ending == "svg" else png(chart)
        if content is None:
            raise Http404
        self.log("chart_exported")
        response = HttpResponse(content, content_type=self.types[ending])
        response["Content-Disposition"] = content_disposition_header(True, f"{chart.title[:60]}.{ending}")
        return response


class CrosstabFileMixin(TabulatedMixin):
    """The table as a file: at once where it is small, else from the page of the export."""

    http_method_names = ["post"]
    producer: ClassVar[type[CrosstabProducer]]

    def post(self, request: SignedInRequest, pk: int) -> HttpResponseBase:
        self.object = self.get_object()
        form = CrosstabFileForm(request.POST)
        spec = Spec.read(self.source, QueryDict(request.POST.get("query", "")))
        if not form.is_valid() or not spec.is_complete:
            messages.error(request, "書き出せませんでした。集計の条件を選び直してください。")
            return HttpResponseRedirect(f"{self.urls().page}?{spec.query}")
        chosen = form.cleaned_data
        definition = {self.thing: pk, "query": spec.query, "format": chosen["format"], **self.noted(spec)}
        if chosen["format"] != Format.WORKBOOK:
            definition["encoding"] = chosen["encoding"]
        return answer(request_export(self.producer.code, definition, by=request.user), request)


class SaveTableMixin(TabulatedMixin, FormMixin):
    """Naming a table; a page of its own only where something is wrong."""

    http_method_names = ["post"]

    def save(self, **chosen: Any) -> None:
        raise NotImplementedError

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        self.object = self.get_object()
        form = self.get_form()
        return self.form_valid(form) if form.is_valid() else self.form_invalid(form)

    def get_form_class(self) -> type[SavedTableForm]:
        return self.saving

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "source": self.source, "manages": self.manages()}

    def form_valid(self, form: SavedTableForm) -> HttpResponse:
        chosen = form.cleaned_data
        self.save(**chosen)
        messages.success(self.request, f"集計「{chosen['title']}」を保存しました。")
        return HttpResponseRedirect(f"{self.urls().page}?{chosen['query']}#saved")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(urls=self.urls(), **kwargs)


class TableRemovalMixin(VisibleObjectMixin):
    """`thing` is also the name of the key to what the table counts."""

    may = "may_be_removed_by"
    http_method_names = ["post"]
    thing: ClassVar[str]
    pages: ClassVar[str]

    def remove(self, table: Any) -> None:
        raise NotImplementedError

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().filter(**{self.thing: self._of}).select_related(self.thing)

    def post(self, request: SignedInRequest, **kwargs: int) -> HttpResponse:
        table = self.get_object()
        self.remove(table)
        messages.success(request, f"保存した集計「{table.title}」を削除しました。")
        return HttpResponseRedirect(reverse(f"{self.pages}:crosstab", args=[self._of]))

    @property
    def _of(self) -> int:
        return self.kwargs[f"{self.thing}_pk"]
