"""Collation against a plain Python sum, over random questionnaires and sheets of mixed versions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.questions.definition import Definition, Question
from core.questions.kinds import kind_of
from core.questions.models import AnswerSheet, Questionnaire, Version
from core.questions.specials import Special, special_in, stored
from core.questions.tables import totals as table_totals
from core.questions.tables.layout import Layout
from core.questions.tabulation.collating import collate
from core.questions.tabulation.page import rows
from core.questions.tabulation.question_totals import Collation, QuestionTotals
from tests.cast import Cast
from tests.questions.random_questionnaires import LINES, TEXTS

OPTIONS = [{"key": f"o{n}", "label": f"選択肢{n}"} for n in (1, 2, 3)]
# Removed, and merged into another, since.
NOW_OPTIONS = [OPTIONS[0], {**OPTIONS[1], "gone": True}, {**OPTIONS[2], "gone": True, "into": "o1"}]
COLUMNS = [
    {"key": "c1", "kind": "integer", "label": "人数", "settings": {"unit": "人"}, "total": True},
    {"key": "c2", "kind": "decimal", "label": "時間", "settings": {"unit": "人", "decimals": 2}, "total": True},
    {"key": "c3", "kind": "single_choice", "label": "区分", "settings": {"options": OPTIONS}},
    {"key": "c4", "kind": "short_text", "label": "備考"},
]
NOW_COLUMNS = [*COLUMNS[:2], {**COLUMNS[2], "settings": {"options": NOW_OPTIONS}}, COLUMNS[3]]
ROWS = [{"key": f"r{n}", "label": f"{n}行目"} for n in (1, 2, 3)]
NOW_ROWS = [*ROWS[:2], {**ROWS[2], "gone": True}]
CANDIDATES = [{"key": "k1", "label": "5月1日"}, {"key": "k2", "label": "5月2日"}]

INTEGERS = st.integers(-(10**15), 10**15) | st.just(0)
DECIMALS = st.decimals(-(10**9), 10**9, places=2).map(str) | st.sampled_from(["0.00", "0", "-0.50"])
ONE_OF = st.sampled_from(["o1", "o2", "o3"])
SOME_SPECIAL = st.sampled_from([one for one in Special if one is not Special.UNANSWERED]).map(stored)


def or_special(strategy: st.SearchStrategy) -> st.SearchStrategy:
    return st.one_of(strategy, strategy, strategy, SOME_SPECIAL)


CELLS = st.fixed_dictionaries(
    {},
    optional={
        "c1": or_special(INTEGERS),
        "c2": or_special(DECIMALS),
        "c3": or_special(ONE_OF),
        "c4": or_special(LINES),
    },
)
OTHERS = LINES.map(lambda text: {"other": text})
# Kind → its settings then and now, and what may be stored.
STORED: dict[str, tuple[dict[str, Any], dict[str, Any], st.SearchStrategy]] = {
    "integer": ({}, {}, INTEGERS),
    "decimal": ({"decimals": 2}, {"decimals": 2}, DECIMALS),
    "calculated": ({"decimals": 2}, {"decimals": 2}, DECIMALS),
    "short_text": ({}, {}, LINES | st.sampled_from(["12", "0", "special"])),
    "long_text": ({}, {}, TEXTS),
    "single_choice": (
        {"options": OPTIONS, "with_other": True},
        {"options": NOW_OPTIONS, "had_other": True},
        ONE_OF | OTHERS,
    ),
    "multiple_choice": (
        {"options": OPTIONS, "with_other": True},
        {"options": NOW_OPTIONS, "with_other": True},
        st.tuples(st.lists(ONE_OF, min_size=1, unique=True), st.lists(OTHERS, max_size=1)).map(
            lambda chosen: [*chosen[0], *chosen[1]]
        ),
    ),
    "yes_no": ({}, {"yes_label": "ある"}, st.booleans()),
    "consent": ({"text": "同意"}, {"text": "同意"}, st.just(True)),
    "rating": ({"highest": 10}, {"highest": 5}, st.integers(1, 10)),
    "schedule": (
        {"candidates": CANDIDATES},
        {"candidates": [CANDIDATES[0], {**CANDIDATES[1], "gone": True}]},
        st.dictionaries(st.sampled_from(["k1", "k2"]), st.sampled_from(["yes", "maybe", "no"]), min_size=1),
    ),
    "date": ({}, {}, st.dates().map(lambda date: date.isoformat())),
    "time": ({}, {}, st.times().map(lambda time: time.strftime("%H:%M"))),
    "file": ({}, {}, st.lists(st.uuids().map(str), min_size=1, max_size=3)),
    "table": (
        {"rows": ROWS, "columns": COLUMNS, "row_total": True},
        {"rows": NOW_ROWS, "columns": NOW_COLUMNS, "row_total": True},
        st.dictionaries(st.sampled_from(["r1", "r2", "r3"]), CELLS, min_size=1),
    ),
    "repeating_rows": ({"columns": COLUMNS}, {"columns": NOW_COLUMNS}, st.lists(CELLS, min_size=1, max_size=3)),
}  # fmt: skip


@st.composite
def histories(draw: st.DrawFn) -> tuple[Definition, Definition]:
    """What was asked then, and what is asked now: some questions are new, some have become another kind."""
    before, now = [], []
    for number, kind in enumerate(draw(st.lists(st.sampled_from(sorted(STORED)), min_size=1, max_size=7))):
        question = Question(f"q{number}", kind, f"設問{number}", settings=STORED[kind][1])
        now.append(question)
        earlier = draw(st.sampled_from([kind, kind, kind, "none", *sorted(STORED)]))
        if earlier != "none":
            before.append(replace(question, kind=earlier, settings=STORED[earlier][0]))
    return Definition(tuple(before)), Definition(tuple(now))


@st.composite
def answers_to(draw: st.DrawFn, definition: Definition) -> dict[str, Any]:
    return {one.key: draw(or_special(STORED[one.kind][2])) for one in definition.asked if draw(st.integers(0, 4))}


Given = list[tuple[Definition, dict[str, Any]]]


@pytest.mark.django_db
@given(data=st.data())
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_collation_is_a_plain_sum(cast: Cast, data: st.DataObject):
    before, now = data.draw(histories())
    given: Given = []
    for definition in (before, now):
        given += [(definition, answers) for answers in data.draw(st.lists(answers_to(definition), max_size=5))]
    sheets = stored_sheets(cast, given)

    found = collate(now, sheets)

    assert found.sheets == len(given)
    for question in now.asked:
        same_as_plain_sum(found[question.key], question, given)
    cells = {row.sheet.pk: row.cells for row in rows(now, sheets, versions=found.versions)}
    for place, question in enumerate(now.asked):
        numbers = [row[place].number for row in cells.values() if row[place].number is not None]
        if kind_of(question).is_number:
            assert found[question.key].tally.figures.sum == (sum(numbers) if numbers else None)


def stored_sheets(cast: Cast, given: Given):
    questionnaire = Questionnaire.objects.create(owner=cast.prefecture, title="期日前投票所の調査")
    numbers, versions = count(1), {}
    for definition, answers in given:
        if id(definition) not in versions:
            versions[id(definition)] = Version.objects.create(
                questionnaire=questionnaire, number=next(numbers), content=definition.to_json(), state="published",
                published_at="2026-04-01T00:00+09:00",
            )  # fmt: skip
        AnswerSheet.objects.create(version=versions[id(definition)], organization=cast.ishinomaki, answers=answers)
    return AnswerSheet.objects.filter(version__questionnaire=questionnaire).order_by("pk")


# --- The plain sum: sheet by sheet, in Python ------------------------------------------------------------------------


def state_of(definition: Definition, question: Question, answers: dict[str, Any]) -> str:
    asked = definition.get(question.key)
    if asked is None or question.key not in answers:
        return "unanswered"
    special = special_in(answers[question.key])
    if special:
        return special.value
    return "answered" if asked.kind == question.kind else "other_kind"


def states(tally) -> dict[str, int]:
    names = ("answered", "other_kind", *Special.values)
    return {name: getattr(tally.states, name) for name in names if getattr(tally.states, name)}


def same_figures(tally, numbers: Iterable[Any]) -> None:
    values = [Decimal(str(number)) for number in numbers]
    figures = tally.figures
    assert figures.values == len(values)
    assert figures.sum == (sum(values) if values else None)
    assert figures.least == (min(values) if values else None)
    assert figures.most == (max(values) if values else None)
    assert tally.states.zero == sum(value == 0 for value in values)
    if values:
        assert abs(figures.mean * len(values) - sum(values)) < Decimal("1e-20")


def meant(code: Any) -> str:
    return {"o3": "o1"}.get(code, code) if isinstance(code, str) else "other"


def same_codes(tally, codes: Iterable[str]) -> None:
    assert {one.code: one.count for one in tally.options if one.count} == dict(Counter(codes))


def same_as_plain_sum(totals: QuestionTotals, question: Question, given: Given) -> None:
    expected = [state_of(definition, question, answers) for definition, answers in given]
    assert states(totals.tally) == dict(Counter(expected))
    values = [answers[question.key] for (_, answers), state in zip(given, expected, strict=True) if state == "answered"]
    kind = question.kind
    same_figures(totals.tally, values if kind_of(question).is_number else [])
    if kind == "single_choice":
        same_codes(totals.tally, map(meant, values))
        assert [one.code for one in totals.tally.options][:3] == ["o1", "o2", "other"]
    elif kind == "multiple_choice":
        same_codes(totals.tally, [code for value in values for code in {meant(each) for each in value}])
        assert totals.tally.mentions == sum(len({meant(each) for each in value}) for value in values)
    elif kind == "yes_no":
        same_codes(totals.tally, ["yes" if value else "no" for value in values])
    elif kind in ("consent", "rating"):
        same_codes(totals.tally, [str(value).lower() for value in values])
    elif kind == "schedule":
        for candidate in totals.candidates:
            same_codes(candidate.tally, [value[candidate.key] for value in values if candidate.key in value])
            assert candidate.tally.states.all == len(given)
    elif kind in ("date", "time"):
        assert (totals.tally.earliest, totals.tally.latest) == ((min(values), max(values)) if values else (None, None))
    elif kind == "file":
        assert totals.files == sum(map(len, values))
    elif kind == "table":
        same_table(totals, question, expected, values)
    elif kind == "repeating_rows":
        same_lines(totals, question, values)


def same_table(totals: QuestionTotals, question: Question, whole: list[str], values: list[Any]) -> None:
    layout = Layout.of(question)
    for (row, column), tally in totals.table.cells.items():
        cells = [value.get(row, {}) for value in values]
        same_cell(tally, layout, column, cells, [state for state in whole if state != "answered"])
    assert [row.key for row in totals.table.gone] == ["r3"] * any(
        special_in(cell) is None for value in values for cell in value.get("r3", {}).values()
    )
    for column in layout.numbers:
        each = [table_totals.column_total(column, table_totals.summed(layout, value)) for value in values]
        same_total(totals.table.column_total(column), each, whole)
    for row in layout.rows:
        each = [table_totals.row_total(layout, value.get(row.key, {})) for value in values]
        same_total(totals.table.row_total(row), each, whole)
    same_total(totals.table.whole_total, [table_totals.whole_total(layout, value) for value in values], whole)


def same_total(found: Any, each: list[Any], whole: list[str]) -> None:
    numbers = [total for total in each if isinstance(total, Decimal)]
    if numbers:
        assert found == sum(numbers)
    else:
        assert found == (
            Special.NOT_APPLICABLE if Special.NOT_APPLICABLE in each or "not_applicable" in whole else None
        )


def same_lines(totals: QuestionTotals, question: Question, values: list[Any]) -> None:
    cells = [line for value in values for line in value]
    assert totals.lines.lines == len(cells)
    assert totals.lines.most == max(map(len, values), default=0)
    for column, tally in totals.lines.columns.items():
        same_cell(tally, totals.lines.layout, column, cells, [])


def same_cell(tally, layout: Layout, column: str, cells: list[Any], others: list[str]) -> None:
    expected = [(special_in(cell[column]) or "answered") if column in cell else "unanswered" for cell in cells]
    assert states(tally) == dict(Counter([*map(str, expected), *others]))
    values = [cell[column] for cell, state in zip(cells, expected, strict=True) if state == "answered"]
    same_figures(tally, values if layout.column[column].is_number else [])
    same_codes(tally, map(meant, values) if column == "c3" else [])


# --- By name ---------------------------------------------------------------------------------------------------------


def of_states(cast: Cast) -> Collation:
    question = Question("voters", "integer", "投票者数", settings={"unit": "人"})
    definition = Definition((question,))
    answers: list[dict[str, Any]] = [{"voters": 0}, {"voters": 1204}, {}]
    answers += [{"voters": stored(one)} for one in Special if one is not Special.UNANSWERED]
    return collate(definition, stored_sheets(cast, [(definition, one) for one in answers]))


@pytest.mark.django_db
def test_zero_and_every_no_value_stay_apart(cast: Cast):
    totals = of_states(cast)["voters"]

    assert states(totals.tally) == {
        "answered": 2, "blank": 1, "not_applicable": 1, "exempt": 1, "not_asked": 1, "unanswered": 1,
    }  # fmt: skip
    assert totals.tally.states.zero == 1
    assert totals.sum == 1204
    assert totals.tally.figures.mean == 602


@pytest.mark.django_db
def test_no_sheets_give_no_sum(cast: Cast):
    definition = Definition((Question("voters", "integer", "投票者数"),))

    for sheets in (AnswerSheet.objects.none(), AnswerSheet.objects.filter(pk=0), AnswerSheet.objects.all()[:0]):
        found = collate(definition, sheets)
        assert (found.sheets, found["voters"].sum, found["voters"].tally.states.all) == (0, None, 0)
        assert rows(definition, sheets) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "stray", ["百二十", "1e400", "NaN", "", "12.", {"x": 1}, [1, {"special": "blank"}], True, None]
)
@pytest.mark.parametrize("kind", sorted(STORED))
def test_nothing_that_is_stored_makes_it_fail(cast: Cast, kind: str, stray: Any):
    """A value that its question does not take is counted as an answer, and in no sum."""
    definition = Definition((Question("q", kind, "設問", settings=STORED[kind][1]),))
    sheets = stored_sheets(cast, [(definition, {"q": stray})])

    found = collate(definition, sheets)["q"]

    assert found.tally.states.answered == 1
    assert found.sum is None


@pytest.mark.django_db
def test_a_slice_and_values_in_the_filter_are_kept(cast: Cast):
    """Also where the text that is looked for holds a percent sign."""
    definition = Definition((Question("rate", "short_text", "割合"),))
    sheets = stored_sheets(cast, [(definition, {"rate": text}) for text in ("100%", "50%", "%s")])

    assert collate(definition, sheets.filter(answers__rate__icontains="%"))["rate"].tally.states.answered == 3
    assert collate(definition, sheets.filter(answers__rate="100%")).sheets == 1
    assert collate(definition, sheets.order_by("-pk")[:2]).sheets == 2


@pytest.mark.django_db
def test_one_sheet_and_eight_cost_the_same(cast: Cast):
    definition = Definition(tuple(Question(f"q_{kind}", kind, kind, settings=STORED[kind][1]) for kind in STORED))
    answers = {"q_integer": 3, "q_table": {"r1": {"c1": 2}}, "q_repeating_rows": [{"c1": 1}]}
    costs = []
    for number in (1, 8):
        sheets = stored_sheets(cast, [(definition, answers)] * number)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            found = collate(definition, sheets)
            rows(definition, sheets, versions=found.versions)
        costs.append(len(queries))
        assert found["q_integer"].sum == 3 * number

    assert costs == [3, 3]
