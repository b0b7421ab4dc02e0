"""What keeps an answer from being read as an answer to something else, in SQL over the columns of `Source.sql`."""

from __future__ import annotations

from psycopg import sql

from core.questions.crosstab.source import ANSWERS, OTHER_KIND, VERSION, WHOLE, Source
from core.questions.definition import Question
from core.questions.kinds.base import state_at
from core.questions.specials import Special
from core.questions.tabulation.figures import ANSWERED
from core.questions.tabulation.parts import asked_otherwise, state_of

# The answers of a respondent.
GIVEN = sql.SQL("s.{}").format(sql.Identifier(ANSWERS))
ANSWERED_OTHERWISE = sql.Literal(OTHER_KIND)


def guarded(
    source: Source,
    question: Question,
    part: str,
    value: sql.Composable,
    state: sql.Composable,
    otherwise: sql.Composable = ANSWERED_OTHERWISE,
) -> tuple[sql.Composable, sql.Composable]:
    """Value and state, where a version may have asked something else, and where a respondent has nothing at all.

    `otherwise` is the state where it did.
    """
    others = [pk for pk in source.versions.definitions if asked_otherwise(question, part, pk, source.versions)]
    if others:
        condition = sql.SQL("s.{} = ANY({})").format(sql.Identifier(VERSION), sql.Literal(others))
        value = sql.SQL("(CASE WHEN {} THEN NULL ELSE {} END)").format(condition, value)
        state = sql.SQL("(CASE WHEN {} THEN {} ELSE {} END)").format(condition, otherwise, state)
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


def state_otherwise(question: Question) -> sql.Composable:
    """Where a version asked something else: only an answer to that is of another kind, none is none, as in totals."""
    whole = state_at(GIVEN, question.key)
    return sql.SQL("coalesce(nullif({}, {}), {})").format(whole, sql.Literal(ANSWERED), sql.Literal(OTHER_KIND))
