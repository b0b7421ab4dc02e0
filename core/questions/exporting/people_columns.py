"""What of a question is a column for people: whole answers in words, not taken apart for a program."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from psycopg import sql

from core.questions.choosing.choices import Choices
from core.questions.choosing.in_sql import OTHER, other_text
from core.questions.crosstab.guarding import GIVEN, guarded, guarded_state, without_value
from core.questions.crosstab.source import Source
from core.questions.definition import Question
from core.questions.exporting.asked import Asked
from core.questions.exporting.machine_parts import machine_parts, options_by_part
from core.questions.exporting.respondents import NUMBER
from core.questions.exporting.words import EACH, in_words, listed, state_words, told_apart
from core.questions.kinds import kind_of
from core.questions.kinds.base import Column, state_at, value_at
from core.questions.kinds.choice import Choice
from core.questions.kinds.file import FileKind
from core.questions.kinds.multiple_choice import MultipleChoice
from core.questions.kinds.repeating_rows import RepeatingRows
from core.questions.kinds.table import Table
from core.questions.options import FORGOTTEN
from core.questions.tables.layout import Layout
from core.questions.tabulation.figures import ANSWERED
from core.questions.tabulation.parts import beyond, state_of

ELSEWHERE = "別のシート"
_NULL = sql.SQL("NULL::text")


@dataclass(frozen=True)
class Part:
    """`state` is SQL, too: the words that stand where there is no value."""

    label: str
    type: str
    value: sql.Composable
    state: sql.Composable
    unit: str = ""

    @property
    def named(self) -> str:
        return f"{self.label}（{self.unit}）" if self.unit else self.label


@dataclass(frozen=True)
class Lines:
    """A table on a sheet of its own: `around` joins the lines to each respondent, as the alias `line`."""

    around: sql.Composable
    label: Part
    parts: list[Part]


def people_parts(source: Source, asked: Asked) -> list[Part]:
    """The columns of one question in the list of all answers."""
    question = asked.question
    if isinstance(kind_of(question), Table):
        state = state_at(GIVEN, question.key)
        said = sql.SQL("CASE WHEN {} = {} THEN {} END").format(state, sql.Literal(ANSWERED), sql.Literal(ELSEWHERE))
        # Of a table the guard needs a cell; no column of it is asked otherwise where there is none of that name.
        return [_part(source, asked, Column(".", asked.called, said), state)]
    return [
        _part(source, asked, one, state_of(question, one.part, GIVEN), without_value(one.part))
        for one in _columns(question, asked.called)
    ]


def lines_of(source: Source, asked: Asked) -> Lines | None:
    """Of a table; None of any other question."""
    question, kind = asked.question, kind_of(asked.question)
    if isinstance(kind, Table):
        rows = sql.SQL(", ").join(
            sql.SQL("({}, {}, s.{})").format(sql.Literal(row.key), sql.Literal(row.label), sql.Identifier(NUMBER))
            for row in Layout.of(question).rows
        )
        # That the lines look at their respondent keeps them behind it: the order of the rows stays.
        around = sql.SQL("CROSS JOIN LATERAL (VALUES {}) AS line(key, label, n)").format(rows)
        label = Part(Layout.of(question).row_header or "行", "text", sql.SQL("line.label"), _NULL)
        item: sql.Composable = sql.SQL("({} -> line.key)").format(value_at(GIVEN, question.key))
    elif isinstance(kind, RepeatingRows):
        # Who counts as having answered nothing has no lines, whatever the sheet holds.
        given = guarded(source, question, "", value_at(GIVEN, question.key))
        around = sql.SQL(
            "LEFT JOIN LATERAL jsonb_array_elements(CASE WHEN jsonb_typeof({0}) = 'array' THEN {0} END)"
            " WITH ORDINALITY AS line(item, n) ON true"
        ).format(given)
        label = Part("行", "number", sql.SQL("line.n"), _NULL)
        item = sql.SQL("line.item")
    else:
        return None
    return Lines(around, label, list(_cells(source, asked, item)))


def _cells(source: Source, asked: Asked, item: sql.Composable) -> Iterator[Part]:
    question = asked.question
    whole = state_at(GIVEN, question.key)
    for column in Layout.of(question).columns:
        state = sql.SQL("(CASE WHEN {0} = {1} THEN {2} ELSE {0} END)").format(
            whole, sql.Literal(ANSWERED), state_at(item, column.key)
        )
        for one in _columns(column.question, column.label, item):
            part = f".{column.key}" if isinstance(kind_of(question), Table) else column.key
            yield _part(source, asked, Column(part, one.label, one.value, one.type, one.unit), state)


def _part(source: Source, asked: Asked, column: Column, state: sql.Composable, without: str = ANSWERED) -> Part:
    value = guarded(source, asked.question, column.part, column.value)
    state = guarded_state(source, asked.question, column.part, state, without)
    return Part(column.label, column.type, value, in_words(state, state_words(source)), column.unit)


def _columns(question: Question, called: str, answers: sql.Composable = GIVEN) -> Iterator[Column]:
    """In words, with the question's name in front; the part is kept."""
    kind = kind_of(question)
    if isinstance(kind, Choice):
        yield Column("", called, _choice(question, answers))
        return
    columns = machine_parts(question, answers)
    if isinstance(kind, FileKind):
        columns = [one for one in kind.columns(question, answers) if not one.part]
    options = options_by_part(question, answers)
    for one in columns:
        words = told_apart(options.get(one.part, ()))
        label = beyond(question, one.part, one.label) if isinstance(kind, FileKind) else one.label
        named = f"{called}：{label}" if label else called
        yield Column(one.part, named, in_words(one.value, words) if words else one.value, one.type, one.unit)


def _choice(question: Question, answers: sql.Composable) -> sql.Composable:
    """徒歩、その他：自転車"""
    choices, kind = Choices.of(question), kind_of(question)
    facet = kind.facets(question, answers)[0]
    words = told_apart(facet.options or ())
    typed = other_text(value_at(answers, question.key))

    def said(code: sql.Composable) -> sql.Composable:
        known = in_words(code, words, sql.Literal(FORGOTTEN))
        if not choices.knows_other:
            return known
        other = sql.SQL("{} || coalesce({} || {}, '')").format(
            sql.Literal(choices.other_label), sql.Literal("："), typed
        )
        return sql.SQL("(CASE WHEN {} = {} THEN {} ELSE {} END)").format(code, sql.Literal(OTHER), other, known)

    if not isinstance(kind, MultipleChoice):
        return said(facet.value)
    return listed(facet.value, said(EACH))
