"""A table that was counted: its categories, its cells, their totals and shares. Pure: it asks nobody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import NamedTuple

from core.questions.crosstab.dimensions import SPECIAL
from core.questions.crosstab.grouping import Axis, Category
from core.questions.crosstab.spec import Measure, Percent, Spec
from core.questions.crosstab.statement import ANSWERED, EVERYBODY, is_unfolded
from core.questions.tabulation.figures import EXACT, MEAN

TOTAL = ""  # in the place of a category's code: all that are shown
WHOLE = Category(TOTAL, "合計")


class Place(NamedTuple):
    """The codes of a cell; TOTAL where it stands in a margin, or where there is no such axis."""

    layer: str
    row: str
    column: str


@dataclass(frozen=True, slots=True)
class Cell:
    """`times` counts respondents (mentions, along an axis of several answers); the rest are of their numbers."""

    times: int = 0
    values: int = 0
    sum: Decimal | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    median: Decimal | None = None

    def plus(self, other: Cell) -> Cell:
        """Both together. A median has no sum: it is counted for every total by itself."""
        return Cell(
            self.times + other.times,
            self.values + other.values,
            _both(self.sum, other.sum, EXACT.add),
            _both(self.least, other.least, min),
            _both(self.most, other.most, max),
        )

    @property
    def mean(self) -> Decimal | None:
        return None if self.sum is None else MEAN.divide(self.sum, Decimal(self.values))

    def figure(self, measure: Measure) -> Decimal | None:
        """What the table shows; None where there is no number at all, which is not zero."""
        if measure is Measure.COUNT:
            return Decimal(self.times)
        return {
            Measure.SUM: self.sum,
            Measure.MEAN: self.mean,
            Measure.MEDIAN: self.median,
            Measure.LEAST: self.least,
            Measure.MOST: self.most,
        }[measure]


def _both(
    one: Decimal | None, other: Decimal | None, together: Callable[[Decimal, Decimal], Decimal]
) -> Decimal | None:
    return together(one, other) if one is not None and other is not None else one if other is None else other


EMPTY = Cell()


@dataclass
class CrossTable:
    """`cells` have every category that was counted and every total; what is missing counted nobody.

    Totals are of what is shown: with `spec.hides` nobody without a value on an axis is in them. `everybody` is how
    many respondents fulfil the filters, `shown` how many of them the table shows.
    """

    spec: Spec
    layers: list[Category]
    rows: list[Category]
    columns: list[Category]
    cells: Mapping[Place, Cell]
    everybody: int
    masked: frozenset[Place] = field(default=frozenset())

    @property
    def shown(self) -> int:
        return self.cells.get(Place(TOTAL, TOTAL, TOTAL), EMPTY).times

    @property
    def hidden(self) -> int:
        return self.everybody - self.shown

    @property
    def is_few(self) -> bool:
        """Whether already the number of respondents tells too much (X6)."""
        return 0 < self.everybody < self.spec.source.at_least

    @cached_property
    def has_columns(self) -> bool:
        return self.spec.columns is not None

    @property
    def shown_columns(self) -> list[Category]:
        """With the total at the end; a total alone where there is no such axis."""
        return [*self.columns, WHOLE]

    @property
    def shown_rows(self) -> list[Category]:
        return [*self.rows, WHOLE]

    def cell(self, place: Place) -> Cell:
        return self.cells.get(place, EMPTY)

    def figure(self, place: Place) -> Decimal | None:
        """None where there is no number, and where it is masked."""
        return None if place in self.masked else self.cell(place).figure(self.spec.measure)

    def share(self, place: Place) -> Decimal | None:
        """In per cent of the row's, the column's or the layer's total; None where there is none, or it is masked.

        Along an axis of several answers the total are the respondents: the shares add up to more than 100.
        """
        base = self.base(place)
        if base is None or place in self.masked or base in self.masked:
            return None
        part, whole = self.figure(place), self.figure(base)
        if part is None or not whole:
            return None
        return MEAN.divide(part * 100, whole)

    def is_share_masked(self, place: Place) -> bool:
        """Whether the cell is, or what its share is of."""
        return place in self.masked or self.base(place) in self.masked

    def base(self, place: Place) -> Place | None:
        """The cell that stands for 100 per cent."""
        return {
            Percent.NONE: None,
            Percent.ROW: Place(place.layer, place.row, TOTAL),
            Percent.COLUMN: Place(place.layer, TOTAL, place.column),
            Percent.TOTAL: Place(place.layer, TOTAL, TOTAL),
        }[self.spec.percent]

    def places(self) -> Iterator[Place]:
        """Every cell that is shown, totals too, line by line."""
        for layer in self.layers:
            for row in self.shown_rows:
                for column in self.shown_columns:
                    yield Place(layer.code, row.code, column.code)


def rounded(number: Decimal, digits: int) -> Decimal:
    """Half up, as offices round."""
    return number.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP, EXACT)


def build(spec: Spec, found: Iterable[tuple[tuple[str, ...], Cell]]) -> CrossTable:
    """From what the statement gave: the codes on each of `spec.axes`, and the cell."""
    places = _axis_places(spec)
    cells = {_place(places, codes): cell for codes, cell in found}
    everybody = sum(
        cell.times for place, cell in cells.items() if all(_counts_once(spec, at, place[where]) for at, where in places)
    )
    for at, where in places:
        cells = _with_totals(spec, cells, at, where)
    axes: dict[int, Axis] = {where: spec.axes[at] for at, where in places}
    layers, rows, columns = (_categories(axes.get(where), cells, where, spec.hides) for where in range(3))
    return CrossTable(spec, layers or [WHOLE], rows, columns, cells, everybody)


def _axis_places(spec: Spec) -> list[tuple[int, int]]:
    """(place among `spec.axes`, place in a Place) of each axis."""
    wheres = [where for where, axis in enumerate((spec.layer, spec.rows, spec.columns)) if axis is not None]
    return list(enumerate(wheres))


def _place(places: list[tuple[int, int]], codes: tuple[str, ...]) -> Place:
    found = [TOTAL, TOTAL, TOTAL]
    for at, where in places:
        found[where] = codes[at]
    return Place(*found)


def _counts_once(spec: Spec, at: int, code: str) -> bool:
    """Whether the groups with this code have each respondent once, taken together."""
    return code == EVERYBODY if is_unfolded(spec, at) else True


def _with_totals(spec: Spec, cells: dict[Place, Cell], at: int, where: int) -> dict[Place, Cell]:
    """With the cells that stand for all that is shown along this axis."""
    together = ANSWERED if spec.hides else EVERYBODY
    found: dict[Place, Cell] = {}
    for place, cell in cells.items():
        code = place[where]
        whole = place._replace(**{Place._fields[where]: TOTAL})
        if is_unfolded(spec, at):
            if code in (EVERYBODY, ANSWERED):
                if code == together:
                    found[whole] = cell
                continue
        elif not (spec.hides and code.startswith(SPECIAL)):
            found[whole] = found[whole].plus(cell) if whole in found else cell
        found[place] = cell
    return found


def _categories(axis: Axis | None, cells: Mapping[Place, Cell], where: int, hides: bool) -> list[Category]:
    if axis is None:
        return []
    found: Counter[str] = Counter()
    for place, cell in cells.items():
        others = (code for at, code in enumerate(place) if at != where)
        if place[where] != TOTAL and all(code == TOTAL for code in others):
            found[place[where]] += cell.times
    return [one for one in axis.categories(found) if not (hides and one.is_special)]
