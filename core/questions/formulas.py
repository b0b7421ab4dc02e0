"""Formulas of calculated values and of checks: + − × ÷ and brackets over numbers of other answers.

They are kept with keys, so that they survive moving questions about: `{voters} / {booths.*.c2} * 100`. `{key}` is a
number, `{key.row.column}` a cell of a table, `*` in place of a row or column its total. Clerks read and write them
with numbers and labels: 問1 ÷ 問3[計、投票者数] × 100 (core.questions.formula_words).

Our own small parser, because answers are exact decimals: the libraries that evaluate expressions calculate in floats.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, DivisionByZero, InvalidOperation, localcontext
from functools import lru_cache
from typing import Any

from core.questions.definition import Check, Comparison, Definition
from core.questions.kinds.base import kind_of
from core.questions.specials import Special, special_of


class Unreadable(ValueError):
    """The formula cannot be read; the text says why, for the clerk."""


class NoValue(Exception):
    """A number is missing, so that there is no result yet."""


class DividedByZero(NoValue):
    """A divisor is zero: there is no result, and people are told why."""


@dataclass(frozen=True, slots=True)
class Reference:
    key: str
    path: tuple[str, ...] = ()


_TOKEN = re.compile(r"\s*(?:(?P<number>\d+(?:\.\d+)?)|\{(?P<reference>[a-z0-9_.*]+)\}|(?P<sign>[-+*/()]))")


@lru_cache(maxsize=2048)
def parse(formula: str) -> tuple:
    """The formula as a tree: a Decimal, a Reference, or (sign, left, right). Raises Unreadable."""
    tokens = _tokens(formula)
    tree, rest = _sum(tokens, 0)
    if rest != len(tokens):
        raise Unreadable("式のかっこ、または数と記号の並びを確かめてください。")
    return tree


def references(formula: str) -> frozenset[Reference]:
    """What a formula refers to. Raises Unreadable."""
    return frozenset(_references(parse(formula)))


def questions_of(check: Check) -> frozenset[str]:
    """The keys of the questions that a check compares; of a side that cannot be read, none."""
    found: set[str] = set()
    for formula in (check.left, check.right):
        try:
            found |= {reference.key for reference in references(formula)}
        except Unreadable:
            continue
    return frozenset(found)


def evaluate(formula: str, definition: Definition, answers: Mapping[str, Any]) -> Decimal:
    """The result, exact but for divisions (28 digits).

    Not applicable, exempt and not asked count as zero; raises NoValue where an answer is missing or left blank,
    DividedByZero where there is no quotient, Unreadable where the formula is no formula.
    """
    with localcontext() as context:
        context.prec = 28
        try:
            return _value(parse(formula), definition, answers)
        except (DivisionByZero, InvalidOperation, ZeroDivisionError):
            raise DividedByZero from None


def holds(check: Check, definition: Definition, answers: Mapping[str, Any]) -> bool | None:
    """Whether a check across questions holds; None while a number is missing on either side."""
    try:
        left, right = evaluate(check.left, definition, answers), evaluate(check.right, definition, answers)
    except (NoValue, Unreadable):
        return None
    tolerance = Decimal(check.tolerance or 0)
    return {
        Comparison.EQUAL: abs(left - right) <= tolerance,
        Comparison.AT_MOST: left <= right + tolerance,
        Comparison.LESS: left < right + tolerance,
        Comparison.AT_LEAST: left >= right - tolerance,
        Comparison.MORE: left > right - tolerance,
    }[check.comparison]


def in_words(check: Check, definition: Definition) -> str:
    """What a check says when the clerk wrote no message of their own."""
    from core.questions.formula_words import shown

    left, right = shown(check.left, definition), shown(check.right, definition)
    if check.comparison == Comparison.EQUAL:
        return f"{left} と {right} が一致しません。数を確かめてください。"
    return f"{left} が {right} {check.comparison.label}になっていません。数を確かめてください。"


def _tokens(formula: str) -> list[tuple[str, str]]:
    tokens, place = [], 0
    text = formula.rstrip()
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise Unreadable(f"式の「{text[place:].strip()[:10]}」を読み取れません。")
        kind = match.lastgroup or ""
        tokens.append((kind, match[kind]))
        place = match.end()
    if not tokens:
        raise Unreadable("式を入力してください。")
    return tokens


def _sum(tokens: list[tuple[str, str]], place: int) -> tuple[Any, int]:
    tree, place = _product(tokens, place)
    while place < len(tokens) and tokens[place] in (("sign", "+"), ("sign", "-")):
        sign = tokens[place][1]
        right, place = _product(tokens, place + 1)
        tree = (sign, tree, right)
    return tree, place


def _product(tokens: list[tuple[str, str]], place: int) -> tuple[Any, int]:
    tree, place = _atom(tokens, place)
    while place < len(tokens) and tokens[place] in (("sign", "*"), ("sign", "/")):
        sign = tokens[place][1]
        right, place = _atom(tokens, place + 1)
        tree = (sign, tree, right)
    return tree, place


def _atom(tokens: list[tuple[str, str]], place: int) -> tuple[Any, int]:
    if place >= len(tokens):
        raise Unreadable("式が途中で終わっています。")
    kind, text = tokens[place]
    if kind == "number":
        return Decimal(text), place + 1
    if kind == "reference":
        key, *path = text.split(".")
        return Reference(key, tuple(path)), place + 1
    if text == "-":
        tree, place = _atom(tokens, place + 1)
        return ("-", Decimal(0), tree), place
    if text == "(":
        tree, place = _sum(tokens, place + 1)
        if place >= len(tokens) or tokens[place] != ("sign", ")"):
            raise Unreadable("式のかっこが閉じていません。")
        return tree, place + 1
    raise Unreadable(f"式の「{text}」の前に数がありません。")


def _references(tree: Any) -> set[Reference]:
    if isinstance(tree, Reference):
        return {tree}
    if isinstance(tree, tuple):
        return _references(tree[1]) | _references(tree[2])
    return set()


def _value(tree: Any, definition: Definition, answers: Mapping[str, Any]) -> Decimal:
    if isinstance(tree, Decimal):
        return tree
    if isinstance(tree, Reference):
        return _number(tree, definition, answers)
    sign, left, right = tree[0], _value(tree[1], definition, answers), _value(tree[2], definition, answers)
    if sign == "+":
        return left + right
    if sign == "-":
        return left - right
    if sign == "*":
        return left * right
    return left / right


def _number(reference: Reference, definition: Definition, answers: Mapping[str, Any]) -> Decimal:
    question = definition.get(reference.key)
    if question is None:
        raise NoValue
    special = special_of(answers, reference.key)
    if special in (Special.NOT_APPLICABLE, Special.EXEMPT, Special.NOT_ASKED):
        return Decimal(0)
    if special is not None:
        raise NoValue
    number = kind_of(question).number(question, answers[reference.key], reference.path)
    if number is None:
        raise NoValue
    return number
