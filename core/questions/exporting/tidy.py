"""One row for each part of each respondent's answers: the long form that statistics programs like best.

Of several chosen options each has a row of its own, of lines that respondents add themselves each cell of each line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from psycopg import sql

from core.exports.csv_files import column_names
from core.files.models import StoredFile
from core.questions.choosing.in_sql import OTHER
from core.questions.crosstab.guarding import GIVEN, guarded, guarded_state, without_value
from core.questions.crosstab.source import Source
from core.questions.crosstab.spec import Filter
from core.questions.exporting.asked import Asked, asked_by
from core.questions.exporting.fields import Field
from core.questions.exporting.machine_parts import COUNTED, machine_parts, options_by_part
from core.questions.exporting.respondents import respondent_fields
from core.questions.exporting.wide import respondents
from core.questions.exporting.words import in_words, state_words, told_apart
from core.questions.kinds import kind_of
from core.questions.kinds.base import Column, Facet, state_at, value_at
from core.questions.kinds.choice import Choice
from core.questions.kinds.file import FileKind
from core.questions.kinds.multiple_choice import MultipleChoice
from core.questions.kinds.repeating_rows import RepeatingRows
from core.questions.kinds.table import Table
from core.questions.options import FORGOTTEN
from core.questions.tables.layout import Layout
from core.questions.tabulation.figures import ANSWERED
from core.questions.tabulation.parts import state_of

# Name for programs, name for people, type: behind the columns of the respondent.
COLUMNS = (
    ("question", "設問キー", "text"),
    ("question_number", "設問番号", "text"),
    ("question_label", "設問", "text"),
    ("part", "項目キー", "text"),
    ("part_label", "項目", "text"),
    ("line", "行", "number"),
    ("state", "状態", "text"),
    ("code", "コード", "text"),
    ("value", "値", "text"),
    ("number", "数値", "number"),
    ("unit", "単位", "text"),
)
_LINE = sql.SQL("line.item")
_NULL = sql.SQL("NULL::text")


@dataclass(frozen=True)
class Tidy:
    header: list[str]
    keys: list[str]
    select: sql.Composable
    fields: tuple[Field, ...]  # the first columns: those of the respondent


def tidy(source: Source, *, filters: Iterable[Filter] = (), codes: bool = False) -> Tidy:
    """`codes` gives codes of states and attributes instead of their words; an answer always has both."""
    fields = respondent_fields(source, codes=codes)
    header = column_names([*(one.named for one in fields), *(label for _, label, _ in COLUMNS)])
    keys = column_names([*(one.key for one in fields), *(key for key, _, _ in COLUMNS)])
    rows = respondents(source, filters)
    states = {} if codes else state_words(source)
    parts = [part for asked in asked_by(source) for part in _Parts(source, asked, states).rows()]
    if rows is None or not parts:
        return Tidy(header, keys, _nobody(fields), tuple(fields))
    select = sql.SQL("SELECT {}, p.* FROM ({}) s CROSS JOIN LATERAL ({}) p").format(
        sql.SQL(", ").join(one.value for one in fields), rows, sql.SQL(" UNION ALL ").join(parts)
    )
    return Tidy(header, keys, select, tuple(fields))


def _nobody(fields: Sequence[Field]) -> sql.Composable:
    rest = [sql.SQL("NULL::numeric") if type_ == "number" else _NULL for _, _, type_ in COLUMNS]
    return sql.SQL("SELECT {} WHERE false").format(sql.SQL(", ").join([*(one.nothing for one in fields), *rest]))


@dataclass(frozen=True)
class _Parts:
    """The rows of one question for one respondent, as SELECTs that are put one under the other."""

    source: Source
    asked: Asked
    states: dict[str, str]  # what to write for a state; nothing: its code

    def rows(self) -> Iterator[sql.Composable]:
        question, kind = self.asked.question, kind_of(self.asked.question)
        options = options_by_part(question, GIVEN)
        columns = machine_parts(question, GIVEN)
        if isinstance(kind, MultipleChoice):
            yield from self._mentions()
            # What was typed has a row only where something was.
            columns = [one for one in columns if one.part == OTHER]
            yield from (self._row(one, only_with_value=True) for one in columns)
            return
        if isinstance(kind, FileKind):
            yield self._files()
            columns = [one for one in columns if one.part == COUNTED]
        for column in columns:
            yield self._row(column, options.get(column.part, ()))
        if isinstance(kind, RepeatingRows):
            yield from self._lines()

    def _row(
        self, column: Column, options: Sequence[tuple[str, str]] = (), *, only_with_value: bool = False
    ) -> sql.Composable:
        question = self.asked.question
        value = guarded(self.source, question, column.part, column.value)
        state = state_of(question, column.part, GIVEN)
        state = guarded_state(self.source, question, column.part, state, without_value(column.part))
        code, text, number = self._value(sql.SQL("x.v"), column.type, options)
        wanted = sql.SQL(" WHERE x.v IS NOT NULL") if only_with_value else sql.SQL("")
        # The value is worked out once, whatever names it.
        return sql.SQL("SELECT {} FROM (SELECT {} AS v OFFSET 0) x{}").format(
            self._cells(column.part, column.label, self._state(sql.SQL("x.v"), state), code, text, number, column.unit),
            value,
            wanted,
        )

    def _mentions(self) -> Iterator[sql.Composable]:
        """A row for each chosen option; one for a respondent who chose none."""
        question = self.asked.question
        facet: Facet = kind_of(question).facets(question, GIVEN)[0]
        value = guarded(self.source, question, "", facet.value)
        state = state_of(question, "", GIVEN)
        state = guarded_state(self.source, question, "", state, without_value("", many=True))
        code, text, number = self._value(sql.SQL("m.code"), "text", facet.options or ())
        cells = self._cells("", "", self._state(sql.SQL("m.code"), state), code, text, number)
        yield sql.SQL(
            "SELECT {} FROM (SELECT nullif({}, ARRAY[]::text[]) AS v OFFSET 0) x"
            " LEFT JOIN LATERAL unnest(x.v) AS m(code) ON true"
        ).format(cells, value)

    def _files(self) -> sql.Composable:
        """A row for each name; none where there is no file, for the number of files says so."""
        question = self.asked.question
        ids = guarded(self.source, question, "", value_at(GIVEN, question.key))
        cells = self._cells(
            "file", "ファイル名", self._written(ANSWERED), _NULL, sql.SQL("f.name"), line=sql.SQL("g.n")
        )
        return sql.SQL(
            "SELECT {cells} FROM (SELECT {ids} AS v OFFSET 0) x"
            " CROSS JOIN LATERAL jsonb_array_elements_text(CASE WHEN jsonb_typeof(x.v) = 'array' THEN x.v END)"
            " WITH ORDINALITY AS g(id, n) LEFT JOIN {files} f ON f.id = g.id::uuid"
        ).format(cells=cells, ids=ids, files=sql.Identifier(StoredFile._meta.db_table))

    def _lines(self) -> Iterator[sql.Composable]:
        """Column by column; a cell has a state of its own, as a question has."""
        question = self.asked.question
        for column in Layout.of(question).columns:
            options = options_by_part(column.question, _LINE)
            rows = guarded(self.source, question, column.key, value_at(GIVEN, question.key))
            for each in machine_parts(column.question, _LINE):
                part = ".".join(filter(None, (column.key, each.part)))
                label = f"{column.label}：{each.label}" if each.label else column.label
                state = self._state(each.value, state_at(_LINE, column.key))
                code, text, number = self._value(each.value, each.type, options.get(each.part, ()))
                cells = self._cells(part, label, state, code, text, number, each.unit, line=sql.SQL("line.n"))
                yield sql.SQL(
                    "SELECT {cells} FROM (SELECT {rows} AS v OFFSET 0) x CROSS JOIN LATERAL"
                    " jsonb_array_elements(CASE WHEN jsonb_typeof(x.v) = 'array' THEN x.v END)"
                    " WITH ORDINALITY AS line(item, n)"
                ).format(cells=cells, rows=rows)

    def _value(
        self, value: sql.Composable, type_: str, options: Sequence[tuple[str, str]]
    ) -> tuple[sql.Composable, sql.Composable, sql.Composable]:
        """Code, text and number of a value."""
        if options:
            forgets = isinstance(kind_of(self.asked.question), Choice | Table | RepeatingRows)
            words = in_words(value, told_apart(options), sql.Literal(FORGOTTEN) if forgets else None)
            return value, words, sql.SQL("NULL::numeric")
        text = sql.SQL("({})::text").format(value)
        return _NULL, text, sql.SQL("({})::numeric").format(value) if type_ == "number" else sql.SQL("NULL::numeric")

    def _state(self, value: sql.Composable, without: sql.Composable) -> sql.Composable:
        named = in_words(without, self.states) if self.states else without
        return sql.SQL("(CASE WHEN {} IS NOT NULL THEN {} ELSE {} END)").format(value, self._written(ANSWERED), named)

    def _written(self, state: str) -> sql.Composable:
        return sql.Literal(self.states.get(state, state))

    def _cells(
        self,
        part: str,
        label: str,
        state: sql.Composable,
        code: sql.Composable,
        text: sql.Composable,
        number: sql.Composable | None = None,
        unit: str = "",
        *,
        line: sql.Composable | None = None,
    ) -> sql.Composable:
        """In the order of COLUMNS."""
        known = [self.asked.key, self.asked.number, self.asked.label, part, label]
        cells: list[sql.Composable] = [sql.SQL("{}::text").format(sql.Literal(one or None)) for one in known]
        cells.append(sql.SQL("({})::bigint").format(line) if line is not None else sql.SQL("NULL::bigint"))
        cells += [state, code, text, number if number is not None else sql.SQL("NULL::numeric")]
        cells.append(sql.SQL("{}::text").format(sql.Literal(unit or None)))
        return sql.SQL(", ").join(cells)
