"""The χ² test, held against tables in print and against sums that can be done by hand."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

import pytest

from core.questions.crosstab.significance import chi_squared, of_counts, upper_tail
from core.questions.crosstab.spec import Spec
from core.questions.crosstab.table import Cell, build
from core.questions.models import AnswerSheet
from tests.questions.crosstab.bare import source_of_questions
from tests.questions.crosstab.sheets import NOW

# Percentage points as they stand in every book of statistics: degrees of freedom → p → χ².
IN_PRINT = {
    1: {0.95: 0.00393, 0.05: 3.841, 0.01: 6.635, 0.001: 10.828},
    2: {0.95: 0.103, 0.05: 5.991, 0.01: 9.210, 0.001: 13.816},
    3: {0.95: 0.352, 0.05: 7.815, 0.01: 11.345, 0.001: 16.266},
    5: {0.95: 1.145, 0.05: 11.070, 0.01: 15.086, 0.001: 20.515},
    10: {0.95: 3.940, 0.05: 18.307, 0.01: 23.209, 0.001: 29.588},
    30: {0.95: 18.493, 0.05: 43.773, 0.01: 50.892, 0.001: 59.703},
    100: {0.95: 77.929, 0.05: 124.342, 0.01: 135.807, 0.001: 149.449},
}


@pytest.mark.parametrize(
    ("degrees", "p", "statistic"),
    [(degrees, p, statistic) for degrees, points in IN_PRINT.items() for p, statistic in points.items()],
)
def test_percentage_points_are_those_in_print(degrees, p, statistic):
    assert upper_tail(statistic, degrees) == pytest.approx(p, rel=2e-3)


@pytest.mark.parametrize("statistic", [0.001, 0.5, 1, 3, 3.84, 10, 50, 300])
def test_with_one_degree_it_is_the_normal_distribution_with_two_the_exponential(statistic):
    assert upper_tail(statistic, 1) == pytest.approx(math.erfc(math.sqrt(statistic / 2)), rel=1e-10)
    assert upper_tail(statistic, 2) == pytest.approx(math.exp(-statistic / 2), rel=1e-10)


@pytest.mark.parametrize("degrees", [4, 100, 1_000])
@pytest.mark.parametrize("way", [Fraction(1, 2), Fraction(9, 10), 1, Fraction(11, 10), 2])
def test_even_degrees_are_a_sum_of_poissons(degrees, way):
    """Q(k, x) = e^-x (1 + x + x²/2! + … + x^(k-1)/(k-1)!), summed without rounding."""
    half = Fraction(degrees) * way / 2
    term = total = Fraction(1)
    for n in range(1, degrees // 2):
        term = term * half / n
        total += term
    expected = Decimal(total.numerator) / Decimal(total.denominator) * (-Decimal(float(half))).exp()
    assert upper_tail(float(2 * half), degrees) == pytest.approx(float(expected), rel=1e-8, abs=1e-14)


def test_large_degrees_and_large_differences_end_in_a_probability():
    for degrees in (10_000, 1_000_000):
        # By Wilson and Hilferty the cube root of χ²/k is all but normal.
        for z in (-3, -1, 0, 1, 3):
            statistic = degrees * (1 - 2 / (9 * degrees) + z * math.sqrt(2 / (9 * degrees))) ** 3
            assert upper_tail(statistic, degrees) == pytest.approx(math.erfc(z / math.sqrt(2)) / 2, rel=1e-3)
    assert upper_tail(0, 5) == 1
    assert upper_tail(1e7, 3) == 0


def test_two_by_two_as_done_by_hand():
    """Expected: 12, 18, 28, 42; each is off by two: 4/12 + 4/18 + 4/28 + 4/42."""
    found = of_counts([[10, 20], [30, 40]])
    assert found.statistic == pytest.approx(4 / 12 + 4 / 18 + 4 / 28 + 4 / 42)
    assert (found.degrees, found.cells, found.small, found.least) == (1, 4, 0, 12)
    assert found.p == pytest.approx(0.37300, abs=5e-5)


def test_hair_and_eyes_as_published():
    """R. D. Snee, Graphical display of two-way contingency tables, The American Statistician 28 (1974): 138.29."""
    found = of_counts([[68, 20, 15, 5], [119, 84, 54, 29], [26, 17, 14, 14], [7, 94, 10, 16]])
    assert found.statistic == pytest.approx(138.2898, abs=5e-5)
    assert found.degrees == 9
    assert found.p < 2.2e-16
    assert not found.is_doubtful


def test_the_same_shares_in_each_row_differ_by_nothing():
    found = of_counts([[10, 20, 30], [20, 40, 60]])
    assert found.statistic == pytest.approx(0)
    assert found.p == pytest.approx(1)


@pytest.mark.parametrize(
    "counts", [[], [[]], [[], []], [[3]], [[3, 4]], [[3], [4]], [[0, 0], [0, 0]], [[3, 4], [0, 0]], [[3, 0], [4, 0]]]
)
def test_what_is_no_table_of_two_by_two_has_no_test(counts):
    assert of_counts(counts) is None


def test_empty_lines_do_not_count():
    assert of_counts([[10, 0, 20], [0, 0, 0], [30, 0, 40]]) == of_counts([[10, 20], [30, 40]])


def test_cochran_doubts_where_more_than_a_fifth_is_expected_below_five_or_any_below_one():
    assert not of_counts([[25, 25], [25, 25]]).is_doubtful
    assert of_counts([[3, 3], [4, 4]]).is_doubtful  # all are expected below five
    a_fifth = of_counts([[3, 50, 50, 50, 50], [3, 50, 50, 50, 50]])
    assert (a_fifth.small, a_fifth.cells, a_fifth.is_doubtful) == (2, 10, False)
    more = of_counts([[3, 50, 50, 50], [3, 50, 50, 50]])
    assert (more.small, more.cells, more.is_doubtful) == (2, 8, True)
    below_one = of_counts([[1, *[50] * 9], [0, *[50] * 9]])
    assert (below_one.small, below_one.least, below_one.is_doubtful) == (2, pytest.approx(0.5, abs=0.01), True)


def table(address: dict[str, str], at_least: int = 0):
    """Of 一つ by 今は尋ねる; two have no value."""
    spec = Spec.read(source_of_questions(NOW, AnswerSheet.objects.none(), at_least=at_least), address)
    assert not spec.troubles
    counts = {("=o1", "=yes"): 10, ("=o1", "=no"): 20, ("=o2", "=yes"): 30, ("=o2", "=no"): 40, ("!blank", "=no"): 2}
    cells = [(codes[: len(spec.axes)], Cell(times, times, Decimal(times))) for codes, times in counts.items()]
    return build(spec, [((*["=2026-04"] * (len(spec.axes) - 2), *codes), cell) for codes, cell in cells])


def test_it_is_of_the_values_alone():
    assert chi_squared(table({"rows": "one", "columns": "new"})) == of_counts([[10, 20], [30, 40]])


@pytest.mark.parametrize(
    "address",
    [
        {"rows": "one", "columns": "new", "layer": "day"},
        {"rows": "one"},
        {"rows": "one", "columns": "many"},
        {"rows": "one", "columns": "new", "measure": "sum", "of": "rate"},
    ],
    ids=["layer", "one axis", "several answers", "sums"],
)
def test_there_is_none_where_it_would_say_nothing(address):
    assert chi_squared(table(address)) is None


def test_there_is_none_of_masked_cells():
    """It could be solved for what they count."""
    made = table({"rows": "one", "columns": "new"}, at_least=5)
    assert chi_squared(made) is not None
    made.masked = frozenset(list(made.places())[:1])
    assert chi_squared(made) is None
