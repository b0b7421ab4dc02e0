"""What went wrong, for logs and for those who run the portal: without what the database quotes of somebody's row."""

from __future__ import annotations

import traceback
from collections.abc import Iterator

import psycopg


def told(error: BaseException) -> str:
    """The traceback. PostgreSQL adds the row that it refused ("Failing row contains …"): that is left out."""
    text = "".join(traceback.format_exception(error))
    for quoted in _quoted(error):
        text = text.replace(quoted, "…")
    return text


def _quoted(error: BaseException | None) -> Iterator[str]:
    while error is not None:
        if isinstance(error, psycopg.Error):
            yield from filter(None, (error.diag.message_detail, error.diag.context))
        error = error.__cause__ or error.__context__
