"""What is to be drawn: one frozen value, whatever it was computed from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal, get_args

Kind = Literal["stacked", "grouped", "stacked_percent", "heat", "line"]

KINDS: dict[Kind, str] = {
    "stacked": "積み上げ棒グラフ",
    "grouped": "棒グラフ",
    "stacked_percent": "100%積み上げ棒グラフ",
    "heat": "色分けした表",
    "line": "折れ線グラフ",
}


@dataclass(frozen=True)
class Series:
    """One column of the table. A value is None where there is none: masked (see `Chart.masked`) or absent.

    `is_special`: what is no answer to the question (空欄, 該当なし…). It is drawn in greys, after all others, and is
    left out where the largest and the smallest are named.
    """

    label: str
    values: tuple[Decimal | None, ...]
    is_special: bool = False


@dataclass(frozen=True)
class Chart:
    """A table as a chart: `categories` are its rows, `series` its columns.

    `percent`: the values are percentages (12.3 for 12.3 %); `unit` is then that of `totals` only.
    `masked`: (row, column) of the cells that were suppressed; whatever value is given there is forgotten at once.
    `totals`: the base of each row, shown behind its label. A row of "stacked_percent" with a masked cell needs it,
    unless its values are percentages of the row already.
    "stacked_percent" computes the shares itself: give counts, or percentages of the row.
    Raises ValueError for a shape that is no table and for numbers that are none.
    """

    kind: Kind
    title: str
    unit: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    percent: bool = False
    notes: tuple[str, ...] = ()
    masked: frozenset[tuple[int, int]] = frozenset()
    totals: tuple[Decimal | None, ...] = ()

    def __post_init__(self) -> None:
        if self.kind not in get_args(Kind):
            raise ValueError(f"no such kind of chart: {self.kind}")
        if any(len(each.values) != len(self.categories) for each in self.series):
            raise ValueError("each series needs one value per category")
        if self.totals and len(self.totals) != len(self.categories):
            raise ValueError("totals need one value per category")
        numbers = [value for each in self.series for value in each.values] + list(self.totals)
        if any(number is not None and not number.is_finite() for number in numbers):
            raise ValueError("a chart takes finite numbers only")
        rows, columns = range(len(self.categories)), range(len(self.series))
        if any(row not in rows or column not in columns for row, column in self.masked):
            raise ValueError("a masked cell lies outside the table")
        # Not even in a checksum may it be left: the ids of a drawing are one, and few numbers are to be tried.
        kept = tuple(replace(each, values=self._kept(column)) for column, each in enumerate(self.series))
        object.__setattr__(self, "series", kept)

    def _kept(self, column: int) -> tuple[Decimal | None, ...]:
        values = enumerate(self.series[column].values)
        return tuple(None if (row, column) in self.masked else value for row, value in values)

    def value(self, row: int, column: int) -> Decimal | None:
        """None where it is masked or absent."""
        return self.series[column].values[row]

    def order(self) -> tuple[int, ...]:
        """The columns in the order in which they are drawn: specials last, so that greys lie beside greys."""
        return tuple(sorted(range(len(self.series)), key=lambda column: self.series[column].is_special))

    def ordinary(self) -> tuple[int, ...]:
        return tuple(column for column in self.order() if not self.series[column].is_special)

    def values(self, columns: tuple[int, ...] | None = None) -> Iterator[Decimal]:
        """Every value that is drawn, of all columns or of those given."""
        for column in self.order() if columns is None else columns:
            for row in range(len(self.categories)):
                value = self.value(row, column)
                if value is not None:
                    yield value

    def masked_in(self, row: int) -> tuple[int, ...]:
        return tuple(column for column in self.order() if (row, column) in self.masked)

    @property
    def is_empty(self) -> bool:
        """Nothing to draw: no rows, no columns, or neither a value nor a masked cell."""
        return not self.masked and next(self.values(), None) is None
