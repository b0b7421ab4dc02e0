"""Every table equals what pandas makes of the same sheets: all measures, layers, filters, several answers, versions."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.questions.crosstab.source import Source
from core.questions.crosstab.spec import Measure, Spec
from core.questions.crosstab.table import TOTAL, CrossTable, Place
from core.questions.crosstab.tabulating import tabulate
from core.questions.models import AnswerSheet, Questionnaire, Version
from tests.questions.crosstab.sheets import BEFORE, BOUNDS, NOW, Given, categories, number, sheets, source_of, store

pytestmark = pytest.mark.django_db

CLASSES = ",".join(map(str, BOUNDS))
# How each is grouped.
DIMENSIONS = {
    "one": "",
    "many": "",
    "number": CLASSES,
    "rate": CLASSES,
    "day": "fiscal_year",
    "gone": "",
    "new": "",
    "table.r1.sort": "",
    "table.r1.people": CLASSES,
    "table.r1.turned": CLASSES,
    "lines.sort": "",
    "@kind": "",
}
FILTERS: dict[str, tuple[dict[str, Any], Callable[[Given], bool]]] = {
    "none": ({}, lambda one: True),
    "kind": ({"f.@kind": ["city"]}, lambda one: categories(one, "@kind") == ["=city"]),
    "one": (
        {"f.one": ["o4", "!blank"]},  # the merged one counts as the one it is now
        lambda one: categories(one, "one")[0] in ("=o1", "!blank"),
    ),
    "many": ({"f.many": ["o1", "o2"]}, lambda one: bool({"=o1", "=o2"} & set(categories(one, "many")))),
    "number": ({"from.number": ["0"], "to.number": ["50"]}, lambda one: number(one, "number") in range(51)),
}


@pytest.fixture
def versions(cast) -> tuple[Version, Version]:
    questionnaire = Questionnaire.objects.create(owner=cast.prefecture, title="試験", created_by=cast.sato)
    before, now = (
        Version.objects.create(
            questionnaire=questionnaire,
            number=at,
            content=definition.to_json(),
            state="published",
            published_at="2026-04-01T00:00:00Z",
        )
        for at, definition in enumerate((BEFORE, NOW), 1)
    )
    return before, now


def frame(given: list[Given], axes: dict[str, str], of: str) -> pd.DataFrame:
    """A row for each respondent and each of its categories on every axis."""
    rows = []
    for at, one in enumerate(given):
        for codes in product(*(enumerate(categories(one, dimension)) for dimension in axes.values())):
            row = {"who": at, "n": number(one, of)}
            for name, (mention, code) in zip(axes, codes, strict=True):
                row |= {name: code, f"{name} mention": mention}
            rows.append(row)
    return pd.DataFrame(rows, columns=["who", "n", *axes, *(f"{name} mention" for name in axes)])


def by_pandas(data: pd.DataFrame, place: Place, axes: dict[str, str], measure: Measure, hides: bool) -> Any:
    """The figure of one cell. A total counts everybody once who is shown there."""
    totals = []
    for name, code in zip(("layer", "rows", "columns"), place, strict=True):
        if name not in axes:
            continue
        if code == TOTAL:
            totals.append(name)
            if hides:
                data = data[~data[name].str.startswith("!")]
        else:
            data = data[data[name] == code]
    if totals:
        left = [name for name in axes if name not in totals]
        data = data.drop_duplicates(["who", *left, *(f"{name} mention" for name in left)])
    if measure is Measure.COUNT:
        return len(data)
    numbers = data["n"].dropna()
    if numbers.empty:
        return None
    if measure is Measure.MEAN:
        return float(numbers.sum()) / len(numbers)
    if measure is Measure.MEDIAN:
        return numbers.astype(float).median()
    return {Measure.SUM: numbers.sum, Measure.LEAST: numbers.min, Measure.MOST: numbers.max}[measure]()


@given(
    given_sheets=st.lists(sheets(), max_size=12),
    chosen=st.lists(st.sampled_from(sorted(DIMENSIONS)), min_size=1, max_size=3, unique=True),
    measure=st.sampled_from(list(Measure)),
    of=st.sampled_from(["number", "rate"]),
    hides=st.booleans(),
    filtered=st.sampled_from(sorted(FILTERS)),
)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_every_cell_and_every_total_equals_pandas(cast, versions, given_sheets, chosen, measure, of, hides, filtered):
    AnswerSheet.objects.all().delete()
    store(given_sheets, *versions, [cast.ishinomaki, cast.shichikashuku])
    axes = dict(zip(("rows", "columns", "layer"), chosen, strict=False))
    asked, holds = FILTERS[filtered]
    address: dict[str, Any] = {**axes, **{f"{name}_by": DIMENSIONS[one] for name, one in axes.items()}, **asked}
    address |= {"hide": "1"} if hides else {}
    address |= {} if measure is Measure.COUNT else {"measure": measure.value, "of": of}
    table = made(source_of(cast, *versions), address)
    left = [one for one in given_sheets if holds(one)]
    data = frame(left, axes, of)
    assert table.everybody == len(left)
    assert table.shown == by_pandas(data, Place(TOTAL, TOTAL, TOTAL), axes, Measure.COUNT, hides)
    seen = data[~data[list(axes)].apply(lambda row: row.str.startswith("!").any(), axis=1)] if hides else data
    found = {code for name in axes for code in seen[name]}
    shown = {one.code for axis in (table.layers, table.rows, table.columns) for one in axis}
    assert found <= shown
    for place in table.places():
        expected = by_pandas(data, place, axes, measure, hides)
        figure = table.figure(place)
        same = figure is expected if None in (figure, expected) else float(figure) == pytest.approx(float(expected))
        assert same, (place, figure, expected)


def made(source: Source, address: dict[str, Any]) -> CrossTable:
    spec = Spec.read(source, address)
    assert not spec.troubles
    return tabulate(spec)


def test_the_comparison_can_fail(cast, versions):
    """The control: a figure that is one too many is found."""
    one = Given(True, 1, 0, {"one": "o1"})
    data = frame([one, one], {"rows": "one"}, "number")
    assert by_pandas(data, Place(TOTAL, "=o1", TOTAL), {"rows": "one"}, Measure.COUNT, False) == 2
