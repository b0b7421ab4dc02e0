"""Which categories a dimension has: its options, classes of numbers, calendar units of dates, or each text there is."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property
from itertools import pairwise

from psycopg import sql

from core.people.japanese_dates import WEEKDAYS, era_of, era_year_of
from core.questions.crosstab.dimensions import SPECIAL, VALUE, Dimension, Type
from core.questions.crosstab.source import Source
from core.questions.numbers.typing import shown_number
from core.questions.options import FORGOTTEN

EACH = "each"  # every number, every day as a category of its own
CALENDAR = {
    "fiscal_year": "年度",
    "year": "年",
    "quarter": "四半期",
    "month": "月",
    "weekday": "曜日",
    EACH: "日",
}
FARTHEST = 99  # digits before or behind the point: no number of an answer has more
MOST_FILLED = 240  # units of time without anybody that are put between those that have somebody


@dataclass(frozen=True)
class Category:
    """`code` as the statement gives it: "=…" a value, "!…" a kind of "no value"."""

    code: str
    label: str

    @property
    def is_special(self) -> bool:
        return self.code.startswith(SPECIAL)


class WrongGrouping(Exception):
    """`by` does not fit the dimension; said to whoever chose it."""


@dataclass(frozen=True)
class Axis:
    """A dimension as it is chosen: with the way in which its values make categories.

    `by` of a number are the bounds of its classes ("0,10,20") or EACH; of a date a key of CALENDAR; else empty.
    """

    source: Source
    dimension: Dimension
    by: str = ""

    @cached_property
    def bounds(self) -> tuple[Decimal, ...]:
        return bounds_of(self.by)

    @cached_property
    def counted(self) -> Dimension:
        """The dimension whose values are the categories."""
        one = self.dimension
        if one.type is Type.NUMBER and not one.many:
            if self.by == EACH:
                return one.with_value(sql.SQL("trim_scale({})::text").format(one.number), None)
            edges = sql.SQL("ARRAY[{}]::numeric[]").format(sql.SQL(", ").join(map(sql.Literal, self.bounds)))
            return one.with_value(sql.SQL("width_bucket({}, {})::text").format(one.number, edges), None)
        if one.type is Type.DATE and not one.many:
            return one.with_value(_unit(one.value, self.by or "month"), None)
        return one

    def categories(self, found: Mapping[str, int]) -> list[Category]:
        """Of the categories that were counted, and those that could have been: values first, then "no values"."""
        there = {code[1:]: number for code, number in found.items() if code.startswith(VALUE)}
        values = [Category(f"{VALUE}{code}", label) for code, label in self._values(there)]
        specials = [
            Category(f"{SPECIAL}{code}", label)
            for code, label in self._specials.items()
            if found.get(f"{SPECIAL}{code}")
        ]
        return values + specials

    @property
    def _specials(self) -> dict[str, str]:
        return {"blank": "なし"} if self.dimension.attribute else self.source.specials

    def _values(self, found: Mapping[str, int]) -> list[tuple[str, str]]:
        one = self.dimension
        if one.type is Type.NUMBER and not one.many:
            if self.by == EACH:
                return [(code, f"{shown_number(Decimal(code))}{one.unit}") for code in sorted(found, key=Decimal)]
            return self._classes(found)
        if one.type is Type.DATE and not one.many:
            return _calendar(self.by or "month", found)
        if one.options is not None:
            return _of_options(one.options, found)
        if one.attribute and one.attribute.labels:
            labels = one.attribute.labels(found)
            return [(code, labels.get(code, code)) for code in sorted(found)]
        # By how often they were given, they would tell of masked ones how many they are (X6).
        if one.type is Type.TIME or self.source.at_least:
            return [(code, code) for code in sorted(found)]
        return [(code, code) for code in sorted(found, key=lambda code: (-found[code], code))]

    def _classes(self, found: Mapping[str, int]) -> list[tuple[str, str]]:
        """Classes in between are there even if empty; those at the ends only if they are not."""
        unit, edges = self.dimension.unit, [shown_number(bound) for bound in self.bounds]
        labels = [f"{edges[0]}{unit}未満"]
        labels += [f"{low}{unit}以上 {high}{unit}未満" for low, high in pairwise(edges)]
        labels.append(f"{edges[-1]}{unit}以上")
        classes = [(str(place), label) for place, label in enumerate(labels)]
        return [one for place, one in enumerate(classes) if 0 < place < len(edges) or one[0] in found]


def bounds_of(by: str) -> tuple[Decimal, ...]:
    """「0,10,20」 → the bounds, ascending. Raises WrongGrouping."""
    texts = [text for text in by.replace("、", ",").replace("，", ",").split(",") if text.strip()]
    try:
        bounds = tuple(Decimal(text.strip()) for text in texts)
    except InvalidOperation:
        raise WrongGrouping("区切りは、数を「,」で区切って入力してください（例：0,10,20）。") from None
    if not bounds or any(not bound.is_finite() for bound in bounds):
        raise WrongGrouping("区切りの数を1つ以上入力してください（例：0,10,20）。")
    if any(abs(bound.adjusted()) > FARTHEST for bound in bounds):
        raise WrongGrouping("区切りの数が大きすぎるか、細かすぎます。")
    if any(low >= high for low, high in pairwise(bounds)):
        raise WrongGrouping("区切りは、小さい数から順に入力してください。")
    return bounds


def _of_options(options: tuple[tuple[str, str], ...], found: Mapping[str, int]) -> list[tuple[str, str]]:
    """All that is offered, in order; what was removed only where answers mean it; at the end what nobody knows."""
    known = dict(options)
    unknown = [(code, FORGOTTEN) for code in sorted(found) if code not in known]
    return [(code, label) for code, label in options if code in found or not label.endswith("（廃止）")] + unknown


def _unit(day: sql.Composable, unit: str) -> sql.Composable:
    """SQL: an ISO day as text → the unit's code. Anything that is no day gives NULL."""
    codes = {
        EACH: "{day}",
        "year": "left({day}, 4)",
        "month": "left({day}, 7)",
        "quarter": "left({day}, 4) || 'Q' || (substr({day}, 6, 2)::int + 2) / 3",
        "fiscal_year": "left({day}, 4)::int - (substr({day}, 6, 2) < '04')::int",
        "weekday": "extract(isodow FROM {day}::date)",
    }
    code = sql.SQL(codes[unit]).format(day=day)
    return sql.SQL("(CASE WHEN {} ~ '^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}$' THEN ({})::text END)").format(day, code)


