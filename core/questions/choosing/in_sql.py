"""Choices in SQL: which option an answer means today, whatever it was called when it was given.

A single answer is stored as "o1" or {"other": "…"}, a multiple one as an array of these. Merged options count as what
they were merged into; a special or a missing answer is NULL.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from psycopg import sql

OTHER = "other"


def code_of(value: sql.Composable, merged: Mapping[str, str], text: sql.Composable | None = None) -> sql.Composable:
    """One stored choice → the option's key, or "other". `text` is the same as text, where that is had for less."""
    text = _current(text or sql.SQL("({} #>> '{{}}')").format(value), merged)
    return sql.SQL(
        "(CASE WHEN jsonb_typeof({0}) = 'string' THEN {1} WHEN {0} ->> 'other' IS NOT NULL THEN {2} END)"
    ).format(value, text, sql.Literal(OTHER))


def other_text(value: sql.Composable) -> sql.Composable:
    """What was typed as その他, in a single choice or among several."""
    return sql.SQL("(jsonb_path_query_first({}, '$[*].other') #>> '{{}}')").format(value)


def codes_of(value: sql.Composable, merged: Mapping[str, str], order: Sequence[str]) -> sql.Composable:
    """A stored array → text[] of the options' keys, each once, in their order; "other" last."""
    code = code_of(sql.SQL("chosen.one"), merged)
    return sql.SQL(
        "(CASE WHEN jsonb_typeof({0}) = 'array' THEN ARRAY("
        "SELECT each.code FROM (SELECT DISTINCT {1} AS code FROM jsonb_array_elements("
        "CASE WHEN jsonb_typeof({0}) = 'array' THEN {0} ELSE '[]' END) AS chosen(one)) AS each "
        "WHERE each.code IS NOT NULL ORDER BY array_position({2}, each.code), each.code) END)"
    ).format(value, code, text_array([*order, OTHER]))


def holds_any(value: sql.Composable, keys: Sequence[str]) -> sql.Composable:
    """A stored array → 1 where it holds one of the keys, else 0."""
    found = sql.SQL(" OR ").join(sql.SQL("{} @> to_jsonb({}::text)").format(value, sql.Literal(key)) for key in keys)
    return sql.SQL("(CASE WHEN jsonb_typeof({}) = 'array' THEN ({})::int END)").format(value, found)


def holds_other(value: sql.Composable) -> sql.Composable:
    return sql.SQL("(CASE WHEN jsonb_typeof({0}) = 'array' THEN ({1} IS NOT NULL)::int END)").format(
        value, other_text(value)
    )


def text_array(texts: Sequence[str]) -> sql.Composable:
    return sql.SQL("ARRAY[{}]::text[]").format(sql.SQL(", ").join(map(sql.Literal, texts)))


def _current(text: sql.Composable, merged: Mapping[str, str]) -> sql.Composable:
    if not merged:
        return text
    cases = sql.SQL(" ").join(
        sql.SQL("WHEN {} THEN {}").format(sql.Literal(key), sql.Literal(current)) for key, current in merged.items()
    )
    return sql.SQL("(CASE {0} {1} ELSE {0} END)").format(text, cases)
