"""A sheet as PDF: what its page shows (core.questions.showing), as data for templates/questions/sheet.typ."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
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
    tables = _tables(shown)
    lies = any(table.lies for table in tables.values())
    parts = [
        {
            "heading": part.heading.label if part.heading else "",
            "rows": [_row(one, tables.get(one.question.key), lies=lies) for one in part.rows],
        }
        for part in by_heading(list(shown))
    ]
    return _made(parts, title, shoulder, facts, author, foot, at, notice=notice, lies=lies)


@dataclass(frozen=True)
class Recorded:
    """One of several sheets in one document: its heading, the answers, and what stands before and behind them."""

    heading: str
    before: Sequence[tuple[str, str]]
    shown: Sequence[Shown]
    after: Sequence[tuple[str, str]] = ()


def records_pdf(
    records: Sequence[Recorded],
    *,
    title: str,
    shoulder: str,
    facts: Sequence[tuple[str, str]],
    author: str,
    foot: str,
    at: datetime.datetime,
) -> bytes:
    """Several sheets, one behind the other. The rest as with `sheet_pdf`."""
    read = [_tables(record.shown) for record in records]
    lies = any(table.lies for tables in read for table in tables.values())
    parts = []
    for record, tables in zip(records, read, strict=True):
        asked = [one for one in record.shown if one.kind.asks]
        rows = [_row(one, tables.get(one.question.key), lies=lies) for one in asked]
        before, after = ([_told(*pair) for pair in pairs] for pairs in (record.before, record.after))
        parts.append({"heading": record.heading, "rows": [*before, *rows, *after]})
    return _made(parts, title, shoulder, facts, author, foot, at, notice="", lies=lies)


def _tables(shown: Sequence[Shown]) -> dict[str, OnPaper]:
    return {one.question.key: read_table(one.extra) for one in shown if one.kind.shown_apart and not one.special}


def _made(
    parts: list[dict[str, Any]],
    title: str,
    shoulder: str,
    facts: Sequence[tuple[str, str]],
    author: str,
    foot: str,
    at: datetime.datetime,
    *,
    notice: str,
    lies: bool,
) -> bytes:
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


def _told(label: str, text: str) -> dict[str, Any]:
    """What is no answer, in the look of one."""
    return {
        "number": "", "label": label, "text": text, "special": False, "is_long": len(text) > LONG, "why": "",
        "reason": "", "files": [], "bands": [], "is_small": False,
    }  # fmt: skip


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
