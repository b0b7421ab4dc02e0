"""What a workbook is made of: tables, their columns, and the cells that are more than a value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Column:
    """`percent` takes 0.25 for 25 %. Without decimals a number shows as many as it has."""

    header: str
    type: Literal["text", "number", "date", "percent"] = "text"
    width: float | None = None  # in characters of half width; None: by what stands in it
    decimals: int | None = None
    grouped: bool = True  # 1,234; not for years and numbers that are names


@dataclass(frozen=True, slots=True)
class Head:
    """A cell of a header row that stands over several columns, or reaches down over several header rows."""

    text: str
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True)
class NoValue:
    """What stands where there is no value: 該当なし, 未回答. Shown in grey."""

    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    """A value of a row or column of totals. Shown bold."""

    value: Any


@dataclass(frozen=True)
class Sheet:
    """One table. Its cells are texts, numbers, dates, None for an empty one, NoValue, Strong.

    `head` are header rows from the top, each from left to right, as in an HTML table; without them there is one row, of
    the columns' headers. `rows` is read once.
    """

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]
    title: str = ""
    conditions: Sequence[tuple[str, str]] = ()
    notes: Sequence[str] = ()
    head: Sequence[Sequence[Head | str]] = ()
    frozen_columns: int = 0
