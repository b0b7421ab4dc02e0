"""What a table of added rows gives away: each column's values one below the other, totals, how many rows there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from psycopg import sql

from core.questions.definition import Question
from core.questions.kinds import base
from core.questions.tables.layout import BETWEEN, COUNT, TOTAL, Column, Layout
from core.questions.tables.lines import Limits, called

HOW_MANY = "行の数"
MOST_IN_WORKBOOK = 50
_LINE = sql.SQL("line.item")  # one row: a column's answer stands in it like a question's in a sheet
_JOINED = sql.SQL("string_agg(coalesce(({value})::text, ''), E'\\n' ORDER BY line.n)")
_LISTED = sql.SQL("array_agg({value} ORDER BY line.n) FILTER (WHERE {value} IS NOT NULL)")
_SUM = sql.SQL("sum({value})")


def columns(question: Question, answers: sql.Composable) -> Iterator[base.Column]:
    """A column's values stand in one text, a line for every row, empty where the cell is."""
    layout, rows = Layout.of(question), base.value_at(answers, question.key)
    for column in layout.columns:
        for each in column.kind.columns(column.question, _LINE):
            joined = _over(rows, _JOINED, each.value)
            part = ".".join(filter(None, (column.key, each.part)))
            yield base.Column(part, column.label, joined)
    for column in layout.numbers:
        if column.total:
            total = _total(column, rows)
            label = f"{layout.total_label}{BETWEEN}{column.label}"
            yield base.Column(f"{TOTAL}.{column.key}", label, total, "number", column.unit)
    yield base.Column(COUNT, HOW_MANY, _count(rows), "number")


def facets(question: Question, answers: sql.Composable) -> Iterator[base.Facet]:
    """Choices are counted row by row; of numbers the totals, and the rows themselves."""
    layout, rows = Layout.of(question), base.value_at(answers, question.key)
    for column in layout.columns:
        if column.is_number:
            label = f"{layout.total_label}{BETWEEN}{column.label}"
            value = sql.SQL("trim_scale({})::text").format(_total(column, rows))
            yield base.Facet(f"{TOTAL}.{column.key}", label, value, is_number=True)
            continue
        for each in column.kind.facets(column.question, _LINE):
            if not each.many:
                yield replace(
                    each, part=column.key, label=column.label, value=_over(rows, _LISTED, each.value), many=True
                )
    yield base.Facet(COUNT, HOW_MANY, sql.SQL("({})::text").format(_count(rows)), is_number=True)


def cells(question: Question) -> Iterator[base.Cell]:
    layout, limits = Layout.of(question), Limits.of(question)
    for place in range(1, min(limits.maximum, max(limits.minimum, limits.starting, MOST_IN_WORKBOOK)) + 1):
        for column in layout.columns:
            for each in column.kind.cells(column.question):
                yield replace(each, part=f"{place}.{column.key}", label=f"{called(place)}{BETWEEN}{column.label}")


def _total(column: Column, rows: sql.Composable) -> sql.Composable:
    return _over(rows, _SUM, base.number_at(_LINE, column.key))


def _count(rows: sql.Composable) -> sql.Composable:
    return sql.SQL("(CASE WHEN jsonb_typeof({rows}) = 'array' THEN jsonb_array_length({rows}) END)").format(rows=rows)


def _over(rows: sql.Composable, aggregate: sql.SQL, value: sql.Composable) -> sql.Composable:
    """An aggregate over the rows; NULL where there are none."""
    return sql.SQL(
        "(SELECT {aggregate} FROM jsonb_array_elements(CASE WHEN jsonb_typeof({rows}) = 'array' THEN {rows} END)"
        " WITH ORDINALITY AS line(item, n))"
    ).format(rows=rows, aggregate=aggregate.format(value=value))
