"""The collation as CSV: a line for each organization, the columns that the kinds of question give.

Values are taken from the database as the kinds' own SQL writes them; where there is none, the words say which kind of
"no value" it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db import connection
from psycopg import sql

from core.clock import TOKYO
from core.people.models import User
from core.questions.definition import Definition, Question
from core.questions.kinds import kind_of
from core.questions.kinds.base import Column
from core.questions.models import AnswerSheet
from core.questions.specials import Special
from core.questions.tabulation.figures import ANSWERED, OTHER_KIND_LABEL
from core.questions.tabulation.parts import asked_otherwise, state_of
from core.questions.tabulation.versions import Versions
from surveys.collation import RETURNED_WORDS, counted_sheets, whole_special
from surveys.models import Response
from surveys.querysets import ResponseQuerySet
from surveys.states import State

HEADER = ("団体コード", "団体名", "種別", "圏域", "状態", "提出日時")
AT_ONCE = 100
_ANSWERS = sql.Identifier("answers")
_OTHER_KIND = "other_kind"
_NO_VALUE = {one.value: str(one.label) for one in Special} | {_OTHER_KIND: OTHER_KIND_LABEL, ANSWERED: ""}


@dataclass(frozen=True, slots=True)
class Number:
    """Written plainly: a number, a negative one too, is no formula."""

    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Place:
    """One column of the file."""

    question: Question
    number: str
    column: Column

    @property
    def header(self) -> str:
        label = self.column.label
        named = label if label.startswith(self.question.label) else f"{self.question.label}：{label}"
        return f"{self.number} {named}" + (f"（{self.column.unit}）" if self.column.unit else "")

    def state(self) -> sql.Composable:
        """SQL: 'answered', or which "no value"."""
        return state_of(self.question, self.column.part, _ANSWERS)

    def is_other_kind(self, version: int, versions: Versions) -> bool:
        """Whether that version asked something else here, whose answers this column's SQL must not see."""
        return asked_otherwise(self.question, self.column.part, version, versions)


def places(definition: Definition) -> list[Place]:
    return [
        Place(question, definition.number[question.key], column)
        for question in definition.asked
        for column in kind_of(question).columns(question, _ANSWERS)
    ]


def csv_header(definition: Definition) -> list[str]:
    return [*HEADER, *(place.header for place in places(definition))]


def csv_rows(definition: Definition, responses: ResponseQuerySet, user: User) -> Iterator[list[Any]]:
    """All of them in their order, a hundred at a time."""
    asked = places(definition)
    every = list(responses)
    for start in range(0, len(every), AT_ONCE):
        page = every[start : start + AT_ONCE]
        found = _values(asked, page, user)
        for response in page:
            yield [*_about(response), *_cells(asked, response, found.get(response.submitted_id or 0))]


def _about(response: Response) -> list[str]:
    organization, at = response.organization, response.submitted_at
    return [
        organization.code,
        organization.name,
        organization.get_kind_display(),
        organization.region,
        response.get_state_display(),
        f"{at.astimezone(TOKYO):%Y-%m-%d %H:%M:%S}" if at else "",
    ]


def _cells(asked: list[Place], response: Response, given: tuple[list, list] | None) -> list[Any]:
    if given is None:
        is_back = response.state == State.RETURNED
        return [RETURNED_WORDS if is_back else str(whole_special(response.state).label)] * len(asked)
    return [
        _NO_VALUE.get(state, OTHER_KIND_LABEL)
        if value is None
        else Number(value)
        if place.column.type == "number"
        else value
        for place, value, state in zip(asked, *given, strict=True)
    ]


def _values(asked: list[Place], page: list[Response], user: User) -> dict[int, tuple[list, list]]:
    """Sheet → values and states, for each place. A statement for each version that was answered."""
    sheets = counted_sheets(page, user).order_by("version_id", "pk").values_list("version_id", "pk")
    by_version = {version: [pk for _, pk in group] for version, group in groupby(sheets, key=lambda one: one[0])}
    versions = Versions.of(by_version)
    found: dict[int, tuple[list, list]] = {}
    with connection.cursor() as cursor:
        for version, keys in by_version.items():
            cursor.execute(_statement(asked, version, versions, keys))
            found |= {pk: (values, states) for pk, values, states in cursor.fetchall()}
    return found


def _statement(asked: list[Place], version: int, versions: Versions, keys: list[int]) -> sql.Composable:
    values: list[sql.Composable] = []
    states: list[sql.Composable] = []
    for place in asked:
        other = place.is_other_kind(version, versions)
        values.append(sql.SQL("NULL") if other else sql.SQL("({})::text").format(place.column.value))
        states.append(sql.Literal(_OTHER_KIND) if other else place.state())
    return sql.SQL("SELECT id, ARRAY[{}]::text[], ARRAY[{}]::text[] FROM {} WHERE id = ANY({})").format(
        sql.SQL(", ").join(values),
        sql.SQL(", ").join(states),
        sql.Identifier(AnswerSheet._meta.db_table),
        sql.Literal(keys),
    )
