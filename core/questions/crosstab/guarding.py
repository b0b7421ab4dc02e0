"""What keeps an answer from being read as an answer to something else, in SQL over the columns of `Source.sql`."""

from __future__ import annotations

from psycopg import sql

from core.questions.crosstab.source import ANSWERS, OTHER_KIND, VERSION, WHOLE, Source
from core.questions.definition import Question
from core.questions.kinds.base import state_at
from core.questions.specials import Special
from core.questions.tabulation.figures import ANSWERED
from core.questions.tabulation.parts import asked_otherwise

# The answers of a respondent.
GIVEN = sql.SQL("s.{}").format(sql.Identifier(ANSWERS))
_VERSION = sql.SQL("s.{}").format(sql.Identifier(VERSION))
_WHOLE = sql.SQL("s.{}").format(sql.Identifier(WHOLE))


def guarded(source: Source, question: Question, part: str, value: sql.Composable) -> sql.Composable:
    """A part's value; NULL where a version asked something else, and where a respondent has nothing at all."""
    others = [pk for pk in source.versions.definitions if asked_otherwise(question, part, pk, source.versions)]
    if others:
        value = sql.SQL("(CASE WHEN {} = ANY({}) THEN NULL ELSE {} END)").format(_VERSION, sql.Literal(others), value)
    if source.whole is not None:
        value = sql.SQL("(CASE WHEN {} IS NULL THEN {} END)").format(_WHOLE, value)
    return value


def guarded_state(
    source: Source, question: Question, part: str, state: sql.Composable, without: str = ANSWERED
) -> sql.Composable:
    """The state of what `guarded` gives; `without` is that of a part that has no value though `state` is 'answered'.

    Where a version asked something else, only an answer to that is of another kind: none is none, as in totals.
    """
    asked = {pk: source.versions.kind(pk, question.key) for pk in source.versions.definitions}
    others = [pk for pk in asked if asked_otherwise(question, part, pk, source.versions)]
    columns = [pk for pk in others if asked[pk] == question.kind]  # where only the column of a table was another
    found = _answered_as(without, state)
    for versions, then in (
        (columns, state),
        ([pk for pk in others if pk not in columns], state_at(GIVEN, question.key)),
    ):
        if versions:
            found = sql.SQL("(CASE WHEN {} = ANY({}) THEN {} ELSE {} END)").format(
                _VERSION, sql.Literal(versions), _answered_as(OTHER_KIND, then), found
            )
    return found if source.whole is None else sql.SQL("coalesce({}, {})").format(_WHOLE, found)


def without_value(part: str, *, many: bool = False) -> str:
    """Which "no value" a part of an answered question has: a line that was left out of an address is a blank."""
    return Special.BLANK.value if many or part else OTHER_KIND


def _answered_as(word: str, state: sql.Composable) -> sql.Composable:
    if word == ANSWERED:
        return state
    return sql.SQL("coalesce(nullif({}, {}), {})").format(state, sql.Literal(ANSWERED), sql.Literal(word))
