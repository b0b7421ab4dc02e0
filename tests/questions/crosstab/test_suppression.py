"""Small cells stay unknown, whatever a reader subtracts from whatever is shown."""

from __future__ import annotations

import random
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.questions.crosstab.suppression import masked_in
from core.questions.crosstab.walks import MOST, complements
from tests.questions.crosstab.subtracting import TOTAL, Grid, all_that_fit, might_count, with_margins

FEW = 5
CORNER = (TOTAL, TOTAL)


def grid_of(*lines: list[int]) -> Grid:
    return with_margins(
        {(f"={row}", f"={at}"): times for row, line in enumerate(lines) for at, times in enumerate(line)}
    )


@st.composite
def grids(draw: st.DrawFn, largest: int = 5, most: int = 30) -> Grid:
    columns = draw(st.integers(1, largest))
    count = st.one_of(st.integers(0, 6), st.integers(0, most))
    line = st.lists(count, min_size=columns, max_size=columns)
    return grid_of(*draw(st.lists(line, min_size=1, max_size=largest)))


def small_in(grid: Grid) -> set[tuple[str, str]]:
    return {spot for spot, times in grid.items() if 0 < times < FEW}


def only_small(grid: Grid) -> set[tuple[str, str]]:
    """What is masked without complementary suppression: small cells, and lines whose total is small."""
    few = small_in(grid)
    lines = [spot for spot in few if TOTAL in spot]
    return few | {
        spot for spot in grid for line in lines if all(b in (TOTAL, a) for a, b in zip(spot, line, strict=True))
    }


def found_by_subtraction(grid: Grid, hidden: set[tuple[str, str]]) -> list[tuple[str, str]]:
    return [spot for spot in small_in(grid) & hidden if not might_count(grid, hidden, spot, FEW)]


@given(grid=grids())
@settings(max_examples=100, deadline=None)
def test_no_shown_cell_is_small_and_none_of_a_small_line_is_shown(grid):
    hidden = masked_in(grid, FEW)
    assert small_in(grid) <= hidden
    for row, column in small_in(grid):
        if column == TOTAL:
            assert {spot for spot in grid if spot[0] == row} <= hidden
        if row == TOTAL:
            assert {spot for spot in grid if spot[1] == column} <= hidden
    if grid[CORNER] < FEW and grid[CORNER]:
        assert hidden == set(grid)


@given(grid=grids())
@settings(max_examples=100, deadline=None)
def test_each_small_cell_might_as_well_count_enough(grid):
    hidden = masked_in(grid, FEW)
    assert not found_by_subtraction(grid, hidden)


@given(
    lines=st.lists(st.lists(st.integers(0, 3), min_size=2, max_size=2), min_size=1, max_size=3),
    chosen=st.sets(st.integers(0, 20), max_size=3),
    totals=st.sets(st.integers(0, 10)),
    number=st.integers(0, 12),
)
@settings(max_examples=60, deadline=None)
def test_the_subtraction_finds_what_trying_every_grid_finds(lines, chosen, totals, number):
    """No flows here: all grids that show the same, written out."""
    grid = grid_of(*lines)
    inside, margins = [spot for spot in grid if TOTAL not in spot], [spot for spot in grid if TOTAL in spot]
    hidden = {spot for at, spot in enumerate(inside) if at in chosen}
    hidden |= {spot for at, spot in enumerate(margins) if at in totals and spot != CORNER}
    for spot in hidden:
        tried = any(one[spot] >= number for one in all_that_fit(grid, hidden, grid[CORNER]))
        assert tried == might_count(grid, hidden, spot, number)


def test_without_complementary_suppression_small_cells_are_found():
    """The control: the one masked cell of a line is what is left of its total."""
    grid = grid_of([3, 20, 9], [8, 11, 30])
    assert only_small(grid) == {("=0", "=0")}
    assert found_by_subtraction(grid, only_small(grid)) == [("=0", "=0")]
    assert not found_by_subtraction(grid, masked_in(grid, FEW))


