"""Texts that a spreadsheet would run as a formula get an apostrophe in front; numbers stay as they are.

Excel takes a cell of a CSV file for a formula when it begins with = + - or @, a tab or a line break before it not
minded (OWASP, "CSV Injection"). The full-width forms and leading blanks count here as well.

A plain number (-5, +1.5, -1,234, -3.5%) is a number to Excel, too, and stays one; so does the lone hyphen that stands
for "nothing" in many a table. A telephone number with hyphens is no plain number: Excel would work out
+81-3-1234-5678 and show -6834. With the apostrophe it stays readable. 03-1234-5678 begins with nothing dangerous.

Python and SQL share the two patterns, and tests/exports/test_neutralizing.py holds them against each other.
"""

from __future__ import annotations

import re

from psycopg import sql

BLANKS = " \u3000\u00a0\u200b\ufeff"
DIGITS = "[0-9０-９]"
DANGEROUS = rf"\A[{BLANKS}]*[=+\-@＝＋－＠\t\r\n]"
# The percent sign by its number: in a statement it would begin a parameter.
PLAIN = (
    rf"\A[{BLANKS}]*(?:[-－]|[-+－＋]?"
    rf"(?:(?:{DIGITS}+|{DIGITS}{{1,3}}(?:[,，]{DIGITS}{{3}})+)(?:[.．]{DIGITS}*)?|[.．]{DIGITS}+)"
    rf"(?:[eE][-+]?[0-9]{{1,3}})?[\u0025％]?)[{BLANKS}]*\Z"
)
_dangerous, _plain = re.compile(DANGEROUS), re.compile(PLAIN)

# Most texts begin with a letter or a digit, and comparing costs far less than a pattern: between the first and the
# second, or behind the third, no text begins dangerously.
HARMLESS = (("0", ";"), ("A", "\u00a0"), ("\u3001", "\ufeff"))


def neutral(text: str) -> str:
    """The text as it may stand in a CSV file."""
    return f"'{text}" if is_dangerous(text) else text


def is_dangerous(text: str) -> bool:
    """Whether a spreadsheet might run it."""
    return _dangerous.match(text) is not None and _plain.match(text) is None


def neutral_sql(value: sql.Composable) -> sql.Composable:
    """The same for a value of type text in SQL. It is named several times: give a column, not a long expression."""
    quick = sql.SQL(" OR ").join(
        sql.SQL('{0} COLLATE "C" >= {1} AND {0} COLLATE "C" < {2}').format(
            value, sql.Literal(first), sql.Literal(behind)
        )
        for first, behind in HARMLESS
    )
    return sql.SQL("(CASE WHEN {1} THEN {0} WHEN {0} ~ {2} AND {0} !~ {3} THEN '''' || {0} ELSE {0} END)").format(
        value, quick, sql.Literal(DANGEROUS), sql.Literal(PLAIN)
    )
