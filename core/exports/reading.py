"""Rows out of the database by COPY, block by block: memory stays the same however many there are.

PostgreSQL writes the CSV; Python sees whole rows as bytes and looks into one only where it must. Meanwhile the
connection is busy: nothing else can be asked of it before the last row or the generator's end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection
from psycopg import sql

BLOCK_BYTES = 1 << 18
ROWS_AT_ONCE = 2000
# Types whose texts are figures and dates that PostgreSQL writes: bool, int8, int2, int4, oid, float4, float8, date,
# time, timestamp, timestamptz, interval, numeric.
FIGURES = frozenset({16, 20, 21, 23, 26, 700, 701, 1082, 1083, 1114, 1184, 1186, 1700})


def are_texts(select: sql.Composable) -> list[bool]:
    """For each column of a SELECT whether it holds texts, rather than numbers or dates."""
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT * FROM ({}) AS selected LIMIT 0").format(select))
        return [column.type_code not in FIGURES for column in cursor.description]


def column_of(number: int) -> sql.Composable:
    """What a column of `around` is called in the wrapping statement."""
    return sql.Identifier(f"c{number}")


def around(select: sql.Composable, columns: Sequence[sql.Composable]) -> sql.Composable:
    """A SELECT around another one, which is computed once for each row, however often the outer one names a column.

    OFFSET 0 keeps PostgreSQL from writing the inner expressions into the outer ones.
    """
    names = sql.SQL(", ").join(column_of(number) for number in range(len(columns)))
    return sql.SQL("SELECT {} FROM ({} OFFSET 0) AS selected ({})").format(sql.SQL(", ").join(columns), select, names)


def blocks(select: sql.Composable) -> Iterator[list[bytes]]:
    """Rows as lines of CSV in UTF-8, each with its line feed, in lists of about so many bytes."""
    rows: list[bytes] = []
    size = 0
    statement = sql.SQL("COPY ({}) TO STDOUT (FORMAT csv, ENCODING 'UTF8')").format(select)
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in copy:
            rows.append(row)
            size += len(row)
            if size >= BLOCK_BYTES:
                yield rows
                rows, size = [], 0
    if rows:
        yield rows


def rows_of(select: sql.Composable) -> Iterator[tuple[Any, ...]]:
    """Rows as Python values, a few at a time, for a workbook."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(select)
        while rows := cursor.fetchmany(ROWS_AT_ONCE):
            yield from rows
