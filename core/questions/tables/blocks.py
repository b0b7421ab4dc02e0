"""A block of cells copied from Excel, spread over the cells of a table; what does not fit is named."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from django.utils.translation import gettext, gettext_noop

from core.questions.tables.cells import NA_TEXT, NA_WORDS, options_of
from core.questions.tables.layout import Column, Row
from core.questions.tables.lines import called as nth_row
from core.questions.typed import Parts, one
from core.questions.wording import listed, quoted, said_of, with_remark

MOST_NAMED = 10  # what more does not fit is counted, not listed
WORDS_SHOWN = 20
T = TypeVar("T")
UNREADABLE = gettext_noop("貼り付けた内容を表として読み取れません。Excelのセルを選んでコピーし直してください。")
NOTHING_THERE = gettext_noop("貼り付ける内容がありません。Excelのセルをコピーして、欄に貼り付けてください。")


@dataclass
class Filling:
    """What became of a block."""

    texts: dict[str, str] = field(default_factory=dict)  # part → text
    outside: list[str] = field(default_factory=list)  # named, with what was there
    not_offered: list[str] = field(default_factory=list)

    def told(self) -> list[str]:
        put = gettext("%(number)s個の欄に入れました。") % {"number": f"{len(self.texts):,}"}
        outside = _listed(gettext("表の外になるため、入れなかったもの"), self.outside)
        return [put, *outside, *_listed(gettext("選択肢にないため、入れなかったもの"), self.not_offered)]


def fill(rows: Sequence[Row], columns: Sequence[Column], header: str, parts: Parts) -> tuple[Parts, list[str]]:
    """`parts` with the part "block" spread over the cells, and what to tell about it.

    A block that carries the table's own headings is put where they say; any other begins at the first cell. What is
    empty in the block leaves its cell as it is. A block that cannot be read stays where it is.
    """
    try:
        block = read(one(parts, "block"))
    except csv.Error:
        return parts, [gettext(UNREADABLE)]
    rest = {part: values for part, values in parts.items() if part != "block"}
    if not block:
        return rest, [gettext(NOTHING_THERE)]
    filling = place(block, rows, columns, header)
    return {**rest, **{part: [text] for part, text in filling.texts.items()}}, filling.told()


def read(text: str) -> list[list[str]]:
    """The rows of a block as Excel copies it: tabs between cells, cells with line breaks in quotes.

    A line break within a cell becomes a space, for a cell of ours is one line.
    """
    lines = csv.reader(io.StringIO(text, newline=""), delimiter="\t")
    block = [[" ".join(cell.splitlines()) for cell in line] for line in lines]
    while block and not any(cell.strip() for cell in block[-1]):
        block.pop()
    return block


def place(block: list[list[str]], rows: Sequence[Row], columns: Sequence[Column], header: str) -> Filling:
    """Which cell each text of the block goes to."""
    filling = Filling()
    heads = _headings(block, columns, header)
    body = block[1:] if heads else block
    labels = {folded(row.label): row for row in rows}
    by_label = _are_often([line[0] if line else "" for line in body], labels) and not (heads and heads[0])
    skipped = 1 if by_label or (heads and not heads[0]) else 0
    for down, line in enumerate(body):
        row = labels.get(folded(line[0])) if by_label and line else _at(rows, down)
        called = row.label if row else (line[0] if by_label and line[0].strip() else nth_row(down + 1))
        for across, text in list(enumerate(line))[skipped:]:
            column = _at(heads, across) if heads else _at(columns, across - skipped)
            if text.strip():
                nth = gettext("%(place)s列目") % {"place": across - skipped + 1}
                named = column.label if column else (block[0][across] if heads else nth)
                _put(filling, row, column, text, f"{listed([called, named])}{quoted(text[:WORDS_SHOWN])}")
    return filling


def folded(text: str) -> str:
    """How labels are compared: full and half width alike, without spaces."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _put(filling: Filling, row: Row | None, column: Column | None, text: str, called: str) -> None:
    if row is None or column is None:
        filling.outside.append(called)
        return
    typed = _typed(column, text)
    if typed is None:
        filling.not_offered.append(called)
    else:
        filling.texts[f"{row.key}.{column.key}"] = typed


def _typed(column: Column, text: str) -> str | None:
    """What goes into the control: in a select the option of that name. None where there is none."""
    options = options_of(column)
    if not options:
        return text
    if column.may_be_na and text.strip() in NA_WORDS:
        return NA_TEXT
    wanted = folded(text)
    return next((value for value, label in options if folded(label) == wanted or value == text.strip()), None)


def _headings(block: list[list[str]], columns: Sequence[Column], header: str) -> list[Column | None]:
    """The columns that the first line of the block names, in its order; nothing when it holds no headings."""
    by_label = {folded(column.label): column for column in columns}
    first = block[0]
    named = first[1:] if not first[0].strip() or folded(first[0]) == folded(header) else first
    return [by_label.get(folded(cell)) for cell in first] if _are_often(named, by_label) else []


def _are_often(texts: Sequence[str], labels: Mapping[str, object]) -> bool:
    known = [folded(text) in labels for text in texts if text.strip()]
    return bool(known) and sum(known) * 2 >= len(known)


def _at(items: Sequence[T], place: int) -> T | None:
    return items[place] if place < len(items) else None


def _listed(what: str, named: Sequence[str]) -> list[str]:
    if not named:
        return []
    some = list(named[:MOST_NAMED])
    if len(named) > MOST_NAMED:
        some.append(gettext("ほか%(number)s個") % {"number": f"{len(named) - MOST_NAMED:,}"})
    counted = with_remark(what, gettext("%(number)s個") % {"number": f"{len(named):,}"})
    return [said_of(counted, listed(some))]
