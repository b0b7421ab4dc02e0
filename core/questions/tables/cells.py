"""One cell: from its text to what is stored, and back. Its kinds of "no value" stay apart as those of a question do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext, gettext_noop

from core.questions.kinds.base import Difference, Refused, Surroundings
from core.questions.specials import Special, special_in, stored
from core.questions.tables.layout import Column
from core.questions.typed import Parts
from core.questions.wording import listed

NA_TEXT = "－"  # how 該当なし stands in a cell, as in printed statistics
NA_WORDS = frozenset({NA_TEXT, "-", "‐", "–", "—", "―", "−", "ー", "該当なし"})
LEFT_OVER = gettext_noop("「Excelから貼り付ける」に文字が残っています。「表に入れる」を押すか、文字を消してください。")

Faults = list[tuple[str, str]]  # part, message
Cells = Mapping[str, Any]  # column key → what is stored


def read_row(
    columns: Sequence[Column], text_of: Callable[[str], str], around: Surroundings
) -> tuple[dict[str, Any], dict[str, str]]:
    """One row's cells by column, and what is wrong by column.

    A cell with nothing in it is left out; when the sheet is handed in it is blank, or missed where it is required.
    """
    cells: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for column in columns:
        text = text_of(column.key)
        try:
            if text and not text.isspace():
                cells[column.key] = read_cell(column, text, around)
            elif around.complete:
                if column.is_required:
                    wrong[column.key] = str(column.kind.when_missing)
                else:
                    cells[column.key] = stored(Special.BLANK)
        except Refused as refused:
            wrong[column.key] = refused.faults[0][1]
    return cells, wrong


def read_cell(column: Column, text: str, around: Surroundings) -> Any:
    """What is stored for the text of a cell. Raises Refused."""
    if column.may_be_na and text.strip() in NA_WORDS:
        return stored(Special.NOT_APPLICABLE)
    return column.kind.parse(column.question, {"": [text]}, around)


def options_of(column: Column) -> tuple[tuple[str, str], ...]:
    """What can be chosen in a cell, as (typed text, label); nothing where a line is typed."""
    options = column.kind.cell_options(column.question)
    if not options or not column.may_be_na:
        return options
    return (*options, (NA_TEXT, str(Special.NOT_APPLICABLE.label)))


def text_in(column: Column, cell: Any) -> str:
    """What stands in the control of a stored cell."""
    special = special_in(cell)
    if special is not None:
        return NA_TEXT if special is Special.NOT_APPLICABLE else ""
    return column.kind.parts_of(column.question, cell)[""][-1]


def in_words(column: Column, cells: Cells, *, with_unit: bool = True) -> str:
    """A cell in words; 未回答 where nobody has come to it."""
    if column.key not in cells:
        return str(Special.UNANSWERED.label)
    special = special_in(cells[column.key])
    if special is not None:
        return str(special.label)
    text = column.kind.display(column.question, cells[column.key])
    return text if with_unit or not column.is_number else text.removesuffix(column.unit).rstrip()


def row_in_words(columns: Sequence[Column], cells: Cells) -> str:
    """投票者数 1,204人、従事者数 12人"""
    return listed(f"{column.label} {in_words(column, cells)}" for column in columns)


def state(column: Column, cells: Cells) -> Special | None:
    """Which kind of "no value" a cell has; None where there is a value (zero is one)."""
    return special_in(cells[column.key]) if column.key in cells else Special.UNANSWERED


def cell_differences(column: Column, place: str, old: Cells, new: Cells) -> list[Difference]:
    """Where one cell differs between two sheets."""
    if state(column, old) is None and state(column, new) is None:
        found = column.kind.differences(column.question, old[column.key], new[column.key])
        return [replace(each, place=place) for each in found]
    return [Difference(place, in_words(column, old), in_words(column, new))]


def number_in(column: Column, cells: Cells) -> Decimal | None:
    """The number of a cell. As in formulas, not applicable counts as zero; blank and not answered are no number."""
    if column.key not in cells or not column.is_number:
        return None
    cell = cells[column.key]
    special = special_in(cell)
    if special is not None:
        return Decimal(0) if special is Special.NOT_APPLICABLE else None
    return column.kind.number(column.question, cell, ())


def words_in(column: Column, cells: Cells) -> str:
    """The words by which a cell is found."""
    return column.kind.search_text(column.question, cells[column.key]) if state(column, cells) is None else ""


def holds_something(cells: Cells) -> bool:
    """Whether any cell of a row is more than blank."""
    return any(special_in(cell) is not Special.BLANK for cell in cells.values())


def left_over(parts: Parts) -> Faults:
    """A pasted block that nobody has spread over the cells must not be lost without a word."""
    text = "".join(parts.get("block", ()))
    return [("block", gettext(LEFT_OVER))] if text.strip() else []
