"""Entries of an internal form for its list and its chart: what each answers, what stands out, figures by day."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from core.clock import TOKYO
from core.people.models import User
from core.questions.charts.chart import Chart, Series
from core.questions.definition import Definition, Question
from core.questions.kinds import kind_of
from core.questions.showing import Shown
from publicforms.asked import definition_at
from publicforms.handling.masking import shown_cells
from publicforms.logs.entries import Threshold, hidden_in, number_of, thresholds
from publicforms.models import Form, Submission

COLUMNS = 6  # of questions in the list; the rest is on the entry's page
MOST_LINES, MOST_DAYS = 8, 92
MEAN = Decimal("0.01")
PLAIN = ("file", "consent", "table", "repeating_rows", "schedule", "long_text")  # too long for a cell


@dataclass(frozen=True)
class EntryRow:
    submission: Submission
    cells: list[tuple[Question, Shown | None, Threshold | None]]

    @property
    def day(self) -> datetime.date:
        return day_of(self.submission)


def day_of(entry: Submission) -> datetime.date:
    """Of which day it is; of an entry with `day` (publicforms.logs.entries)."""
    return day_in(entry.day) or entry.submitted_at.astimezone(TOKYO).date()  # type: ignore[attr-defined]


def day_in(text: str) -> datetime.date | None:
    """None for what looks like a day and is none, which only an import can have left."""
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def listed(definition: Definition) -> list[Question]:
    """The questions that stand in the list."""
    return [one for one in definition.asked if one.kind not in PLAIN][:COLUMNS]


def rows(form: Form, entries: Iterable[Submission], questions: list[Question], user: User) -> list[EntryRow]:
    """`entries` with their sheets; no query for one of them."""
    limits = thresholds(definition_at(form.asked_version))
    found = []
    for entry in entries:
        definition = definition_at(entry.sheet.version)
        hidden = hidden_in(form, entry, user)
        shown = shown_cells(definition, entry.sheet.answers, [one.key for one in questions], hidden)
        cells = []
        for question, cell in zip(questions, shown, strict=True):
            limit = limits.get(question.key)
            number = number_of(entry.sheet.answers.get(question.key)) if question.key not in hidden else None
            cells.append((question, cell, limit if limit and limit.is_reached(number) else None))
        found.append(EntryRow(entry, cells))
    return found


def numbers(definition: Definition) -> list[Question]:
    """What can be drawn over time."""
    return [one for one in definition.asked if kind_of(one).is_number]


@dataclass(frozen=True)
class Drawn:
    chart: Chart
    lines: int  # people or organizations that have a line
    lines_left: int  # those beyond the first
    days_left: int


def draw(question: Question, entries: Iterable[Submission], *, by: str, limit: Threshold | None) -> Drawn:
    """A line for each person, or with by="organization" for each organization: the mean of its entries of a day.

    `entries` with `day`, their people, organizations and sheets. The last three months of them, day after day.
    """
    values: dict[str, dict[str, list[Decimal]]] = defaultdict(lambda: defaultdict(list))
    names: dict[str, str] = {}
    for entry in entries:
        number = number_of(entry.sheet.answers.get(question.key))
        who = entry.organization if by == "organization" else entry.by
        if number is None or who is None:
            continue
        names[str(who.pk)] = str(who)
        values[str(who.pk)][day_of(entry).isoformat()].append(number)
    days = _days({day for one in values.values() for day in one})
    shown = days[-MOST_DAYS:]
    people = sorted(values, key=lambda key: names[key])
    series = [Series(names[key], tuple(_mean(values[key].get(day)) for day in shown)) for key in people[:MOST_LINES]]
    if limit is not None and series:
        series.append(Series(limit.words, (limit.value,) * len(shown), is_special=True))
    chart = Chart("line", question.label, question.settings.get("unit", ""), tuple(map(_called, shown)), tuple(series))
    return Drawn(chart, len(people[:MOST_LINES]), max(0, len(people) - MOST_LINES), max(0, len(days) - MOST_DAYS))


def table_of(chart: Chart, limit: Threshold | None) -> list[tuple[str, list[tuple[Decimal | None, bool]]]]:
    """The same in figures, the newest day first: each with whether it reaches the threshold."""
    lines = [one for one in chart.series if not one.is_special]
    days = [
        (day, [(one.values[place], limit is not None and limit.is_reached(one.values[place])) for one in lines])
        for place, day in enumerate(chart.categories)
    ]
    return [(day, values) for day, values in reversed(days) if any(value is not None for value, _ in values)]


def _days(known: set[str]) -> list[str]:
    """Every day from the first to the last: one without an entry is a gap in the line."""
    if not known:
        return []
    first, last = datetime.date.fromisoformat(min(known)), datetime.date.fromisoformat(max(known))
    first = max(first, last - datetime.timedelta(days=10 * MOST_DAYS))  # somebody typed another century
    return [(first + datetime.timedelta(days=each)).isoformat() for each in range((last - first).days + 1)]


def _mean(numbers: list[Decimal] | None) -> Decimal | None:
    if not numbers:
        return None
    return numbers[0] if len(numbers) == 1 else (sum(numbers, Decimal(0)) / len(numbers)).quantize(MEAN)


def _called(day: str) -> str:
    date = datetime.date.fromisoformat(day)
    return f"{date.month}/{date.day}"
