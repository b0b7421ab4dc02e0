"""What a table consists of: rows, columns and the rules by which parts sum to totals, read from its settings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any, Self

from django.utils.translation import gettext

from core.questions.definition import Need, Question, new_key
from core.questions.kinds.base import KINDS, Kind
from core.questions.wording import listed

ANY = "*"  # in a path: the total over all rows, or all columns
COUNT = "count"  # in a path: how many rows were filled in
TOTAL = "total"  # in the part of a computed value: the same
# More than this, and neither a browser nor a person copes with the page; a form may send 5,000 fields.
MOST_CELLS = 2000
BETWEEN = "、"  # 本庁舎、投票者数: how messages name a cell


@dataclass(frozen=True)
class Row:
    key: str
    label: str


@dataclass(frozen=True)
class Column:
    """A typed column. It is a question of its own, asked once for every row."""

    question: Question
    total: bool = False  # the sum over the rows is shown
    may_be_na: bool = False  # 「－」 typed into a cell is 該当なし

    @property
    def key(self) -> str:
        return self.question.key

    @property
    def label(self) -> str:
        return self.question.label

    @cached_property
    def kind(self) -> Kind:
        return KINDS[self.question.kind]

    @cached_property
    def unit(self) -> str:
        return str(self.question.settings.get("unit", ""))

    @cached_property
    def is_required(self) -> bool:
        return self.question.need == Need.REQUIRED

    @cached_property
    def is_number(self) -> bool:
        return self.kind.is_number


@dataclass(frozen=True)
class Sum:
    """内訳の合計: in every column the row `total` is the sum of the rows `parts`; or, by columns, in every row.

    `across` narrows it to some of the columns (or rows); none means all that hold numbers.
    """

    axis: str  # "rows" or "columns"
    total: str
    parts: tuple[str, ...]
    tolerance: str = "0"
    message: str = ""
    across: tuple[str, ...] = ()

    @cached_property
    def margin(self) -> Decimal:
        try:
            return abs(Decimal(self.tolerance))
        except InvalidOperation:
            return Decimal(0)


@dataclass(frozen=True)
class Layout:
    """The settings of a table as a value. Rows that were removed keep their keys in the settings and are not here."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...] = ()
    sums: tuple[Sum, ...] = ()
    row_total: bool = False
    row_header: str = ""

    @classmethod
    def of(cls, question: Question) -> Self:
        settings = question.settings
        na_cells = bool(settings.get("na_cells"))
        return cls(
            columns=tuple(_columns(settings.get("columns", ()), na_cells)),
            rows=tuple(Row(row["key"], row["label"]) for row in settings.get("rows", ()) if not row.get("gone")),
            sums=tuple(_sums(settings.get("sums", ()))),
            row_total=bool(settings.get("row_total")),
            row_header=settings.get("row_header", ""),
        )

    @cached_property
    def row(self) -> Mapping[str, Row]:
        return {row.key: row for row in self.rows}

    @cached_property
    def column(self) -> Mapping[str, Column]:
        return {column.key: column for column in self.columns}

    @cached_property
    def numbers(self) -> tuple[Column, ...]:
        """The columns that hold numbers."""
        return tuple(column for column in self.columns if column.is_number)

    @cached_property
    def totalled(self) -> frozenset[str]:
        """The columns under which a total is shown."""
        return frozenset(column.key for column in self.numbers if column.total)

    @cached_property
    def summed_rows(self) -> tuple[Row, ...]:
        """The rows that a column's total adds up: not those that are themselves totals of others."""
        totals = {rule.total for rule in self.sums if rule.axis == "rows"}
        return tuple(row for row in self.rows if row.key not in totals)

    @cached_property
    def summed_columns(self) -> tuple[Column, ...]:
        """The columns that a row's total adds up: numbers of one unit, the one that most of them have.

        None where two units have equally many: nobody could tell which are added up.
        """
        totals = {rule.total for rule in self.sums if rule.axis == "columns"}
        numbers = [column for column in self.numbers if column.key not in totals]
        units = Counter(column.unit for column in numbers).most_common(2)
        if not units or (len(units) > 1 and units[0][1] == units[1][1]):
            return ()
        return tuple(column for column in numbers if column.unit == units[0][0])

    @cached_property
    def has_foot(self) -> bool:
        return bool(self.totalled)

    @cached_property
    def has_row_totals(self) -> bool:
        return self.row_total and bool(self.summed_columns)

    @cached_property
    def total_label(self) -> str:
        """What the totals are called, so that no row or column of the table has the same name."""
        labels = {row.label for row in self.rows} | {column.label for column in self.columns}
        total = gettext("合計")
        return total if total not in labels else gettext("合計（自動計算）")

    def place(self, row: Row, column: Column) -> str:
        return listed([row.label, column.label])


def starting_column(kind: str, label: str, *, total: bool = False) -> dict[str, Any]:
    """The JSON of a column that was just added: it must be filled in, so that zero and nothing are told apart."""
    column = {"key": new_key("c"), "kind": kind, "label": label, "need": Need.REQUIRED.value}
    settings = KINDS[kind].starting_settings()
    return {**column, **({"settings": settings} if settings else {}), **({"total": True} if total else {})}


def _columns(columns: Sequence[Mapping[str, Any]], na_cells: bool) -> Iterator[Column]:
    for data in columns:
        question = Question.from_json(data)
        yield Column(question, bool(data.get("total")), na_cells or question.may_be_na)


def _sums(sums: Sequence[Mapping[str, Any]]) -> Iterator[Sum]:
    for data in sums:
        yield Sum(
            axis=data["axis"],
            total=data["total"],
            parts=tuple(data.get("parts", ())),
            tolerance=str(data.get("tolerance") or "0"),
            message=data.get("message", ""),
            across=tuple(data.get("across", ())),
        )
