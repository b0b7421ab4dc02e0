"""What somebody chose to tabulate: read from an address, checked against a source, written into an address again.

    rows=q2&columns=q5&layer=@kind&measure=mean&of=q7&percent=row&hide=1&f.q3=o1&f.q3=!blank&from.q9=2026-04-01

In addresses a category of values stands without its "=".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Self, TypeVar
from urllib.parse import urlencode

from django.db import models
from django.http import QueryDict

from core.people.japanese_dates import parse_japanese_date
from core.questions.crosstab.calendar import CALENDAR, EACH
from core.questions.crosstab.dimensions import SPECIAL, VALUE, Dimension, Type
from core.questions.crosstab.grouping import FARTHEST, Axis, WrongGrouping, bounds_of
from core.questions.crosstab.source import Source
from core.questions.numbers.typing import NotANumber, typed_number

Chosen = TypeVar("Chosen", bound=models.TextChoices)
FILTERS = ("f", "from", "to", "has")  # with a dot and the id of a dimension behind it
AXES = {"rows": "表側（行）", "columns": "表頭（列）", "layer": "層"}


class Measure(models.TextChoices):
    COUNT = "count", "件数"
    SUM = "sum", "合計"
    MEAN = "mean", "平均"
    MEDIAN = "median", "中央値"
    LEAST = "min", "最小"
    MOST = "max", "最大"


class Percent(models.TextChoices):
    NONE = "", "なし"
    ROW = "row", "行の％"
    COLUMN = "column", "列の％"
    TOTAL = "total", "全体の％"


def filtered_by(name: str) -> str:
    """The id of the dimension that something of this name in an address filters by; empty where it filters nothing."""
    sort, _, id_ = name.partition(".")
    return id_ if sort in FILTERS else ""


@dataclass(frozen=True)
class Filter:
    """Respondents whose category is one of these; whose value lies from … to … (both included, ISO or number); whose
    text has these characters in it."""

    dimension: Dimension
    codes: tuple[str, ...] = ()
    start: str = ""
    end: str = ""
    contains: str = ""


@dataclass(frozen=True)
class Spec:
    """`troubles` are (field, message): with any there is no table, for nothing chosen is silently left out."""

    source: Source
    rows: Axis | None = None
    columns: Axis | None = None
    layer: Axis | None = None
    measure: Measure = Measure.COUNT
    of: Dimension | None = None
    percent: Percent = Percent.NONE
    hides: bool = False  # "no values" are not shown; how many they are is said
    filters: tuple[Filter, ...] = ()
    troubles: tuple[tuple[str, str], ...] = ()
    address: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def is_complete(self) -> bool:
        return self.rows is not None and not self.troubles

    @property
    def axes(self) -> list[Axis]:
        """In the order layer, rows, columns; those that were chosen."""
        return [axis for axis in (self.layer, self.rows, self.columns) if axis is not None]

    @cached_property
    def query(self) -> str:
        """The address: everything that makes the table, in a settled order."""
        return urlencode([(name, value) for name, values in self.address.items() for value in values])

    @property
    def title(self) -> str:
        """問2 年代 × 問5 満足度"""
        return " × ".join(axis.dimension.label for axis in (self.rows, self.columns, self.layer) if axis)

    @property
    def measured(self) -> str:
        """What a figure is, with its unit: 件数（団体）, 問7 人数の平均（人）."""
        if self.of is None:
            return f"{self.measure.label}（{self.source.noun}）"
        return f"{self.of.label}の{self.measure.label}" + (f"（{self.of.unit}）" if self.of.unit else "")

    @property
    def of_many(self) -> bool:
        """Whether an axis has several answers of one respondent."""
        return any(axis.counted.many for axis in self.axes)

    def error(self, name: str) -> str:
        return next((message for at, message in self.troubles if at == name), "")

    @classmethod
    def read(cls, source: Source, data: QueryDict | Mapping[str, Iterable[str] | str]) -> Self:
        """Never raises: what cannot be taken is a trouble at its field."""
        return cls(source, **_Reader(source, _lists(data)).chosen())


def _lists(data: QueryDict | Mapping[str, Iterable[str] | str]) -> dict[str, list[str]]:
    if isinstance(data, QueryDict):
        return {name: list(values) for name, values in data.lists()}
    return {name: [values] if isinstance(values, str) else list(values) for name, values in data.items()}


@dataclass
class _Reader:
    source: Source
    data: dict[str, list[str]]
    troubles: list[tuple[str, str]] = field(default_factory=list)
    address: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def offered(self) -> dict[str, Dimension]:
        return self.source.dimensions

    def chosen(self) -> dict[str, Any]:
        """The fields of a Spec beside its source."""
        rows, columns, layer = (self._axis(name) for name in AXES)
        self._apart(rows, columns, layer)
        measure = self._choice("measure", Measure, Measure.COUNT)
        of = self._measured(measure)
        percent = self._choice("percent", Percent, Percent.NONE)
        if percent and measure not in (Measure.COUNT, Measure.SUM):
            self._refuse("percent", "構成比は、件数か合計のときだけ出せます。")
        hides = bool(self._one("hide")) and not self.source.at_least
        if hides:
            self.address["hide"] = ("1",)
        return {
            "rows": rows,
            "columns": columns,
            "layer": layer,
            "measure": measure,
            "of": of,
            "percent": percent,
            "hides": hides,
            "filters": self._filters(),
            "troubles": tuple(self.troubles),
            "address": self.address,
        }

    def _one(self, name: str) -> str:
        return (self.data.get(name) or [""])[0].strip()

    def _refuse(self, name: str, message: str) -> None:
        self.troubles.append((name, message))

    def _choice(self, name: str, choices: type[Chosen], usual: Chosen) -> Chosen:
        text = self._one(name)
        if not text:
            return usual
        self.address[name] = (text,)
        if text not in choices.values:
            self._refuse(name, "選び直してください。")
            return usual
        return choices(text)

    def _dimension(self, name: str, id_: str) -> Dimension | None:
        found = self.offered.get(id_)
        if found is None:
            key = id_.split(".")[0]
            words = (
                "この設問の回答を見る権限がありません。"
                if key in self.source.unseen
                else "選ばれていた設問は、なくなりました。選び直してください。"
            )
            self._refuse(name, words)
        return found

    def _axis(self, name: str) -> Axis | None:
        id_ = self._one(name)
        if not id_:
            return None
        self.address[name] = (id_,)
        one = self._dimension(name, id_)
        by = self._one(f"{name}_by")
        if by:
            self.address[f"{name}_by"] = (by,)
        if one is None:
            return None
        if not one.has_classes:
            self.address.pop(f"{name}_by", None)
            return Axis(self.source, one)
        if one.type is Type.DATE:
            if by and by not in CALENDAR:
                self._refuse(f"{name}_by", "日付の区切りを選び直してください。")
                return None
            return Axis(self.source, one, by)
        if by and by != EACH:
            try:
                bounds_of(by)
            except WrongGrouping as wrong:
                self._refuse(f"{name}_by", str(wrong))
                return None
        return Axis(self.source, one, by)

    def _apart(self, *axes: Axis | None) -> None:
        seen: set[tuple[str, str]] = set()
        for name, axis in zip(AXES, axes, strict=True):
            if axis is None:
                if name == "rows" and not self.troubles and any(self._one(other) for other in AXES):
                    self._refuse("rows", "表側（行）を選んでください。")
                continue
            key = (axis.dimension.id, axis.by)
            if key in seen:
                self._refuse(name, "ほかの軸と同じものが選ばれています。別のものを選んでください。")
            seen.add(key)

    def _measured(self, measure: Measure) -> Dimension | None:
        id_ = self._one("of")
        if measure is Measure.COUNT:
            return None
        if not id_:
            self._refuse("of", f"{measure.label}を出す数の設問を選んでください。")
            return None
        self.address["of"] = (id_,)
        one = self._dimension("of", id_)
        if one is not None and not one.is_number:
            self._refuse("of", f"{one.label}は数の設問ではありません。{measure.label}は数の設問で出せます。")
            return None
        return one

    def _filters(self) -> tuple[Filter, ...]:
        found: dict[str, Filter] = {}
        for name in sorted(self.data):
            id_ = filtered_by(name)
            if not id_:
                continue
            sort = name.partition(".")[0]
            values = tuple(dict.fromkeys(value for value in self.data[name] if value.strip()))
            if not values:
                continue
            self.address[name] = values
            one = self._dimension(name, id_)
            if one is None:
                continue
            filter_ = found.get(id_, Filter(one))
            if sort == "has":
                filter_ = replace(filter_, contains=values[0])
            elif sort == "f":
                filter_ = replace(filter_, codes=self._codes(name, one, values))
            else:
                bound = self._bound(name, one, values[0])
                filter_ = replace(filter_, start=bound) if sort == "from" else replace(filter_, end=bound)
            found[id_] = filter_
        return tuple(found.values())

    def _codes(self, name: str, one: Dimension, values: Iterable[str]) -> tuple[str, ...]:
        """The categories of today; one that was merged into another is that other one."""
        found = []
        for value in values:
            if value.startswith(SPECIAL):
                found.append(value)
                continue
            code = one.current(value)
            if one.options is not None and code not in dict(one.options):
                self._refuse(name, f"{one.label}の選ばれていた選択肢は、なくなりました。選び直してください。")
            if one.options is None:
                self._refuse(name, "選択肢では絞り込めません。")
            found.append(f"{VALUE}{code}")
        return tuple(found)

    def _bound(self, name: str, one: Dimension, text: str) -> str:
        if one.type is Type.DATE:
            try:
                return parse_japanese_date(text).isoformat()
            except ValueError as wrong:
                self._refuse(name, str(wrong))
                return ""
        if not one.is_number:
            self._refuse(name, "範囲では絞り込めません。")
            return ""
        try:
            return str(typed_number(text, decimals=FARTHEST, unit=one.unit))
        except NotANumber as wrong:
            self._refuse(name, str(wrong))
            return ""
