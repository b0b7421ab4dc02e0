"""The cross-table of a page. A feature's view gives the source and the addresses.

Its template includes questions/crosstab/_page.html.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db import OperationalError, transaction
from django.http import Http404, HttpRequest, QueryDict
from psycopg.errors import QueryCanceled

from core.questions.charts.chart import Chart, Kind
from core.questions.crosstab.charting import chart_of, kind_in, kinds_for
from core.questions.crosstab.grouping import Category
from core.questions.crosstab.notes import conditions, notes, summary
from core.questions.crosstab.shown import columns_of, shown
from core.questions.crosstab.significance import chi_squared
from core.questions.crosstab.source import Source
from core.questions.crosstab.spec import Spec, filtered_by
from core.questions.crosstab.table import CrossTable
from core.questions.crosstab.tabulating import tabulate
from core.questions.forms.crosstab import CrosstabForm, FilterForm

MOST_LINES = 500  # shown at once; the rest on request, and in every export
MOST_CHARTS = 12  # one for each layer


@dataclass(frozen=True)
class CrosstabUrls:
    """Where the parts of the page lead: the page itself, what makes files, what saves."""

    page: str
    export: str
    chart: str
    save: str


@dataclass(frozen=True)
class ShownChart:
    """A chart on the page, and where it is to be had as a file; empty where it is not."""

    chart: Chart
    svg_url: str
    png_url: str


class CrosstabMixin:
    """For a view that has a `source`."""

    request: HttpRequest

    @cached_property
    def source(self) -> Source:
        raise NotImplementedError

    def urls(self) -> CrosstabUrls:
        raise NotImplementedError

    def may_export(self) -> bool:
        """Whether the person may take tables and charts along as files, and not only look at them."""
        return True

    @cached_property
    def spec(self) -> Spec:
        return Spec.read(self.source, self.request.GET)

    @cached_property
    def table(self) -> CrossTable:
        """404 where the address makes none."""
        if not self.spec.is_complete:
            raise Http404
        return tabulate(self.spec)

    def chart(self) -> Chart:
        """The one that the address asks for: of which layer, of which kind."""
        layer = self.request.GET.get("in", "")
        found: Category | None = next((one for one in self.table.layers if one.code == layer), None)
        if found is None:
            raise Http404
        return chart_of(self.table, found, kind_in(self.spec, self.request.GET.get("chart", "")))

    def crosstab_context(self) -> dict[str, Any]:
        spec = self.spec
        data = self.request.GET
        filters = _filter_forms(spec, data)
        context: dict[str, Any] = {
            "source": self.source,
            "spec": spec,
            "urls": self.urls(),
            "may_export": self.may_export(),
            "form": CrosstabForm(data, spec=spec),
            "filters": filters,
            "addable": _addable(spec),
            "left_over": _left_over(spec, filters),
            "conditions": conditions(spec.filters, spec.source.specials),
            "chart_kind": "",
        }
        if not spec.is_complete:
            return context
        try:
            with transaction.atomic():  # what is cancelled takes back no more than itself
                return context | self._result(data)
        except OperationalError as error:
            if not isinstance(error.__cause__, QueryCanceled):
                raise
            return context | {"takes_too_long": True}

    def _result(self, data: QueryDict) -> dict[str, Any]:
        table = self.table
        spec = table.spec  # with the classes that were suggested
        kind = kind_in(spec, data.get("chart", ""))
        layers = shown(table)
        lines = 0
        for place, layer in enumerate(layers):
            lines += len(layer.body)
            if lines > MOST_LINES and not data.get("all"):
                layers = layers[: place + 1]
                del layer.rows[MOST_LINES - lines + len(layer.body) : -1]
                break
        return {
            "form": CrosstabForm(data, spec=spec),
            "table": table,
            "columns": columns_of(table),
            "layers": layers,
            "lines_left": max(0, len(table.rows) * len(table.layers) - MOST_LINES) if not data.get("all") else 0,
            "summary": summary(table),
            "notes": notes(table),
            "chi_squared": chi_squared(table),
            "charts": [self._chart(table, one, kind) for one in table.layers[:MOST_CHARTS]],
            "charts_left": max(0, len(table.layers) - MOST_CHARTS),
            "chart_kinds": kinds_for(spec),
            "chart_kind": kind,
        }

    def _chart(self, table: CrossTable, layer: Category, kind: Kind) -> ShownChart:
        way = self.urls().chart
        query = urlencode({"chart": kind, "in": layer.code})
        files = [f"{way}{ending}/?{table.spec.query}&{query}" for ending in ("svg", "png")]
        return ShownChart(chart_of(table, layer, kind), *(files if self.may_export() else ["", ""]))


def _filter_forms(spec: Spec, data: QueryDict) -> list[FilterForm]:
    """One for each dimension that the address filters by, and one for that which is to be added."""
    offered = spec.source.dimensions
    chosen = [*map(filtered_by, data), *data.getlist("add")]
    found = [offered[one] for one in dict.fromkeys(chosen) if one in offered]
    return [FilterForm(one, specials=spec.source.specials, data=data, spec=spec) for one in found]


def _addable(spec: Spec) -> list[tuple[str, list[tuple[str, str]]]]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in spec.source.dimensions.values():
        groups.setdefault(one.group, []).append((one.id, one.label))
    return list(groups.items())


def _left_over(spec: Spec, filters: list[FilterForm]) -> list[str]:
    """What is wrong with filters that have no field to say it at: their question is gone, or asked in another way."""
    shown = {name for one in filters for name in one.fields}
    return [message for name, message in spec.troubles if filtered_by(name) and name not in shown]
