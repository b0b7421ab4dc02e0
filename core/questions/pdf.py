"""A sheet as PDF: what its page shows (core.questions.showing), as data for templates/questions/sheet.typ."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from core.files.pdf import make_pdf
from core.questions.showing import Shown, by_heading
from core.questions.tables.on_paper import OnPaper, read_table

# From so many characters on an answer stands below its question, as wide as the page.
LONG = 200


def sheet_pdf(
    shown: Sequence[Shown],
    *,
    title: str,
    shoulder: str,
    facts: Sequence[tuple[str, str]],
    author: str,
    foot: str,
    at: datetime.datetime,
    notice: str = "",
) -> bytes:
    """The answers with their title, `facts` (label, text) about them and `foot` on every page. `author` is whose.

    `shoulder` stands above the title, `notice` framed below it. Raises core.files.pdf.PdfNotMade.
    """
    tables = {one.question.key: read_table(one.extra) for one in shown if one.kind.shown_apart and not one.special}
    lies = any(table.lies for table in tables.values())
    parts = [
        {
            "heading": part.heading.label if part.heading else "",
            "rows": [_row(one, tables.get(one.question.key), lies=lies) for one in part.rows],
        }
        for part in by_heading(list(shown))
    ]
    data = {
        "title": f"{title}（{shoulder}）",
        "title-shown": title,
        "shoulder": shoulder,
        "author": author,
        "facts": [list(pair) for pair in facts],
        "foot": foot,
        "notice": notice,
        "flipped": lies,
        "parts": parts,
    }
    return make_pdf("questions/sheet.typ", data, at=at)


def _row(one: Shown, table: OnPaper | None, *, lies: bool) -> dict[str, Any]:
    files = [file["name"] or "取り除かれたファイル" for file in one.extra["files"]] if one.kind.takes_files else []
    text = "" if table or files else one.text
    return {
        "number": one.number,
        "label": one.question.label,
        "text": text,
        "special": one.special is not None,
        "is_long": len(text) > LONG,
        "why": one.extra.get("why", ""),
        "reason": one.reason,
        "files": files,
        "bands": table.bands(lies=lies) if table else [],
        "is_small": table is not None and table.is_small,
    }
