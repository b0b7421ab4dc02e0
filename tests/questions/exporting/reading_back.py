"""Files as a program reads them that knows nothing of this one."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from psycopg import sql

from core.exports.csv_files import copy_csv
from core.exports.encodings import Encoding


def read_back(
    select: sql.Composable, header: Sequence[str], encoding: Encoding = Encoding.UTF_8_BOM
) -> list[list[str]]:
    """What stands in the CSV, header first."""
    to = io.BytesIO()
    copy_csv(select, header, to, encoding=Encoding(encoding))
    return list(csv.reader(io.StringIO(to.getvalue().decode(encoding), newline="")))
