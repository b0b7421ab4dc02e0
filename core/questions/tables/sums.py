"""Parts that must sum to a total which is typed too (内訳の合計)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext

from core.questions.tables.cells import Faults, number_in
from core.questions.tables.layout import Column, Layout, Row, Sum
from core.questions.tables.totals import Rows, written
from core.questions.wording import listed, said_of

Place = tuple[Row, Column]


def broken(layout: Layout, answer: Rows) -> Faults:
    """Where a sum does not hold: (part of the total's cell, message).

    A sum is judged once all its numbers are there; 該当なし counts as zero, a blank keeps it from being judged.
    """
    faults: Faults = []
    for rule in layout.sums:
        for (row, column), parts in _places(layout, rule):
            total = _number(answer, row, column)
            numbers = [number for part in parts if (number := _number(answer, *part)) is not None]
            if total is None or not numbers or len(numbers) < len(parts):
                continue
            expected = sum(numbers, Decimal(0))
            if abs(total - expected) > rule.margin:
                said = rule.message or _in_words(layout, rule, expected, total)
                faults.append((f"{row.key}.{column.key}", said_of(layout.place(row, column), said)))
    return faults


def labels(layout: Layout, rule: Sum) -> dict[str, str]:
    """Key → label along the rule's axis."""
    lines = layout.rows if rule.axis == "rows" else layout.columns
    return {line.key: line.label for line in lines}


def _places(layout: Layout, rule: Sum) -> Iterator[tuple[Place, list[Place]]]:
    """Where the rule is to hold: the cell of the total, the cells of its parts. Nowhere when something is missing."""
    along = labels(layout, rule)
    if rule.total not in along or not rule.parts or not set(rule.parts) <= along.keys():
        return
    if rule.axis == "rows":
        for column in layout.numbers:
            if not rule.across or column.key in rule.across:
                yield (layout.row[rule.total], column), [(layout.row[part], column) for part in rule.parts]
    elif all(layout.column[key].is_number for key in (rule.total, *rule.parts)):
        for row in layout.rows:
            if not rule.across or row.key in rule.across:
                yield (row, layout.column[rule.total]), [(row, layout.column[part]) for part in rule.parts]


def _number(answer: Rows, row: Row, column: Column) -> Decimal | None:
    return number_in(column, answer.get(row.key, {}))


def _in_words(layout: Layout, rule: Sum, expected: Decimal, total: Decimal) -> str:
    along = labels(layout, rule)
    words = {"parts": listed(along[part] for part in rule.parts), "expected": written(expected)}
    words |= {"total": written(total), "margin": written(rule.margin)}
    if rule.margin:
        return (
            gettext("内訳（%(parts)s）の合計%(expected)sと一致しません（差は%(margin)sまで）。いまは%(total)sです。")
            % words
        )
    return gettext("内訳（%(parts)s）の合計%(expected)sと一致しません。いまは%(total)sです。") % words
