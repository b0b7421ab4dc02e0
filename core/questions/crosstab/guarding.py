"""What keeps an answer from being read as an answer to something else, in SQL over the columns of `Source.sql`."""

from __future__ import annotations

from psycopg import sql

from core.questions.crosstab.source import ANSWERS, OTHER_KIND, VERSION, WHOLE, Source
from core.questions.definition import Question
from core.questions.specials import Special
from core.questions.tabulation.figures import ANSWERED
from core.questions.tabulation.parts import asked_otherwise, state_of

# The answers of a respondent.
GIVEN = sql.SQL("s.{}").format(sql.Identifier(ANSWERS))


def guarded(
    source: Source, question: Question, part: str, value: sql.Composable, state: sql.Composable
) -> tuple[sql.Composable, sql.Composable]:
    """Value and state, where a version may have asked something else, and where a respondent has nothing at all."""
    others = [pk for pk in source.versions.definitions if asked_otherwise(question, part, pk, source.versions)]
    if others:
        condition = sql.SQL("s.{} = ANY({})").format(sql.Identifier(VERSION), sql.Literal(others))
        value = sql.SQL("(CASE WHEN {} THEN NULL ELSE {} END)").format(condition, value)
        state = sql.SQL("(CASE WHEN {} THEN {} ELSE {} END)").format(condition, sql.Literal(OTHER_KIND), state)
    if source.whole is not None:
        whole = sql.SQL("s.{}").format(sql.Identifier(WHOLE))
        value = sql.SQL("(CASE WHEN {} IS NULL THEN {} END)").format(whole, value)
        state = sql.SQL("coalesce({}, {})").format(whole, state)
    return value, state


def state_without_value(question: Question, part: str, *, many: bool = False) -> sql.Composable:
    """Which "no value" a part has whose value is NULL: a line that was left out of an address is a blank."""
    nothing = Special.BLANK.value if many or part else OTHER_KIND
    return sql.SQL("coalesce(nullif({}, {}), {})").format(
        state_of(question, part, GIVEN), sql.Literal(ANSWERED), sql.Literal(nothing)
    )