def _calendar(unit: str, found: Mapping[str, int]) -> list[tuple[str, str]]:
    codes = sorted(found)
    if unit == "weekday":
        return [(code, f"{WEEKDAYS[int(code) - 1]}曜日") for code in codes]
    if unit != EACH and codes:
        codes = _filled(unit, codes)
    return [(code, _NAMES[unit](code)) for code in codes]


def _filled(unit: str, codes: list[str]) -> list[str]:
    """With the units in between that nobody named, so that a line over time has no leaps."""
    between, code = [codes[0]], codes[0]
    while code < codes[-1] and len(between) <= MOST_FILLED:
        code = _NEXT[unit](code)
        between.append(code)
    return between if len(between) <= MOST_FILLED else codes


def _next_month(code: str) -> str:
    year, month = int(code[:4]), int(code[5:])
    return f"{year + 1:04}-01" if month == 12 else f"{year:04}-{month + 1:02}"


def _next_quarter(code: str) -> str:
    year, quarter = int(code[:4]), int(code[5:])
    return f"{year + 1:04}Q1" if quarter == 4 else f"{year:04}Q{quarter + 1}"


def _next_year(code: str) -> str:
    return f"{int(code) + 1:04}"


_NEXT: dict[str, Callable[[str], str]] = {
    "year": _next_year,
    "fiscal_year": _next_year,
    "month": _next_month,
    "quarter": _next_quarter,
}


def _year(code: str) -> str:
    """2026年(令和8年), by the era at the year's end."""
    end = datetime.date(int(code), 12, 31)
    return f"{code}年({era_year_of(end)})" if era_of(end) else f"{code}年"


def _fiscal_year(code: str) -> str:
    """令和8年度, by the era at its end: 令和元年度 began in 平成31年."""
    last = datetime.date(int(code), 12, 31)
    return f"{era_year_of(last)}度" if era_of(last) else f"{code}年度"


def _month(code: str) -> str:
    return f"{int(code[:4])}年{int(code[5:])}月"


def _quarter(code: str) -> str:
    first = int(code[5:]) * 3 - 2
    return f"{int(code[:4])}年{first}～{first + 2}月"


def _day(code: str) -> str:
    return f"{int(code[:4])}年{int(code[5:7])}月{int(code[8:])}日"


_NAMES: dict[str, Callable[[str], str]] = {
    "year": _year,
    "fiscal_year": _fiscal_year,
    "month": _month,
    "quarter": _quarter,
    EACH: _day,
}
