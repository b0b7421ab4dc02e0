"""Rows out of the database by COPY, block by block: memory stays the same however many there are.

PostgreSQL writes the CSV; Python sees whole rows as bytes and looks into one only where it must. Meanwhile the
connection is busy: nothing else can be asked of it before the last row or the generator's end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from typing import Any

from django.db import connection
from psycopg import sql

BLOCK_BYTES = 1 << 18
ROWS_AT_ONCE = 2000
# PostgreSQL's own limit for one SELECT is 1,664; beyond ours, columns go into arrays of so many.
MOST_COLUMNS = 1_600
COLUMNS_IN_AN_ARRAY = 1_000
# Types whose texts are figures and dates that PostgreSQL writes: bool, int8, int2, int4, oid, float4, float8, date,
# time, timestamp, timestamptz, interval, numeric.
FIGURES = frozenset({16, 20, 21, 23, 26, 700, 701, 1082, 1083, 1114, 1184, 1186, 1700})
# What stands behind a backslash in COPY's text format.
ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"v": b"\v"}

Change = Callable[[sql.Composable], sql.Composable]


@dataclass(frozen=True)
class Select:
    """`SELECT values FROM source`, of as many values as there are. `source` is what stands behind FROM.

    `fixed` are the places of values that hold nothing but words of a list, which are known to run nowhere.
    """

    values: Sequence[sql.Composable]
    source: sql.Composable
    fixed: Set[int] = frozenset()

    @property
    def statement(self) -> sql.Composable:
        return sql.SQL("SELECT {} FROM {}").format(sql.SQL(", ").join(self.values), self.source)


def number_of_columns(select: sql.Composable | Select) -> int:
    return len(select.values) if isinstance(select, Select) else len(_are_texts(select))


def records(
    select: sql.Composable | Select, *, text: Change, figure: Change, fixed: Change | None = None
) -> Iterator[list[bytes]]:
    """Rows as lines of CSV in UTF-8, each with its line feed, in lists of about so many bytes; in the SELECT's order.

    `text` and `figure` say what to write of a column, by its type: what is no number, date or boolean is text. Of very
    many columns all are texts. `fixed` says it of texts that are fixed words, if that is something else.
    """
    if isinstance(select, Select) and len(select.values) > MOST_COLUMNS:
        for rows in _copied(_in_arrays(select, text), "text"):
            yield [_unescaped(bytes(row)) for row in rows]
        return
    statement = select.statement if isinstance(select, Select) else select
    words = select.fixed if isinstance(select, Select) and fixed is not None else frozenset()
    columns = [
        ((fixed or text) if number in words else text)(sql.SQL("{}::text").format(_column(number)))
        if is_text
        else figure(_column(number))
        for number, is_text in enumerate(_are_texts(statement))
    ]
    yield from _copied(_around(statement, columns, len(columns)), "csv")


def rows_of(select: sql.Composable) -> Iterator[tuple[Any, ...]]:
    """Rows as Python values, a few at a time, for a workbook."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(select)
        while rows := cursor.fetchmany(ROWS_AT_ONCE):
            yield from rows


def _copied(statement: sql.Composable, form: str) -> Iterator[list[bytes]]:
    rows: list[bytes] = []
    size = 0
    copying = sql.SQL("COPY ({}) TO STDOUT (FORMAT {}, ENCODING 'UTF8')").format(statement, sql.SQL(form))
    with connection.cursor() as cursor, cursor.copy(copying) as copy:
        for row in copy:
            rows.append(row)
            size += len(row)
            if size >= BLOCK_BYTES:
                yield rows
                rows, size = [], 0
    if rows:
        yield rows


def _are_texts(statement: sql.Composable) -> list[bool]:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT * FROM ({}) AS selected LIMIT 0").format(statement))
        return [column.type_code not in FIGURES for column in cursor.description]


def _column(number: int) -> sql.Composable:
    return sql.Identifier(f"c{number}")


def _around(statement: sql.Composable, columns: Sequence[sql.Composable], inner: int) -> sql.Composable:
    """A SELECT around another one, which is computed once for each row, however often the outer one names a column.

    OFFSET 0 keeps PostgreSQL from writing the inner expressions into the outer ones.
    """
    names = sql.SQL(", ").join(_column(number) for number in range(inner))
    return sql.SQL("SELECT {} FROM ({} OFFSET 0) AS selected ({})").format(
        sql.SQL(", ").join(columns), statement, names
    )


def _in_arrays(select: Select, text: Change) -> sql.Composable:
    """One column: the line of CSV, without its end."""
    groups = [select.values[at : at + COLUMNS_IN_AN_ARRAY] for at in range(0, len(select.values), COLUMNS_IN_AN_ARRAY)]
    arrays = [
        sql.SQL("ARRAY[{}]").format(sql.SQL(", ").join(sql.SQL("({})::text").format(value) for value in group))
        for group in groups
    ]
    inner = Select(arrays, select.source).statement
    fields = [
        sql.SQL(
            """(SELECT string_agg(CASE WHEN cell.text ~ '[",\\n\\r]' THEN '"' || replace(cell.text, '"', '""') || '"'"""
            " ELSE coalesce(cell.text, '') END, ',' ORDER BY cell.number) FROM (SELECT {}, each.number FROM"
            " unnest({}) WITH ORDINALITY AS each (text, number) OFFSET 0) AS cell (text, number))"
        ).format(text(sql.SQL("each.text")), _column(number))
        for number in range(len(groups))
    ]
    line = sql.SQL("concat_ws(',', {})").format(sql.SQL(", ").join(fields))
    return _around(inner, [line], len(groups))


def _unescaped(row: bytes) -> bytes:
    return re.sub(rb"\\(.)", lambda found: ESCAPED.get(found[1], found[1]), row) if b"\\" in row else row
