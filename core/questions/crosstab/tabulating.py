"""Running a table: one statement, and before it one more where classes of numbers are to be suggested."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db import connection
from psycopg import sql

from core.questions.crosstab.calendar import EACH
from core.questions.crosstab.classes import suggested
from core.questions.crosstab.coded import coded_statement, decoder, may_use_codes
from core.questions.crosstab.dimensions import Type
from core.questions.crosstab.grouping import Axis
from core.questions.crosstab.spec import AXES, Spec
from core.questions.crosstab.statement import statement
from core.questions.crosstab.suppression import masked
from core.questions.crosstab.table import Cell, CrossTable, build


def tabulate(spec: Spec) -> CrossTable:
    """The table of a complete spec (`spec.is_complete`). Small cells are masked where the source says so."""
    chosen = with_classes(spec)
    rows = _counted(chosen)
    axes = len(chosen.axes)
    table = build(chosen, ((row[:axes], _cell(row[axes:])) for row in rows))
    if chosen.source.at_least:
        table.masked = masked(table, chosen.source.at_least)
    return table


def with_classes(spec: Spec) -> Spec:
    """With classes for every axis of numbers for which none were chosen."""
    made: dict[str, Any] = {}
    for name in AXES:
        axis: Axis | None = getattr(spec, name)
        if axis and axis.dimension.type is Type.NUMBER and not axis.by:
            made[name] = replace(axis, by=suggested(spec, axis) or EACH)
    return replace(spec, **made) if made else spec


def _counted(spec: Spec) -> list[tuple[Any, ...]]:
    coded = spec.source.coded
    if coded is None or not may_use_codes(spec):
        return _fetch(statement(spec))
    found = list(map(decoder(spec, coded), _fetch(coded_statement(spec, coded))))
    if coded.rest is None:
        return found
    rest = replace(spec, source=replace(spec.source, rows=coded.rest, coded=None))
    return _together([*found, *_fetch(statement(rest))])


def _together(rows: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Those of the same categories in one; behind the categories stands how many they are."""
    times: Counter[tuple[Any, ...]] = Counter()
    for *categories, number in rows:
        times[tuple(categories)] += number
    return [(*categories, number) for categories, number in times.items()]


def _cell(figures: tuple[Any, ...]) -> Cell:
    return Cell(*figures)


def _fetch(found: sql.Composable | None) -> list[tuple[Any, ...]]:
    if found is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(found)
        return cursor.fetchall()
