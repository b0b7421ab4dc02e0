"""The workbook for people, read back, against plain Python."""

from __future__ import annotations

import datetime
import io
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.cell import Cell

from core.questions.exporting.asked import asked_by
from core.questions.exporting.people_columns import lines_of, people_parts
from core.questions.exporting.workbook import ALL, BOOK, write_answers
from tests.cast import Cast
from tests.questions.exporting import expected
from tests.questions.exporting.random_answers import histories, respondents, source_of

GREY = "FF767676"


@pytest.mark.django_db
@given(data=st.data())
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_every_cell_is_what_the_sheets_hold(cast: Cast, data: st.DataObject):
    before, now = data.draw(histories())
    people = data.draw(respondents(before, now))
    source = source_of(cast, before, now, people)
    to = io.BytesIO()

    write_answers(source, to)

    book = openpyxl.load_workbook(to)
    asked = asked_by(source)
    rows = table_of(book.worksheets[0])
    plain = expected.people(before, now, people)
    assert [len(row) for row in rows] == [5 + sum(len(people_parts(source, one)) for one in asked)] * len(people)
    for place, row in enumerate(rows):
        wanted = [cell for one in asked for cell in plain[one.key][place]]
        assert row[:5] == [*expected.of_respondent(place, people[place])[1:5], Decimal(people[place].version)]
        same(row[5:], wanted)
    tables = [one for one in asked if lines_of(source, one) is not None]
    lines = expected.people_lines(before, now, people)
    for one, sheet in zip(tables, book.worksheets[1:], strict=False):
        found = table_of(sheet)
        wanted = lines[one.key]
        assert len(found) == len(wanted)
        for row, (respondent, *rest) in zip(found, wanted, strict=True):
            assert row[0] == expected.of_respondent(respondent - 1, people[respondent - 1])[1]
            same(row[5:], rest)
    assert book.sheetnames[0] == ALL
    assert BOOK in book.sheetnames


def table_of(sheet: Any) -> list[list[Any]]:
    """What stands below the header row, as values that say whether they are shown as "no value"."""
    start = next(place for place, row in enumerate(sheet.iter_rows(values_only=True), 1) if row[0] == "団体コード")
    return [[read(cell) for cell in row] for row in sheet.iter_rows(min_row=start + 1)]


def read(cell: Cell) -> Any:
    if isinstance(cell.value, str):
        return f"!{cell.value}" if cell.font.color is not None and cell.font.color.rgb == GREY else cell.value
    if isinstance(cell.value, datetime.datetime):
        return cell.value.date().isoformat()
    return None if cell.value is None else Decimal(str(cell.value))


def same(found: list[Any], wanted: list[Any]) -> None:
    # What has more digits than a spreadsheet keeps, or lies before 1900, is written as text.
    numbers = [
        Decimal(one) if isinstance(n, Decimal) and isinstance(one, str) else one
        for one, n in zip(found, wanted, strict=True)
    ]
    assert [plain(one) for one in numbers] == [plain(one) for one in wanted]


def plain(value: Any) -> Any:
    """Numbers as numbers whatever their zeros; a spreadsheet has no CR in a line break."""
    if isinstance(value, Decimal | int):
        return format(Decimal(value).normalize() + 0, "f")
    return value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value
