"""One row for each respondent: what is known of it, then every part of every question, and the state it is in.

A column of numbers holds numbers only. Whether a missing one was left blank, does not apply or was not asked stands in
the state beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from psycopg import sql

from core.exports.csv_files import column_names
from core.exports.reading import Select
from core.questions.crosstab.guarding import GIVEN, guarded, guarded_state
from core.questions.crosstab.source import Source
from core.questions.crosstab.spec import Filter
from core.questions.crosstab.statement import where
from core.questions.exporting.asked import Asked, asked_by
from core.questions.exporting.fields import Field, Role
from core.questions.exporting.machine_parts import machine_parts, options_by_part
from core.questions.exporting.respondents import NUMBER, respondent_fields
from core.questions.exporting.words import in_words, neutralized, state_words, told_apart
from core.questions.kinds import kind_of
from core.questions.kinds.base import Column, state_at
from core.questions.kinds.choice import Choice
from core.questions.kinds.table import Table
from core.questions.options import FORGOTTEN
from core.questions.tabulation.figures import OTHER_KIND_LABEL
from core.questions.tabulation.parts import state_of


@dataclass(frozen=True)
class Wide:
    """`columns` in the order of the file; `header` and `keys` name them, for people and for programs."""

    columns: tuple[Field, ...]
    rows: sql.Composable | None  # the respondents, as `s`; None where there can be nobody

    @cached_property
    def header(self) -> list[str]:
        return column_names(one.named for one in self.columns)

    @cached_property
    def keys(self) -> list[str]:
        return column_names(one.key for one in self.columns)

    @property
    def select(self) -> Select:
        """In the order of the source."""
        if self.rows is None:
            nothing = [one.nothing for one in self.columns]
            return Select(nothing, sql.SQL("(SELECT 1 WHERE false) s"))
        fixed = {place for place, one in enumerate(self.columns) if one.is_fixed}
        return Select([one.value for one in self.columns], sql.SQL("({}) s").format(self.rows), fixed)


def wide(source: Source, *, filters: Iterable[Filter] = (), codes: bool = False) -> Wide:
    """`codes` gives the codes of options, states and attributes instead of their words."""
    fields = respondent_fields(source, codes=codes)
    for asked in asked_by(source):
        fields += question_fields(source, asked, codes=codes)
    return Wide(tuple(fields), respondents(source, filters))


def respondents(source: Source, filters: Iterable[Filter] = ()) -> sql.Composable | None:
    """SELECT of the columns of `Source.sql` with every attribute, and of NUMBER; in the source's order."""
    base = source.sql(source.attributes, ordered=True)
    if base is None:
        return None
    return sql.SQL("SELECT row_number() OVER () AS {}, s.* FROM ({}) s{}").format(
        sql.Identifier(NUMBER), base, where(filters)
    )


def question_fields(source: Source, asked: Asked, *, codes: bool = False) -> Iterator[Field]:
    """Every part, and its state: of a table beside each cell, else once behind the parts."""
    question = asked.question
    options = options_by_part(question, GIVEN)
    is_table = isinstance(kind_of(question), Table)
    for column in machine_parts(question, GIVEN):
        yield _value(source, asked, column, options.get(column.part, ()), codes)
        if is_table and column.part.count(".") == 1:  # of a whole cell
            yield _state(source, asked, column.part, column.label, codes)
    if not is_table:
        yield _state(source, asked, "", "", codes)


def _value(source: Source, asked: Asked, column: Column, options: tuple[tuple[str, str], ...], codes: bool) -> Field:
    words = told_apart(options)
    raw = column.value
    is_fixed = bool(words) and not codes and isinstance(kind_of(asked.question), Choice | Table)
    if words and not codes:
        raw = in_words(raw, neutralized(words), sql.Literal(FORGOTTEN) if is_fixed else None)
    value = guarded(source, asked.question, column.part, raw)
    return Field(
        _key(asked, column.part), _label(asked, column.label), value, Role.VALUE, column.type, column.unit,
        codes=words, is_fixed=is_fixed, asked=asked, part=column.part, part_label=column.label,
    )  # fmt: skip


def _state(source: Source, asked: Asked, part: str, label: str, codes: bool) -> Field:
    question = asked.question
    state = state_of(question, part, GIVEN) if part else state_at(GIVEN, question.key)
    state = guarded_state(source, question, part, state)
    words = state_words(source)
    value = state if codes else in_words(state, neutralized(words), sql.Literal(OTHER_KIND_LABEL))
    return Field(
        _key(asked, part, "state"), f"{_label(asked, label)} 状態", value, Role.STATE,
        codes=words, is_fixed=not codes, asked=asked, part=part, part_label=label,
    )  # fmt: skip


def _key(asked: Asked, *parts: str) -> str:
    return ".".join(filter(None, (asked.key, *parts)))


def _label(asked: Asked, label: str) -> str:
    return f"{asked.called}：{label}" if label else asked.called
