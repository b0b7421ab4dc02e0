"""One table question through all sheets: summed cell by cell, or its rows one under the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from core.questions.definition import Definition, Question
from core.questions.kinds.base import KINDS
from core.questions.models import AnswerSheet
from core.questions.showing import LOOKS
from core.questions.specials import Special, special_of
from core.questions.tables.layout import Layout
from core.questions.tables.lines import called
from core.questions.tables.shown import ShownCell, shown_table
from core.questions.tables.totals import written
from core.questions.tabulation.figures import OTHER_KIND_LABEL, States, Tally
from core.questions.tabulation.question_totals import QuestionTotals
from core.questions.tabulation.versions import Versions


@dataclass(slots=True)
class SummedCell:
    """`text` is the sum, empty where there is none; `tally` says how many gave a value and who did not."""

    label: str
    is_number: bool
    tally: Tally
    text: str

    @property
    def is_zero(self) -> bool:
        return self.text == "0" or self.tally.figures.sum == 0

    @property
    def states(self) -> States:
        return self.tally.states


@dataclass(slots=True)
class SummedRow:
    label: str
    cells: list[SummedCell]
    total: str = ""


@dataclass(slots=True)
class SummedTable:
    """The table as it was asked, with the sum of all sheets in each cell. Of added rows there is one: all together."""

    layout: Layout
    rows: list[SummedRow]
    below: list[tuple[str, str]]  # (column, total) for each column; the total is empty where none is shown
    whole: str


def summed_table(totals: QuestionTotals) -> SummedTable:
    """Of a question that is a table of either kind."""
    if totals.lines is not None:
        lines = totals.lines
        cells = [
            SummedCell(column.label, column.is_number, lines.columns[column.key], written(lines.column_total(column)))
            for column in lines.layout.columns
        ]
        return SummedTable(lines.layout, [SummedRow(f"全{lines.lines:,}行", cells)], [], "")
    table = totals.table
    if table is None:
        raise ValueError(f"Question {totals.question.key} is no table.")
    layout = table.layout
    rows = [
        SummedRow(
            row.label,
            [_cell(column.label, column.is_number, table.cells[row.key, column.key]) for column in layout.columns],
            written(table.row_total(row)) if layout.has_row_totals else "",
        )
        for row in table.rows
    ]
    below = [
        (column.label, written(table.column_total(column)) if column.key in layout.totalled else "")
        for column in layout.columns
    ]
    whole = written(table.whole_total) if layout.has_row_totals and layout.has_foot else ""
    return SummedTable(layout, rows, below if layout.has_foot else [], whole)


def _cell(label: str, is_number: bool, tally: Tally) -> SummedCell:
    return SummedCell(label, is_number, tally, written(tally.figures.sum))


@dataclass(slots=True)
class ListedLine:
    """One row of one sheet's table. A sheet whose table has no value has one line that says which, without cells."""

    sheet: AnswerSheet
    label: str
    cells: list[ShownCell]
    text: str = ""
    value_kind: str = ""


@dataclass(slots=True)
class ListedTable:
    layout: Layout
    lines: list[ListedLine]

    @property
    def width(self) -> int:
        """How many columns the page has beside the sheet's."""
        return len(self.layout.columns) + 1


def listed_table(
    definition: Definition, key: str, sheets: Iterable[AnswerSheet], *, versions: Versions | None = None
) -> ListedTable:
    """One line for each row of each sheet, in the order of the sheets; `versions` as in `page.rows`."""
    page = list(sheets)
    known = versions or Versions.of(sheet.version_id for sheet in page)
    layout = Layout.of(definition[key])
    return ListedTable(layout, [line for sheet in page for line in _lines(definition[key], layout, sheet, known)])


def _lines(question: Question, layout: Layout, sheet: AnswerSheet, versions: Versions) -> Iterator[ListedLine]:
    asked = versions.kind(sheet.version_id, question.key)
    special = special_of(sheet.answers, question.key) if asked else Special.UNANSWERED
    if special is not None:
        yield ListedLine(sheet, "", [], str(special.label), LOOKS[special])
    elif asked != question.kind:
        yield ListedLine(sheet, "", [], OTHER_KIND_LABEL, "none")
    else:
        answer = sheet.answers[question.key]
        given = (
            [(row.key, row.label, answer.get(row.key, {})) for row in layout.rows]
            if KINDS[question.kind].code == "table"
            else [(str(place), called(place), row) for place, row in enumerate(answer, 1)]
        )
        for row in shown_table(layout, given, {})["rows"]:
            yield ListedLine(sheet, row.label, row.cells)
