"""A table as a chart, one for each layer."""

from __future__ import annotations

from core.questions.charts.chart import KINDS, Chart, Kind, Series
from core.questions.crosstab.dimensions import Type
from core.questions.crosstab.grouping import Category
from core.questions.crosstab.shown import columns_of
from core.questions.crosstab.spec import Measure, Percent, Spec
from core.questions.crosstab.table import TOTAL, CrossTable, Place


def kinds_for(spec: Spec) -> list[tuple[Kind, str]]:
    """The charts that do not mislead: only parts of one whole are piled up, only what has an order becomes a line."""
    adds_up = spec.columns is not None and not spec.of_many and spec.measure in (Measure.COUNT, Measure.SUM)
    chosen: list[Kind] = []
    if adds_up:
        chosen += ["stacked_percent", "stacked"] if spec.percent is Percent.ROW else ["stacked", "stacked_percent"]
    chosen.append("grouped")
    if spec.columns is not None:
        chosen.append("heat")
    if spec.rows is not None and spec.rows.dimension.type in (Type.DATE, Type.NUMBER, Type.TIME):
        chosen.insert(0 if spec.rows.dimension.type is Type.DATE else len(chosen), "line")
    return [(kind, KINDS[kind]) for kind in chosen]


def kind_in(spec: Spec, asked: str) -> Kind:
    """The one that was asked for, else the one that suits best."""
    offered = [kind for kind, _ in kinds_for(spec)]
    return next((kind for kind in offered if kind == asked), offered[0])


def chart_of(table: CrossTable, layer: Category, kind: Kind) -> Chart:
    """Without the totals of the columns: they are no part of the whole. The totals of the rows stand behind them."""
    spec = table.spec
    columns = table.columns if table.has_columns else columns_of(table)
    percent = bool(spec.percent) and kind != "stacked_percent"
    series, masked = [], set()
    for at, column in enumerate(columns):
        values = []
        for line, row in enumerate(table.rows):
            place = Place(layer.code, row.code, column.code)
            values.append(table.share(place) if percent else table.figure(place))
            if table.is_share_masked(place) if percent else place in table.masked:
                masked.add((line, at))
        series.append(Series(column.label, tuple(values), column.is_special))
    has_totals = table.has_columns and spec.measure in (Measure.COUNT, Measure.SUM)
    return Chart(
        kind,
        f"{spec.title}（{layer.label}）" if spec.layer else spec.title,
        spec.source.noun if spec.of is None else spec.of.unit,
        tuple(row.label for row in table.rows),
        tuple(series),
        percent=percent,
        masked=frozenset(masked),
        totals=tuple(table.figure(Place(layer.code, row.code, TOTAL)) for row in table.rows) if has_totals else (),
    )
