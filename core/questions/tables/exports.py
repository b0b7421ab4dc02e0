"""What a table gives away cell by cell: columns of an export, ways to count, cells of a workbook.

Within the JSON of a row a column's answer stands where a question's stands within a sheet. So the column's own kind
writes the SQL, over the row instead of the answers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from psycopg import sql

from core.questions.definition import Question
from core.questions.kinds import base
from core.questions.tables.layout import Column, Layout, Row


def columns(question: Question, answers: sql.Composable) -> Iterator[base.Column]:
    layout = Layout.of(question)
    for row, column in _places(layout):
        for each in column.kind.columns(column.question, base.value_at(answers, question.key, row.key)):
            yield replace(each, part=_part(row, column, each.part), label=layout.place(row, column))


def facets(question: Question, answers: sql.Composable) -> Iterator[base.Facet]:
    layout = Layout.of(question)
    for row, column in _places(layout):
        for each in column.kind.facets(column.question, base.value_at(answers, question.key, row.key)):
            yield replace(each, part=_part(row, column, each.part), label=layout.place(row, column))


def cells(question: Question) -> Iterator[base.Cell]:
    layout = Layout.of(question)
    for row, column in _places(layout):
        for each in column.kind.cells(column.question):
            yield replace(each, part=_part(row, column, ""), label=layout.place(row, column))


def cell_state_at(answers: sql.Composable, key: str, row: str, column: str) -> sql.Composable:
    """SQL: 'answered', or which kind of "no value" a cell has; that of the whole table where the table has none."""
    whole = base.state_at(answers, key)
    return sql.SQL("(CASE WHEN {whole} = {answered} THEN {cell} ELSE {whole} END)").format(
        whole=whole, answered=sql.Literal("answered"), cell=base.state_at(answers, key, row, column)
    )


def _places(layout: Layout) -> Iterator[tuple[Row, Column]]:
    return ((row, column) for row in layout.rows for column in layout.columns)


def _part(row: Row, column: Column, within: str) -> str:
    return ".".join(filter(None, (row.key, column.key, within)))
