"""Which categories a dimension has: its options, classes of numbers, calendar units of dates, or each text there is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property
from itertools import pairwise

from psycopg import sql

from core.questions.crosstab.calendar import EACH, unit_in, units
from core.questions.crosstab.dimensions import SPECIAL, VALUE, Dimension, Type
from core.questions.crosstab.source import Source
from core.questions.numbers.typing import half_width, shown_number
from core.questions.options import FORGOTTEN

FARTHEST = 99  # digits before or behind the point: no number of an answer has more


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
        if one.type is Type.NUMBER:
            if self.by == EACH:
                return one.with_value(sql.SQL("trim_scale({})::text").format(one.number), None)
            edges = sql.SQL("ARRAY[{}]::numeric[]").format(sql.SQL(", ").join(map(sql.Literal, self.bounds)))
            return one.with_value(sql.SQL("width_bucket({}, {})::text").format(one.number, edges), None)
        if one.type is Type.DATE:
            return one.with_value(unit_in(one.value, self.by or "month"), None)
        return one

    def categories(self, found: Mapping[str, int]) -> list[Category]:
        """Of the categories that were counted, and those that could have been: values first, then "no values"."""
        there = {code[1:]: number for code, number in found.items() if code.startswith(VALUE)}
        values = [Category(f"{VALUE}{code}", label) for code, label in self._values(there)]
        specials = [
            Category(f"{SPECIAL}{code}", label)
            for code, label in self.dimension.no_values(self.source.specials).items()
            if found.get(f"{SPECIAL}{code}")
        ]
        return values + specials

    def _values(self, found: Mapping[str, int]) -> list[tuple[str, str]]:
        one = self.dimension
        if one.type is Type.NUMBER:
            if self.by == EACH:
                return [(code, f"{shown_number(Decimal(code))}{one.unit}") for code in sorted(found, key=Decimal)]
            return self._classes(found)
        if one.type is Type.DATE:
            return units(self.by or "month", found)
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
    texts = [text for text in half_width(by).split(",") if text.strip()]
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
