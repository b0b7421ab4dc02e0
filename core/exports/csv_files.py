"""CSV that machines read without guessing and spreadsheets open without running it.

One header row of unique names, one record on one line, CRLF, numbers without units, NULL as nothing at all: what
the government's rules on machine-readable data ask of a file (L1-02 to L1-05, L1-14, L1-15, L2-01, L2-03, L3-01).
"""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import IO, Any

from psycopg import sql

from core.exports.encodings import Encoding, encoder
from core.exports.neutralizing import neutral, neutral_sql
from core.exports.reading import Select, number_of_columns, records

# Stands for a line break inside a text (rule L1-14), as in most programs that read text: a backslash and an n.
# A code book must say so.
LINE_BREAK = "\\n"
ROWS_IN_A_BLOCK = 500

Progress = Callable[[int], object]


def copy_csv(
    select: sql.Composable | Select,
    header: Sequence[str],
    to: IO[bytes],
    *,
    encoding: Encoding = Encoding.UTF_8_BOM,
    mark: str | None = None,
    progress: Progress | None = None,
) -> int:
    """Write what a SELECT gives, with a header row; returns the number of rows below it.

    Neutralizing happens here, by the type of each column: what is neither number nor date nor boolean is text, and
    what is fixed words (`Select.fixed`) must be neutral already. The rows keep the order of the SELECT; more than 1,600
    columns must come as a `Select`. `progress` gets the number of rows so far, after each block. Memory does not grow
    with the rows. In cp932 `mark` stands for what cannot be written; without it that raises cp932.NotHeld.
    """
    if (columns := number_of_columns(select)) != len(header):
        raise ValueError(f"{len(header)} names for {columns} columns.")
    encode = encoder(encoding, mark)
    to.write(encoding.byte_order_mark + encode(_line(column_names(header))))
    done = 0
    for rows in records(select, text=neutral_sql, figure=_as_it_is, fixed=_as_it_is):
        to.write(encode(_lines(rows)))
        done += len(rows)
        if progress is not None:
            progress(done)
    return done


def write_csv(
    header: Sequence[str],
    rows: Iterable[Sequence[Any]],
    to: IO[bytes],
    *,
    encoding: Encoding = Encoding.UTF_8_BOM,
    mark: str | None = None,
    progress: Progress | None = None,
) -> int:
    """The same for rows that are at hand: a cross-tabulation, a code book. None is written as nothing at all.

    Numbers must come as numbers: a text is neutralized unless it is a plain number.
    """
    encode = encoder(encoding, mark)
    to.write(encoding.byte_order_mark + encode(_line(column_names(header))))
    done = 0
    lines: list[bytes] = []
    for row in rows:
        if len(row) != len(header):
            raise ValueError(f"{len(header)} names for {len(row)} cells.")
        lines.append(_line(row))
        done += 1
        if len(lines) >= ROWS_IN_A_BLOCK:
            to.write(encode(b"".join(lines)))
            lines = []
            if progress is not None:
                progress(done)
    to.write(encode(b"".join(lines)))
    if progress is not None:
        progress(done)
    return done


def column_names(labels: Iterable[str]) -> list[str]:
    """Names as they stand in a header row: on one line, without blanks for looks, none empty, no two the same."""
    names: list[str] = []
    taken: set[str] = set()
    for number, label in enumerate(labels, start=1):
        plain = " ".join(label.split()) or f"列{number}"
        name, again = plain, 1
        while name in taken:
            again += 1
            name = f"{plain}（{again}）"
        taken.add(name)
        names.append(name)
    return names


def _as_it_is(column: sql.Composable) -> sql.Composable:
    return column


def _lines(rows: list[bytes]) -> bytes:
    """Rows as PostgreSQL writes them, one record on one line, ended by CRLF."""
    mark = LINE_BREAK.encode()
    # NUL, which no text of PostgreSQL holds, stands for the ends of rows meanwhile: what is left are line breaks
    # inside quoted fields.
    block = b"\0".join([*rows, b""]).replace(b"\n\0", b"\0")
    if b"\r" in block:
        block = block.replace(b"\r\n", mark).replace(b"\r", mark)
    return block.replace(b"\n", mark).replace(b"\0", b"\r\n")


def _line(cells: Iterable[Any]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer).writerow([_cell(cell) for cell in cells])
    return buffer.getvalue().encode()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, int | float | datetime.date | datetime.time):
        return str(value)
    text = neutral(str(value))
    return text.replace("\r\n", LINE_BREAK).replace("\n", LINE_BREAK).replace("\r", LINE_BREAK)
