"""What a source can be counted by: every question, part by part, and every attribute of its respondents.

A category is a text: "=" and a value ("=o1", "=石巻市"), or "!" and a kind of "no value" ("!blank"). So no value can be
taken for another thing, whatever people typed.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, replace

from psycopg import sql

from core.questions.choosing.choices import Choices
from core.questions.crosstab.guarding import GIVEN, guarded, guarded_state, without_value
from core.questions.crosstab.source import Attribute, Options, Source
from core.questions.definition import Question
from core.questions.kinds import kind_of
from core.questions.kinds.base import Facet
from core.questions.kinds.choice import Choice
from core.questions.kinds.date import Date
from core.questions.kinds.time import Time
from core.questions.specials import Special
from core.questions.tables.layout import Layout
from core.questions.tabulation.parts import beyond, state_of, table_column

VALUE, SPECIAL = "=", "!"
ATTRIBUTE = "@"  # in front of an attribute's code: a question's key never begins with it
_NUMBER = r"^-?[0-9]{1,99}([.][0-9]{1,99})?$"


class Type(enum.Enum):
    CHOICE = "choice"
    NUMBER = "number"  # one of each respondent, as of dates: they are put into classes
    DATE = "date"
    TIME = "time"
    TEXT = "text"


@dataclass(frozen=True)
class Dimension:
    """`value` and `state` are SQL over the columns of `Source.sql`: the value's code as text, NULL where there is
    none (with `many` an array of them), and which "no value" it then is; NULL where an attribute is just missing.
    """

    id: str  # "q2", "q7.r1.c2", "@kind"
    label: str
    type: Type
    value: sql.Composable
    state: sql.Composable
    options: Options | None = None
    many: bool = False
    is_number: bool = False  # has figures: sums, means
    unit: str = ""
    question: Question | None = None
    asked: Question | None = None  # the question itself, or the column of its table
    attribute: Attribute | None = None
    group: str = ""  # under which heading it is offered

    @property
    def has_classes(self) -> bool:
        """Whether its values lie on a scale: then classes are made of them, and filters go from … to …"""
        return self.type in (Type.NUMBER, Type.DATE)

    @property
    def category(self) -> sql.Composable:
        """SQL of the category; only where not `many`."""
        return sql.SQL("coalesce({} || {}, {} || {})").format(
            sql.Literal(VALUE), self.value, sql.Literal(SPECIAL), self.state
        )

    @property
    def number(self) -> sql.Composable:
        """SQL of the number, NULL where there is none; anything else in its place is none either."""
        return number_in(self.value)

    def current(self, code: str) -> str:
        """The code that this one counts as today: an option may have been merged into another."""
        if self.asked is None or not isinstance(kind_of(self.asked), Choice):
            return code
        return Choices.of(self.asked).lines.current(code)

    def no_values(self, specials: Mapping[str, str]) -> Mapping[str, str]:
        """Of a source's `specials` those that can stand here: an attribute is there or is not."""
        return {Special.BLANK.value: "なし"} if self.attribute else specials

    def with_value(self, value: sql.Composable, options: Options | None) -> Dimension:
        return replace(self, value=value, options=options)


def number_in(text: sql.Composable) -> sql.Composable:
    return sql.SQL("(CASE WHEN {0} ~ {1} THEN {0}::numeric END)").format(text, sql.Literal(_NUMBER))


def dimensions(source: Source) -> dict[str, Dimension]:
    """All of them by id, in the order in which they are offered."""
    found = [_of_attribute(one) for one in source.attributes]
    for question in source.questions:
        if question.key not in source.unseen:
            found += _of_question(source, question)
    return {one.id: one for one in found}


def _of_attribute(attribute: Attribute) -> Dimension:
    kind = Type.DATE if attribute.is_date else Type.CHOICE if attribute.options else Type.TEXT
    return Dimension(
        f"{ATTRIBUTE}{attribute.code}",
        attribute.label,
        kind,
        attribute.given if attribute.many else attribute.text,
        sql.Literal(Special.BLANK.value),
        options=attribute.options,
        many=attribute.many,
        attribute=attribute,
        group="回答者",
    )


def _of_question(source: Source, question: Question) -> list[Dimension]:
    facets = kind_of(question).facets(question, GIVEN)
    return [_of_facet(source, question, one) for one in facets if not _is_month(question, one)]


def _of_facet(source: Source, question: Question, facet: Facet) -> Dimension:
    column = _column(question, facet.part)
    asked = column or question
    kind = kind_of(asked)
    if facet.options is not None:
        type_ = Type.CHOICE
    elif facet.many:
        type_ = Type.TEXT
    elif facet.is_number:
        type_ = Type.NUMBER
    elif isinstance(kind, Date | Time):
        type_ = Type.DATE if isinstance(kind, Date) else Type.TIME
    else:
        type_ = Type.TEXT
    called = source.called(question)
    rest = beyond(question, facet.part, facet.label)
    label = f"{called}：{rest}" if rest else called
    state = state_of(question, facet.part, GIVEN)
    units: Mapping[str, str] = kind_of(question).units(question)
    return Dimension(
        ".".join(filter(None, (question.key, facet.part))),
        label,
        type_,
        guarded(source, question, facet.part, facet.value),
        guarded_state(source, question, facet.part, state, without_value(facet.part, many=facet.many)),
        options=facet.options,
        many=facet.many,
        is_number=facet.is_number and not facet.many,
        unit=units.get(column.key if column else "", "") if facet.is_number else "",
        question=question,
        asked=asked,
        group="設問",
    )


def _column(question: Question, part: str) -> Question | None:
    """Of a table, the column as a question of its own."""
    column = Layout.of(question).column.get(key) if (key := table_column(question, part)) else None
    return column.question if column else None


def _is_month(question: Question, facet: Facet) -> bool:
    """Dates are grouped by calendar units here, whichever is chosen."""
    return facet.part.split(".")[-1] == "month" and isinstance(kind_of(_column(question, facet.part) or question), Date)
