"""A table as rows of a file: as it stands on the page, or tidy, one cell a row. Nothing of it is shortened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.questions.crosstab.notes import conditions, notes, summary
from core.questions.crosstab.shown import DIGITS, columns_of, plain
from core.questions.crosstab.table import CrossTable, Place, rounded

MASKED = "X"  # in the place of a number, as official statistics mark what they keep secret
MASKED_WORDS = f"「{MASKED}」は、個人が分からないように秘匿した数です。"


@dataclass(frozen=True)
class FileTable:
    """`types` are "text" or "number", one for each name of the header."""

    header: list[str]
    types: list[str]
    rows: list[list[Any]]


def wide(table: CrossTable) -> FileTable:
    """A row for each row of the page, totals too; shares in columns of their own."""
    spec, columns = table.spec, columns_of(table)
    names = [axis.dimension.label for axis in (spec.layer, spec.rows) if axis]
    figures = [column.label for column in columns]
    shares = [f"{column.label}（％）" for column in columns] if spec.percent else []
    rows = []
    for layer in table.layers:
        for row in table.shown_rows:
            places = [Place(layer.code, row.code, column.code) for column in columns]
            begin = [layer.label, row.label] if spec.layer else [row.label]
            share = [_share(table, place) for place in places] if shares else []
            rows.append([*begin, *(_figure(table, place) for place in places), *share])
    types = ["text"] * len(names) + ["number"] * (len(figures) + len(shares))
    return FileTable([*names, *figures, *shares], types, rows)


def tidy(table: CrossTable) -> FileTable:
    """A row for each cell, without totals: those follow from it. Codes stand beside the words."""
    spec = table.spec
    header: list[str] = []
    for axis in spec.axes:
        header += [axis.dimension.label, f"{axis.dimension.label}（コード）"]
    types = ["text"] * len(header) + ["number"]
    header.append(spec.measured)
    if spec.of is not None:
        header.append("回答数")
        types.append("number")
    if spec.percent:
        header.append(f"{spec.percent.label.removesuffix('の％')}に対する割合（％）")
        types.append("number")
    return FileTable(header, types, list(_cells(table)))


def _cells(table: CrossTable) -> Iterator[list[Any]]:
    spec = table.spec
    columns = table.columns if table.has_columns else columns_of(table)
    for layer in table.layers:
        for row in table.rows:
            for column in columns:
                place = Place(layer.code, row.code, column.code)
                chosen = [layer] * bool(spec.layer) + [row] + [column] * table.has_columns
                line: list[Any] = [part for one in chosen for part in (one.label, one.code.removeprefix("="))]
                line.append(_figure(table, place))
                if spec.of is not None:
                    line.append(MASKED if place in table.masked else table.cell(place).values)
                if spec.percent:
                    line.append(_share(table, place))
                yield line


def facts(table: CrossTable) -> list[tuple[str, str]]:
    """What stands above a table that people read."""
    spec = table.spec
    return [("調査", spec.source.title), ("内容", summary(table)), *conditions(spec.filters, spec.source.specials)]


def remarks(table: CrossTable) -> list[str]:
    return [*notes(table), *([MASKED_WORDS] if table.masked else [])]


def _figure(table: CrossTable, place: Place) -> Decimal | str | None:
    if place in table.masked:
        return MASKED
    figure, measure = table.figure(place), table.spec.measure
    if figure is None:
        return None
    return rounded(figure, DIGITS[measure]) if measure in DIGITS else plain(figure)


def _share(table: CrossTable, place: Place) -> Decimal | str | None:
    if table.is_share_masked(place):
        return MASKED
    share = table.share(place)
    return None if share is None else rounded(share, 1)
