"""CSV that a spreadsheet opens without running what it says."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

# With these, also in their full-width forms and after blanks, a spreadsheet may take text for a formula.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BLANKS = " \u3000\u00a0\u200b\ufeff"
BOM = "\ufeff"


def neutralized(value: Any) -> Any:
    """Text that begins like a formula gets an apostrophe in front; numbers stay numbers."""
    return f"'{value}" if isinstance(value, str) and value.lstrip(BLANKS).startswith(DANGEROUS) else value


def csv_lines(header: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """The file piece by piece: UTF-8 with a byte order mark, so that Excel knows it."""
    yield BOM + _line(header)
    for row in rows:
        yield _line(neutralized(cell) for cell in row)


def _line(cells: Iterable[Any]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(cells)
    return buffer.getvalue()