def test_two_small_cells_that_together_are_small_do_not_hide_one_another():
    """Of 22, 20 stand there: two people are left, whichever of the two it was."""
    grid = grid_of([1, 1, 20], [9, 8, 30], [7, 6, 9])
    assert found_by_subtraction(grid, {("=0", "=0"), ("=0", "=1"), ("=1", "=0"), ("=1", "=1")})
    hidden = masked_in(grid, FEW)
    assert ("=0", "=2") in hidden
    assert not found_by_subtraction(grid, hidden)


@given(grid=grids())
@settings(max_examples=60, deadline=None)
def test_where_no_cell_is_small_nothing_is_masked(grid):
    enough = with_margins({spot: times + FEW for spot, times in grid.items() if TOTAL not in spot})
    assert masked_in(enough, FEW) == set()


@given(grid=grids())
@settings(max_examples=60, deadline=None)
def test_totals_are_masked_as_in_the_simple_tables_of_both_axes(grid):
    """Which are one click away: what they show, a cross-table cannot hide."""
    hidden = masked_in(grid, FEW)
    rows = {(row, TOTAL): times for (row, column), times in grid.items() if column == TOTAL}
    columns = {(column, TOTAL): times for (row, column), times in grid.items() if row == TOTAL}
    assert masked_in(rows, FEW) == {spot for spot in hidden if spot[1] == TOTAL}
    assert masked_in(columns, FEW) == {(column, row) for row, column in hidden if row == TOTAL}


def test_not_much_more_is_masked_than_has_to_be():
    """Of 300 grids of 5 × 5 that count up to 30 in a cell; a tenth of these cells are small."""
    chance = random.Random(6)
    small, complementary, caught = 0, 0, 0
    for _ in range(300):
        grid = grid_of(*([chance.randint(0, 30) for _ in range(5)] for _ in range(5)))
        few, hidden = only_small(grid), masked_in(grid, FEW)
        small, complementary = small + len(few), complementary + len(hidden - few)
        caught += bool(found_by_subtraction(grid, few))
        assert few <= hidden
    print(f"small {small / 300:.2f}, complementary {complementary / 300:.2f} of 36; found without {caught / 300:.0%}")
    assert caught > 200  # of these the control finds small cells in most
    assert complementary < 1.5 * small


@pytest.mark.parametrize("columns", [1, 6])
def test_ten_thousand_rows_are_masked_in_a_moment(columns):
    chance = random.Random(6)
    grid = grid_of(*([int(chance.paretovariate(1)) for _ in range(columns)] for _ in range(10_000)))
    hidden = masked_in(grid, FEW)
    assert small_in(grid) <= hidden
    assert CORNER not in hidden


def test_a_grid_too_large_to_be_searched_shows_its_totals_alone():
    side = int(MOST**0.5) + 1
    grid = grid_of(*([6] * side for _ in range(side)))
    assert masked_in(grid, FEW) == set()
    grid = grid_of([2, *[6] * (side - 1)], *([6] * side for _ in range(side - 1)))
    assert masked_in(grid, FEW) == {spot for spot in grid if TOTAL not in spot}


def test_a_grid_that_does_not_add_up_shows_its_totals_alone():
    """Which is no grid of people; it must not stop the page."""
    grid = grid_of([2, 9], [9, 9]) | {(TOTAL, "=0"): 2, ("=0", TOTAL): 9}
    grid |= {("=1", "=0"): 0, ("=0", "=1"): 9}
    assert complements(grid, {("=0", "=0"), (TOTAL, "=0")}, FEW) == {("=0", "=1"), ("=1", "=0"), ("=1", "=1")}


# --- several answers --------------------------------------------------------------------------------------------------

OPTIONS, SPECIALS, PLACES = ("=o1", "=o2", "=o3"), ("!blank", "!exempt"), ("=a", "=b", "=c")
_CHOICES = [
    *(st.sets(st.sampled_from(OPTIONS), min_size=1) for _ in range(5)),
    st.sampled_from(SPECIALS).map(lambda x: {x}),
]
# Some of the same kind, so that cells get large enough to be shown.
_KIND = st.tuples(st.one_of(_CHOICES), st.one_of(_CHOICES), st.sampled_from(PLACES))
people = st.lists(st.tuples(_KIND, st.integers(1, 9)), max_size=12).map(
    lambda kinds: [one for one, times in kinds for _ in range(times)]
)


