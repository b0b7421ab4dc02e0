"""A part of a question: what an export has as one column, what is counted as one thing. `part` as in its `Column`."""

from __future__ import annotations

from psycopg import sql

from core.questions.choosing.in_sql import OTHER
from core.questions.definition import Question
from core.questions.kinds import kind_of
from core.questions.kinds.base import state_at
from core.questions.kinds.repeating_rows import RepeatingRows
from core.questions.kinds.schedule import Schedule
from core.questions.kinds.table import Table
from core.questions.tables.exports import cell_state_at
from core.questions.tables.layout import TOTAL
from core.questions.tabulation.versions import Versions


def table_column(question: Question, part: str) -> str:
    """Of a table the key of the column that the part comes from; empty where it is of the whole."""
    parts = part.split(".")
    kind = kind_of(question)
    if isinstance(kind, Table):
        return parts[1]
    if isinstance(kind, RepeatingRows):
        return parts[1] if parts[0] == TOTAL and len(parts) > 1 else parts[0]
    return ""


def beyond(question: Question, part: str, label: str) -> str:
    """What a part is called without its question's words in front; empty where it is the whole question."""
    if not part:
        return ""
    if isinstance(kind_of(question), Table | RepeatingRows):  # by row and column, without the question
        return f"{label}の内容" if part.endswith(f".{OTHER}") else label
    rest = label.removeprefix(question.label)
    return rest[1:-1] if rest.startswith("（") and rest.endswith("）") else rest.removeprefix("：") or label


def state_of(question: Question, part: str, answers: sql.Composable) -> sql.Composable:
    """SQL: 'answered', or which "no value" (core.questions.specials.Special)."""
    kind = kind_of(question)
    if isinstance(kind, Table):
        row, column = part.split(".")[:2]
        return cell_state_at(answers, question.key, row, column)
    whole = state_at(answers, question.key)
    if isinstance(kind, Schedule):  # a candidate without a mark
        return sql.SQL("(CASE WHEN {0} = 'answered' THEN 'unanswered' ELSE {0} END)").format(whole)
    return whole


def asked_otherwise(question: Question, part: str, version: int, versions: Versions) -> bool:
    """Whether that version asked something of another kind here, whose answers the part's SQL must not see."""
    key, column = question.key, table_column(question, part)
    asked = versions.kind(version, key)
    if asked is None or asked != question.kind:
        return asked is not None
    now = {one["key"]: one["kind"] for one in question.settings.get("columns", ())}
    then = versions.kind(version, key, column) if column in now else None
    return then is not None and then != now[column]
