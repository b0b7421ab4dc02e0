"""Codes as words, in SQL."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from psycopg import sql

from core.exports.csv_files import column_names
from core.exports.neutralizing import neutral
from core.questions.crosstab.source import Source
from core.questions.tabulation.figures import ANSWERED

ANSWERED_LABEL = "回答あり"
# Of more codes than this a lookup in a JSON object is faster than comparing one after the other.
MOST_COMPARED = 12
EACH = sql.SQL("each.code")


def in_words(code: sql.Composable, words: Mapping[str, str], unknown: sql.Composable | None = None) -> sql.Composable:
    """The words for a code; for one that nobody knows `unknown`, or else the code itself. NULL stays NULL."""
    otherwise = code if unknown is None else sql.SQL("CASE WHEN {} IS NOT NULL THEN {} END").format(code, unknown)
    if not words:
        return sql.SQL("({})").format(otherwise)
    if len(words) > MOST_COMPARED:
        known = sql.Literal(json.dumps(words, ensure_ascii=False))
        return sql.SQL("coalesce({}::jsonb ->> {}, {})").format(known, code, otherwise)
    cases = sql.SQL(" ").join(
        sql.SQL("WHEN {} THEN {}").format(sql.Literal(key), sql.Literal(word)) for key, word in words.items()
    )
    return sql.SQL("(CASE {} {} ELSE {} END)").format(code, cases, otherwise)


def listed(codes: sql.Composable, each: sql.Composable) -> sql.Composable:
    """石巻圏、仙南圏: all of an array in one text; `each` is SQL over EACH."""
    return sql.SQL(
        "(SELECT string_agg({}, {} ORDER BY each.n) FROM unnest({}) WITH ORDINALITY AS each(code, n))"
    ).format(each, sql.Literal("、"), codes)


def told_apart(options: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Code → words, each on one line; the second of two that read the same gets a number."""
    chosen = list(options)
    return dict(zip((code for code, _ in chosen), column_names(label for _, label in chosen), strict=True))


def neutralized(words: Mapping[str, str]) -> dict[str, str]:
    """As they may stand in a CSV file: a label can begin like a formula, too."""
    return {code: neutral(word) for code, word in words.items()}


def state_words(source: Source) -> dict[str, str]:
    """Every state an answer can be in."""
    return {ANSWERED: ANSWERED_LABEL, **source.specials}
