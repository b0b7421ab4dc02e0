"""The one statement over the answers of all sheets: every value that is stored, taken apart, grouped and added up.

JSONB is unpacked once for each arm below (questions, cells, lines, candidates), not once for each figure: with some
hundred figures that is what counts. What the groups mean is worked out from the definitions afterwards, so that the
statement is the same for every questionnaire and no answer, of whatever kind, can make it fail.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from core.questions.models import AnswerSheet

SHEETS = ""  # in the place of a question's key: the sheets themselves, one each
EVERY_LINE = "*"  # in the place of a row's key: the lines of a table whose rows are added


class Leaf(NamedTuple):
    """One group of stored values at the same place, in the same version, in the same state."""

    version: int
    question: str
    row: str  # of a table; the candidate of a schedule
    column: str
    state: str
    answer: Any  # one stored value, where values are counted one by one; else None
    times: int
    values: int  # how many of them are numbers; where lengths count, the lengths
    zeros: int
    sum: Decimal | None
    least: Decimal | None
    most: Decimal | None
    earliest: str | None
    latest: str | None


@dataclass
class Places:
    """What the statement has to know of a questionnaire: which keys are taken apart, and how."""

    numbers: list[str] = field(default_factory=list)
    lengths: list[str] = field(default_factory=list)  # lists: of files, of lines
    counted: list[str] = field(default_factory=list)
    moments: list[str] = field(default_factory=list)
    tables: dict[str, list[str]] = field(default_factory=dict)  # key → its columns that are counted by options
    lines: dict[str, list[str]] = field(default_factory=dict)
    schedules: list[str] = field(default_factory=list)


# A number in a text, as decimals are stored. Anything else in the place of a number is no number.
STATEMENT = r"""
WITH sheet AS NOT MATERIALIZED ({sheets}),
leaf AS (
    SELECT version_id, '' AS q, '' AS r, '' AS c, '0'::jsonb AS v, false AS number, false AS counted, false AS moment,
        false AS length
    FROM sheet
    UNION ALL
    SELECT version_id, a.key, '', '', a.value, a.key = ANY(%(numbers)s), a.key = ANY(%(counted)s),
        a.key = ANY(%(moments)s), a.key = ANY(%(lengths)s)
    FROM sheet, jsonb_each(CASE WHEN jsonb_typeof(answers) = 'object' THEN answers END) a
    WHERE a.key = ANY(%(all)s)
    UNION ALL
    SELECT version_id, t.q, r.key, c.key, c.value, true, c.key = ANY(t.counted), false, false
    FROM sheet, jsonb_to_recordset(%(tables)s) AS t(q text, counted text[]),
        jsonb_each(CASE WHEN jsonb_typeof(answers -> t.q) = 'object' THEN answers -> t.q END) r,
        jsonb_each(CASE WHEN jsonb_typeof(r.value) = 'object' THEN r.value END) c
    UNION ALL
    SELECT version_id, t.q, '*', c.key, c.value, true, c.key = ANY(t.counted), false, false
    FROM sheet, jsonb_to_recordset(%(lines)s) AS t(q text, counted text[]),
        jsonb_array_elements(CASE WHEN jsonb_typeof(answers -> t.q) = 'array' THEN answers -> t.q END) r,
        jsonb_each(CASE WHEN jsonb_typeof(r.value) = 'object' THEN r.value END) c
    UNION ALL
    SELECT version_id, t.q, r.key, '', r.value, false, true, false, false
    FROM sheet, unnest(%(schedules)s::text[]) AS t(q),
        jsonb_each(
            CASE WHEN jsonb_typeof(answers -> t.q) = 'object' AND NOT answers -> t.q ? 'special' THEN answers -> t.q END
        ) r
),
value AS (
    SELECT version_id, q, r, c,
        coalesce(CASE WHEN jsonb_typeof(v) = 'object' THEN v ->> 'special' END, 'answered') AS state,
        CASE WHEN counted AND NOT (jsonb_typeof(v) = 'object' AND v ? 'special') THEN v END AS answer,
        CASE WHEN length THEN
            CASE WHEN jsonb_typeof(v) = 'array' THEN jsonb_array_length(v)::numeric END
        WHEN number THEN
            CASE jsonb_typeof(v)
                WHEN 'number' THEN v::numeric
                WHEN 'string' THEN
                    CASE WHEN v #>> '{{}}' ~ '^-?[0-9]{{1,99}}([.][0-9]{{1,99}})?$' THEN (v #>> '{{}}')::numeric END
            END
        END AS n,
        CASE WHEN moment AND jsonb_typeof(v) = 'string' THEN (v #>> '{{}}') COLLATE "C" END AS moment
    FROM leaf
)
SELECT version_id, q, r, c, state, answer, count(*), count(n), count(*) FILTER (WHERE n = 0),
    sum(n), min(n), max(n), min(moment), max(moment)
FROM value GROUP BY version_id, q, r, c, state, answer
"""


def leaves(places: Places, keys: Iterable[str], sheets: QuerySet[AnswerSheet]) -> list[Leaf]:
    """All groups of the sheets, and under the key SHEETS how many sheets each version has."""
    chosen = sheets if sheets.query.is_sliced else sheets.order_by()
    try:
        inner, given = chosen.values("version_id", "answers").query.sql_with_params()
    except EmptyResultSet:
        return []
    names = {f"given{place}": value for place, value in enumerate(given)}
    parameters: dict[str, Any] = {
        "all": list(keys),
        "numbers": places.numbers,
        "lengths": places.lengths,
        "counted": places.counted,
        "moments": places.moments,
        "tables": _records(places.tables),
        "lines": _records(places.lines),
        "schedules": places.schedules,
    }
    statement = STATEMENT.format(sheets=_named(inner, names))
    with connection.cursor() as cursor:
        cursor.execute(statement, {**parameters, **names})
        return [Leaf(*row)._replace(answer=_read(row[5])) for row in cursor.fetchall()]


def _named(statement: str, names: Iterable[str]) -> str:
    """Django's `%s` with names, for the statement around it has named values too."""
    left = iter(names)
    return re.sub("%[%s]", lambda found: f"%({next(left)})s" if found[0] == "%s" else "%%", statement)


def _records(columns: dict[str, list[str]]) -> str:
    return json.dumps([{"q": key, "counted": counted} for key, counted in columns.items()])


def _read(answer: Any) -> Any:
    """Django's connection gives JSONB as text."""
    return json.loads(answer) if isinstance(answer, str) else answer
