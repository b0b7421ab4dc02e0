"""The statement of a table over short copies: a byte for each answer instead of JSON to be taken apart.

Ten times less is read, and what is grouped are small numbers. It counts, and no more: whatever is measured stands in
the answers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F
from psycopg import sql

from core.questions.crosstab.source import Coded
from core.questions.crosstab.spec import Filter, Measure, Spec

Row = tuple[Any, ...]


def may_use_codes(spec: Spec) -> bool:
    """Whether all that the table needs is coded."""
    coded = spec.source.coded
    if coded is None or spec.measure is not Measure.COUNT:
        return False
    if any(one.start or one.end or one.contains for one in spec.filters):
        return False
    ids = [axis.dimension.id for axis in spec.axes] + [one.dimension.id for one in spec.filters]
    return all(id_ in coded.place for id_ in ids) and not any(axis.by or axis.counted.many for axis in spec.axes)


def coded_statement(spec: Spec, coded: Coded) -> sql.Composable | None:
    """As `statement`, but categories are the numbers that `decoder` turns into their codes."""
    try:
        inner, given = coded.rows.order_by().values(t_codes=F("codes")).query.sql_with_params()
    except EmptyResultSet:
        return None
    base = sql.SQL(connection.ops.compose_sql(inner, given))  # type: ignore[attr-defined]
    bytes_ = [_byte(coded, axis.dimension.id) for axis in spec.axes]
    numbers = sql.SQL(", ").join(sql.SQL(str(place + 1)) for place in range(len(bytes_)))
    return sql.SQL("SELECT {}, count(*) FROM ({}) s{} GROUP BY {}").format(
        sql.SQL(", ").join(bytes_), base, _where(spec.filters, coded), numbers
    )


def decoder(spec: Spec, coded: Coded) -> Callable[[Row], Row]:
    """Turns the numbers of a row into categories."""
    categories = [coded.slots[axis.dimension.id] for axis in spec.axes]
    return lambda row: (*(codes[byte] for codes, byte in zip(categories, row, strict=False)), *row[len(categories) :])


def _byte(coded: Coded, id_: str) -> sql.Composable:
    return sql.SQL("get_byte(s.t_codes, {})").format(sql.Literal(coded.place[id_]))


def _where(filters: tuple[Filter, ...], coded: Coded) -> sql.Composable:
    conditions = []
    for one in filters:
        categories = coded.slots[one.dimension.id]
        chosen = [byte for byte, code in enumerate(categories) if code in one.codes]
        conditions.append(sql.SQL("{} = ANY({})").format(_byte(coded, one.dimension.id), sql.Literal(chosen)))
    return sql.SQL(" WHERE ") + sql.SQL(" AND ").join(conditions) if conditions else sql.SQL("")
