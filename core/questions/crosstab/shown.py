"""A table as it stands on the page: every figure in words, every cell with its look."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from core.questions.crosstab.grouping import Category
from core.questions.crosstab.spec import Measure
from core.questions.crosstab.table import TOTAL, CrossTable, Place, rounded
from core.questions.numbers.typing import shown_number
from core.questions.tabulation.figures import EXACT

MASKED = "秘匿"
NOTHING = "－"  # no number at all, which is not zero
DIGITS = {Measure.MEAN: 2}


@dataclass(frozen=True, slots=True)
class ShownCell:
    text: str
    share: str = ""
    look: str = ""  # "masked", "zero", "none" or nothing
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class ShownRow:
    category: Category
    cells: list[ShownCell]

    @property
    def is_total(self) -> bool:
        return self.category.code == TOTAL


@dataclass(frozen=True, slots=True)
class ShownLayer:
    category: Category
    rows: list[ShownRow]

    @property
    def body(self) -> list[ShownRow]:
        return [row for row in self.rows if not row.is_total]

    @property
    def foot(self) -> ShownRow:
        return self.rows[-1]


def shown(table: CrossTable) -> list[ShownLayer]:
    """Layer by layer, row by row, the totals last."""
    return [
        ShownLayer(
            layer,
            [
                ShownRow(row, [_cell(table, Place(layer.code, row.code, one.code)) for one in columns_of(table)])
                for row in table.shown_rows
            ],
        )
        for layer in table.layers
    ]


def columns_of(table: CrossTable) -> list[Category]:
    """Without an axis of columns there is one column: what is counted."""
    if table.has_columns:
        return table.shown_columns
    return [Category(TOTAL, table.spec.measured)]


def figure_text(table: CrossTable, place: Place) -> str:
    figure = table.figure(place)
    if place in table.masked:
        return MASKED
    return NOTHING if figure is None else number_text(figure, table.spec.measure)


def number_text(figure: Decimal, measure: Measure) -> str:
    """With separators; a mean to two digits, everything else exactly."""
    return shown_number(rounded(figure, DIGITS[measure]) if measure in DIGITS else plain(figure))


def share_text(table: CrossTable, place: Place) -> str:
    """22.5%; empty where none was asked for."""
    if not table.spec.percent:
        return ""
    if table.is_share_masked(place):
        return MASKED
    share = table.share(place)
    return NOTHING if share is None else f"{rounded(share, 1):,}%"


def plain(figure: Decimal) -> Decimal:
    """Without the zeros that only a division left behind."""
    whole = figure.to_integral_value()
    return whole if figure == whole else EXACT.normalize(figure)


def _cell(table: CrossTable, place: Place) -> ShownCell:
    figure = table.figure(place)
    look = "masked" if place in table.masked else "none" if figure is None else "" if figure else "zero"
    is_total = table.has_columns and place.column == TOTAL
    share = "" if look == "masked" else share_text(table, place)
    return ShownCell(figure_text(table, place), share, look, is_total)
