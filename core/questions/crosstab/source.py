"""Whose answers are tabulated and exported, and what is known of each respondent beside the answers.

A feature makes a source for one person: whoever that person may not see is not in `rows`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, QuerySet
from psycopg import sql

from core.questions.definition import Definition, Question
from core.questions.specials import Special
from core.questions.tabulation.figures import OTHER_KIND_LABEL
from core.questions.tabulation.versions import Versions

if TYPE_CHECKING:
    from core.questions.crosstab.dimensions import Dimension

Options = tuple[tuple[str, str], ...]
OTHER_KIND = "other_kind"
EARLIER = "以前の設問"  # in the place of its number

# The columns of `Source.sql`, beside one for each attribute that is needed.
VERSION, ANSWERS, WHOLE = "t_version", "t_answers", "t_whole"


@dataclass(frozen=True)
class Attribute:
    """Something known of a respondent beside its answers: the kind of the organization, how far its answer is.

    `expression` is Django's, over `Source.rows`; it gives text, a date, or with `many` an array of texts.
    """

    code: str
    label: str
    expression: Any
    options: Options | None = None  # in their order; None where any text may stand
    labels: Callable[[Iterable[str]], Mapping[str, str]] | None = None  # the words for codes that are no words
    many: bool = False
    is_date: bool = False

    @property
    def column(self) -> str:
        return f"a_{self.code}"

    @property
    def given(self) -> sql.Composable:
        """SQL over the columns of `Source.sql`, as `s`."""
        return sql.SQL("s.{}").format(sql.Identifier(self.column))

    @property
    def text(self) -> sql.Composable:
        """The same of one value, as text; NULL where there is none."""
        return sql.SQL("nullif({}::text, '')").format(self.given)


@dataclass(frozen=True)
class Coded:
    """Short copies (core.questions.models.coded) of exactly the answers of `Source.rows`, counted instead of them.

    `slots` maps a dimension's id to its categories, one for each value of its byte; their order is that of the bytes.
    `rest` are those of `Source.rows` that have no copy (any more); their answers are counted besides. Without it every
    one has.
    """

    rows: QuerySet[Any]
    slots: Mapping[str, list[str]]
    rest: QuerySet[Any] | None = None

    @cached_property
    def place(self) -> Mapping[str, int]:
        return {id_: place for place, id_ in enumerate(self.slots)}


@dataclass(frozen=True)
class Source:
    """`rows` has one row for each respondent; `sheet` is the way from a row to its answer sheet, as a filter has it.

    `whole` gives which "no value" a respondent has for every question (a Special, or a key of `more_specials`), NULL
    where its answers count. `unseen` are keys of questions that the person may not see. With `at_least` cells that
    count fewer respondents are masked (X6).
    """

    title: str
    versions: Versions
    definition: Definition  # of the newest version
    rows: QuerySet[Any]
    sheet: str = ""
    whole: Any = None
    more_specials: Mapping[str, str] = field(default_factory=dict)
    attributes: tuple[Attribute, ...] = ()
    order: tuple[str, ...] = ("pk",)  # of the rows of an export
    unseen: frozenset[str] = frozenset()
    at_least: int = 0
    noun: str = "団体"  # what is counted
    coded: Coded | None = None

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """What is asked now, in order; behind it what only earlier versions asked, as they asked it last."""
        gone: dict[str, Question] = {}
        for definition in self.newest_first:
            for question in definition.asked:
                if question.key not in self.definition.number and question.key not in gone:
                    gone[question.key] = question
        return (*self.definition.asked, *gone.values())

    @property
    def unseen_number(self) -> int:
        """How many of the questions that are asked now the person may not see."""
        return len(self.unseen & self.definition.number.keys())

    @cached_property
    def newest_first(self) -> list[Definition]:
        """What each version asked."""
        return [definition for _, definition in sorted(self.versions.definitions.items(), reverse=True)]

    @cached_property
    def dimensions(self) -> dict[str, Dimension]:
        """What it can be counted by: id → dimension, in the order in which they are offered."""
        from core.questions.crosstab.dimensions import dimensions

        return dimensions(self)

    @cached_property
    def specials(self) -> dict[str, str]:
        """Every kind of "no value" that an answer can have, with its words, in the order in which they are shown."""
        return {
            **{one.value: str(one.label) for one in Special},
            **self.more_specials,
            OTHER_KIND: OTHER_KIND_LABEL,
        }

    def number(self, question: Question) -> str:
        """問3"""
        return self.definition.number.get(question.key, EARLIER)

    def called(self, question: Question) -> str:
        """問3 年代"""
        return f"{self.number(question)} {question.label or question.key}"

    def sql(
        self, attributes: Iterable[Attribute] = (), *, answers: bool = True, ordered: bool = False
    ) -> sql.Composable | None:
        """SELECT with the columns named above; None where there can be nobody. Values stand in the text, quoted."""
        way = f"{self.sheet}__" if self.sheet else ""
        columns: dict[str, Any] = {one.column: one.expression for one in attributes}
        if answers:
            columns |= {VERSION: F(f"{way}version_id"), ANSWERS: F(f"{way}answers")}
            if self.whole is not None:
                columns[WHOLE] = self.whole
        chosen = self.rows.order_by(*self.order) if ordered else self.rows.order_by()
        try:
            statement, given = chosen.values(**columns or {"t_row": F("pk")}).query.sql_with_params()
        except EmptyResultSet:
            return None
        return sql.SQL(connection.ops.compose_sql(statement, given))  # type: ignore[attr-defined]
