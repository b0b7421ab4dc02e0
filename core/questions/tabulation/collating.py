"""Adding up every question over all sheets."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import QuerySet

from core.questions.definition import Definition, Question
from core.questions.kinds import kind_of
from core.questions.kinds.file import FileKind
from core.questions.kinds.moment import Moment
from core.questions.kinds.repeating_rows import RepeatingRows
from core.questions.kinds.schedule import Schedule
from core.questions.kinds.table import Table
from core.questions.models import AnswerSheet
from core.questions.tables.layout import Column, Layout
from core.questions.tabulation.codes import codes_in, counted, facets_of, options_of
from core.questions.tabulation.figures import ANSWERED, Tally
from core.questions.tabulation.leaves import EVERY_LINE, SHEETS, Leaf, Places, leaves
from core.questions.tabulation.question_totals import Candidate, Collation, QuestionTotals
from core.questions.tabulation.tables import LineTotals, TableTotals, finish_cells, rows_gone
from core.questions.tabulation.versions import Versions


def collate(definition: Definition, sheets: QuerySet[AnswerSheet]) -> Collation:
    """The totals of `sheets`, put together as `definition` (the newest version) asks. Two statements, however many.

    A question that a sheet's version did not have is unanswered there; one that was of another kind there is counted
    as such and never added. Whether a sheet may be seen is not asked: that is what `sheets` says.
    """
    found = {one.key: _empty(definition, one) for one in definition.asked}
    groups = leaves(_places(found), found, sheets)
    versions = Versions.of(leaf.version for leaf in groups if leaf.question == SHEETS)
    total = sum(leaf.times for leaf in groups if leaf.question == SHEETS)
    for leaf in groups:
        if leaf.question in found:
            _add(found[leaf.question], leaf, versions)
    for totals in found.values():
        _finish(totals, total)
    return Collation(definition, total, found, versions)


def _empty(definition: Definition, question: Question) -> QuestionTotals:
    kind = kind_of(question)
    totals = QuestionTotals(question, definition.number[question.key])
    if isinstance(kind, Table):
        layout, gone = Layout.of(question), rows_gone(question)
        places = [(row.key, column.key) for row in (*layout.rows, *gone) for column in layout.columns]
        totals.table = TableTotals(layout, {place: Tally() for place in places}, gone)
    elif isinstance(kind, RepeatingRows):
        layout = Layout.of(question)
        totals.lines = LineTotals(layout, columns={column.key: Tally() for column in layout.columns})
    elif isinstance(kind, Schedule):
        totals.candidates = tuple(Candidate(one.part, one.label, one.options or ()) for one in facets_of(question))
    else:
        totals.options = options_of(question)
        totals.several = totals.options is not None and facets_of(question)[0].many
        totals.files = 0 if isinstance(kind, FileKind) else None
    return totals


def _places(found: Mapping[str, QuestionTotals]) -> Places:
    places = Places()
    for key, totals in found.items():
        if totals.table:
            places.tables[key] = _counted_columns(totals.table.layout)
        elif totals.lines:
            places.lines[key] = _counted_columns(totals.lines.layout)
            places.lengths.append(key)
        elif totals.candidates:
            places.schedules.append(key)
        elif totals.options is not None:
            places.counted.append(key)
        if totals.files is not None:
            places.lengths.append(key)
        if totals.kind.is_number:
            places.numbers.append(key)
        if isinstance(totals.kind, Moment):
            places.moments.append(key)
    return places


def _counted_columns(layout: Layout) -> list[str]:
    return [column.key for column in layout.columns if options_of(column.question) is not None]


def _add(totals: QuestionTotals, leaf: Leaf, versions: Versions) -> None:
    """Count a group at its place, if its version asked there what is asked today."""
    question = totals.question
    asked = versions.kind(leaf.version, question.key)
    if asked is None:
        return
    if asked != question.kind:
        if not leaf.row:
            _count_state(totals.tally, leaf, same=False)
    elif not leaf.row:
        _count(totals.tally, leaf, question, totals.kind.is_number)
        if leaf.state == ANSWERED and leaf.sum is not None:
            if totals.files is not None:
                totals.files += int(leaf.sum)
            elif totals.lines:
                totals.lines.lines += int(leaf.sum)
                totals.lines.most = max(totals.lines.most, int(leaf.most or 0))
    elif totals.table:
        _add_cell(totals.table.cells.get((leaf.row, leaf.column)), totals.table.layout, leaf, versions)
    elif totals.lines and leaf.row == EVERY_LINE:
        _add_cell(totals.lines.columns.get(leaf.column), totals.lines.layout, leaf, versions)
    else:
        for candidate in totals.candidates:
            if candidate.key == leaf.row:
                candidate.tally.states.add(leaf.state, leaf.times)
                candidate.tally.codes[str(leaf.answer)] += leaf.times


def _add_cell(tally: Tally | None, layout: Layout, leaf: Leaf, versions: Versions) -> None:
    column = layout.column.get(leaf.column)
    asked = versions.kind(leaf.version, leaf.question, leaf.column)
    if tally is None or column is None or asked is None:
        return
    if asked == column.question.kind:
        _count(tally, leaf, column.question, column.is_number)
    else:
        _count_state(tally, leaf, same=False)


def _count(tally: Tally, leaf: Leaf, question: Question, is_number: bool) -> None:
    _count_state(tally, leaf, same=True)
    if leaf.state != ANSWERED:
        return
    if is_number:
        tally.states.zero += leaf.zeros
        tally.figures.add(leaf.values, leaf.sum, leaf.least, leaf.most)
    if leaf.answer is not None:
        for code in codes_in(question, leaf.answer):
            tally.codes[code] += leaf.times
    if leaf.earliest is not None and leaf.latest is not None:
        tally.earliest = min(tally.earliest or leaf.earliest, leaf.earliest)
        tally.latest = max(tally.latest or leaf.latest, leaf.latest)


def _count_state(tally: Tally, leaf: Leaf, *, same: bool) -> None:
    is_other = leaf.state == ANSWERED and not same
    tally.states.add("other_kind" if is_other else leaf.state, leaf.times)


def _finish(totals: QuestionTotals, total: int) -> None:
    states = totals.tally.states
    states.fill_up(total)
    if totals.options is not None:
        totals.tally.options = counted(totals.question, totals.options, totals.tally)
    for candidate in totals.candidates:
        for look in ("blank", "not_applicable", "exempt", "not_asked", "other_kind"):
            candidate.tally.states.add(look, getattr(states, look))
        candidate.tally.states.fill_up(total)
        candidate.tally.options = counted(totals.question, candidate.options, candidate.tally)
    if totals.table:
        finish_cells(totals.table, states, total)
        for (_, column), tally in totals.table.cells.items():
            _finish_column(totals.table.layout.column[column], tally)
    if totals.lines:
        for column, tally in totals.lines.columns.items():
            tally.states.fill_up(totals.lines.lines)
            _finish_column(totals.lines.layout.column[column], tally)


def _finish_column(column: Column, tally: Tally) -> None:
    options = options_of(column.question)
    if options is not None:
        tally.options = counted(column.question, options, tally)
