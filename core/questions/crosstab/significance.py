"""The χ² test of independence, for a count of one answer by another."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from core.questions.crosstab.spec import Measure
from core.questions.crosstab.table import CrossTable, Place

# Cochran's rule: the test is not to be trusted where more cells than this are expected to count fewer than five, or
# one fewer than one. W. G. Cochran, Some methods for strengthening the common χ² tests, Biometrics 10 (1954).
SMALL, MOST_SMALL, LEAST = 5, 0.2, 1


@dataclass(frozen=True)
class ChiSquared:
    statistic: float
    degrees: int
    p: float
    small: int  # cells that are expected to count fewer than five
    cells: int
    least: float  # the smallest expected count

    @property
    def is_doubtful(self) -> bool:
        return self.small > MOST_SMALL * self.cells or self.least < LEAST


def chi_squared(table: CrossTable) -> ChiSquared | None:
    """Of the values alone: "no values", empty rows and empty columns are left out.

    None where the test makes no sense: other measures, layers, several answers, masked cells, fewer than 2 × 2.
    """
    spec = table.spec
    if spec.measure is not Measure.COUNT or spec.columns is None or spec.layer or spec.of_many or table.masked:
        return None
    rows = [one.code for one in table.rows if not one.is_special]
    columns = [one.code for one in table.columns if not one.is_special]
    layer = table.layers[0].code
    return of_counts([[table.cell(Place(layer, row, column)).times for column in columns] for row in rows])


def of_counts(counts: Sequence[Sequence[int]]) -> ChiSquared | None:
    """The same for a plain matrix of counts."""
    rows = [list(row) for row in counts if sum(row)]
    used = [at for at in range(len(rows[0]) if rows else 0) if sum(row[at] for row in rows)]
    rows = [[row[at] for at in used] for row in rows]
    if len(rows) < 2 or len(used) < 2:
        return None
    row_sums, column_sums = [sum(row) for row in rows], [sum(row[at] for row in rows) for at in range(len(used))]
    total = sum(row_sums)
    expected = [[one * other / total for other in column_sums] for one in row_sums]
    pairs = [pair for row, line in zip(rows, expected, strict=True) for pair in zip(row, line, strict=True)]
    statistic = math.fsum((seen - hoped) ** 2 / hoped for seen, hoped in pairs)
    degrees = (len(rows) - 1) * (len(used) - 1)
    small = sum(hoped < SMALL for _, hoped in pairs)
    return ChiSquared(
        statistic, degrees, upper_tail(statistic, degrees), small, len(pairs), min(hoped for _, hoped in pairs)
    )


def upper_tail(statistic: float, degrees: int) -> float:
    """P(χ² ≥ statistic): the regularized upper incomplete gamma function Q(degrees / 2, statistic / 2).

    By the series for small arguments and the continued fraction for large ones (Abramowitz and Stegun 6.5.29, 6.5.31).
    """
    a, x = degrees / 2, statistic / 2
    if x <= 0:
        return 1.0
    front = math.exp(a * math.log(x) - x - math.lgamma(a))
    return max(0.0, 1 - front * _series(a, x)) if x < a + 1 else min(1.0, front * _fraction(a, x))


def _series(a: float, x: float) -> float:
    term = total = 1 / a
    n = a
    while abs(term) > abs(total) * 1e-16:
        n += 1
        term *= x / n
        total += term
    return total


def _fraction(a: float, x: float) -> float:
    """Lentz's method."""
    tiny = 1e-300
    b = x + 1 - a
    c, d = 1 / tiny, 1 / b
    result = d
    for i in range(1, 10_000):
        factor = -i * (i - a)
        b += 2
        d = 1 / (factor * d + b or tiny)
        c = b + factor / c or tiny
        result *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return result