def counted(rows: list[set[str]], columns: list[set[str]], lines: tuple[set[str], set[str]] = (set(), set())) -> Grid:
    """Mentions, and in the margins respondents; with these lines even if they are empty."""
    used = product({TOTAL, *lines[0]}.union(*rows), {TOTAL, *lines[1]}.union(*columns))
    grid: Grid = dict.fromkeys(used, 0)
    for one, other in zip(rows, columns, strict=True):
        for spot in product({TOTAL, *one}, {TOTAL, *other}):
            grid[spot] += 1
    return grid


def as_to(option: str, chosen: list[set[str]]) -> list[set[str]]:
    """One answer of each: this option, another one, or none."""
    return [{option} if option in one else one if one <= set(SPECIALS) else {"other"} for one in chosen]


def assert_nothing_is_found(
    rows: list[set[str]], columns: list[set[str]], hidden: set[tuple[str, str]], *, several_columns: bool = False
) -> None:
    """Where each has one answer; what is "other" is shown nowhere, not even that it is nobody."""
    view = counted(rows, columns, ({"other"}, {"other"} if several_columns else set()))
    unknown = {spot for spot in view if spot in hidden or "other" in spot}
    for spot in small_in(view):
        assert spot in unknown
        assert might_count(view, unknown, spot, FEW), spot


@given(given_people=people)
@settings(max_examples=60, deadline=None)
def test_of_several_answers_neither_those_who_chose_nor_those_who_did_not_can_be_found(given_people):
    chosen, places = [one[0] for one in given_people], [{one[2]} for one in given_people]
    grid = counted(chosen, places)
    hidden = masked_in(grid, FEW, many_rows=True)
    assert small_in(grid) <= hidden
    if grid[CORNER] < FEW:
        assert hidden == set(grid) or not given_people
        return
    for option in OPTIONS:
        assert_nothing_is_found(as_to(option, chosen), places, hidden)


@given(given_people=people)
@settings(max_examples=40, deadline=None)
def test_so_it_is_with_several_answers_on_both_axes(given_people):
    rows, columns = [one[0] for one in given_people], [one[1] for one in given_people]
    hidden = masked_in(counted(rows, columns), FEW, many_rows=True, many_columns=True)
    if len(given_people) < FEW:
        return
    for option, other in product(OPTIONS, OPTIONS):
        assert_nothing_is_found(as_to(option, rows), as_to(other, columns), hidden, several_columns=True)


def test_with_several_answers_masking_small_mentions_alone_is_found_out():
    """The control."""
    chosen = [{"=o1"}] * 20 + [{"=o2"}] * 20
    places = [{"=a"}] * 2 + [{"=b"}] * 18 + [{"=a"}] * 20
    with pytest.raises(AssertionError):
        assert_nothing_is_found(as_to("=o1", chosen), places, small_in(counted(chosen, places)))


def test_an_option_that_all_but_a_few_chose_is_masked():
    """Of 20, 18 chose it: two did not."""
    chosen = [{"=o1"}] * 10 + [{"=o1", "=o2"}] * 8 + [{"=o2"}] * 2
    grid = {spot: times for spot, times in counted(chosen, [{"=a"}] * 20).items() if spot[1] == TOTAL}
    assert masked_in(grid, FEW) == set()
    assert masked_in(grid, FEW, many_rows=True) == {("=o1", TOTAL)}


def test_lines_across_several_answers_add_up_and_are_protected():
    """Mentions of one option in three places make the total of the option."""
    chosen = [{"=o1"}] * 40 + [{"=o2"}] * 40
    places = [{"=a"}] * 2 + [{"=b"}] * 18 + [{"=c"}] * 20 + [{"=a"}] * 20 + [{"=b"}] * 20
    hidden = masked_in(counted(chosen, places), FEW, many_rows=True)
    assert ("=o1", "=a") in hidden
    assert {("=o1", "=b"), ("=o1", "=c")} & hidden
