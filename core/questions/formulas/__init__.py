"""Formulas of calculated values and of checks: + − × ÷ and brackets over numbers of other answers.

They are kept with keys, so that they survive moving questions about: `{voters} / {booths.*.c2} * 100`. `{key}` is a
number, `{key.row.column}` a cell of a table, `*` in place of a row or column its total. Clerks read and write them
with numbers and labels: 問1 ÷ 問3[計、投票者数] × 100 (core.questions.formulas.words).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext

from core.questions.definition import Check, Comparison, Definition
from core.questions.formulas.syntax import NEGATE, Reference, Unreadable, parse, references
from core.questions.numbers.bounds import as_decimal
from core.questions.specials import Special, special_of

__all__ = [
    "DividedByZero",
    "NoValue",
    "Reference",
    "TooLarge",
    "Unreadable",
    "evaluate",
    "exactly",
    "holds",
    "in_words",
    "parse",
    "questions_of",
    "references",
]

# Results at or beyond this are nobody's statistics, and calculated values may be multiplied with each other again.
LARGEST = 10**30
COUNTS_AS_ZERO = frozenset({Special.NOT_APPLICABLE, Special.EXEMPT, Special.NOT_ASKED})


class NoValue(Exception):
    """A number is missing, so that there is no result yet."""


class DividedByZero(NoValue):
    """A divisor is zero: there is no result, and people are told why."""


class TooLarge(NoValue):
    """The result has more digits than anybody can mean."""


def references_in(formula: str) -> frozenset[str]:
    """The keys of the questions that a formula uses; of one that cannot be read, none."""
    try:
        return frozenset(reference.key for reference in references(formula))
    except Unreadable:
        return frozenset()


def questions_of(check: Check) -> frozenset[str]:
    """The keys of the questions that a check compares; of a side that cannot be read, none."""
    return references_in(check.left) | references_in(check.right)


def renamed(formula: str, keys: Mapping[str, str]) -> str:
    """The formula with other keys of questions; those that are not named stay."""
    return re.sub(r"\{([a-z][a-z0-9_]*)", lambda match: "{" + keys.get(match[1], match[1]), formula)


def exactly(formula: str, definition: Definition, answers: Mapping[str, Any]) -> Fraction:
    """The result, with nothing rounded anywhere.

    Not applicable, exempt and not asked count as zero; raises NoValue where an answer is missing or left blank,
    DividedByZero where there is no quotient, TooLarge where it has too many digits, Unreadable where the formula is
    no formula.
    """
    stack: list[Fraction] = []
    for step in parse(formula):
        if isinstance(step, Fraction):
            stack.append(step)
        elif isinstance(step, Reference):
            stack.append(_number(step, definition, answers))
        elif step == NEGATE:
            stack.append(-stack.pop())
        else:
            right = stack.pop()
            stack.append(_calculate(stack.pop(), step, right))
        if abs(stack[-1]) >= LARGEST:
            raise TooLarge
    return stack[-1]


def evaluate(formula: str, definition: Definition, answers: Mapping[str, Any]) -> Decimal:
    """The result to 50 digits; see `exactly`."""
    result = exactly(formula, definition, answers)
    with localcontext() as context:
        context.prec = 50
        return Decimal(result.numerator) / Decimal(result.denominator)


def holds(check: Check, definition: Definition, answers: Mapping[str, Any]) -> bool | None:
    """Whether a check across questions holds; None while a number is missing on either side.

    The tolerance moves the bound: with a tolerance of 1, 「100以下」 takes 101 and 「100未満」 takes what is below 101.
    """
    try:
        left, right = exactly(check.left, definition, answers), exactly(check.right, definition, answers)
    except (NoValue, Unreadable):
        return None
    tolerance = Fraction(as_decimal(check.tolerance) or 0)
    return {
        Comparison.EQUAL: abs(left - right) <= tolerance,
        Comparison.AT_MOST: left <= right + tolerance,
        Comparison.LESS: left < right + tolerance,
        Comparison.AT_LEAST: left >= right - tolerance,
        Comparison.MORE: left > right - tolerance,
    }[check.comparison]


def in_words(check: Check, definition: Definition) -> str:
    """What a check says when the clerk wrote no message of their own."""
    from core.questions.formulas.words import shown

    left, right = shown(check.left, definition), shown(check.right, definition)
    if check.comparison == Comparison.EQUAL:
        return gettext("%(left)s と %(right)s が一致しません。数を確かめてください。") % {"left": left, "right": right}
    message = gettext("%(left)s が %(right)s %(comparison)sになっていません。数を確かめてください。")
    return message % {"left": left, "right": right, "comparison": check.comparison.label}


def _calculate(left: Fraction, sign: str, right: Fraction) -> Fraction:
    if sign == "+":
        return left + right
    if sign == "-":
        return left - right
    if sign == "*":
        return left * right
    if not right:
        raise DividedByZero
    return left / right


def _number(reference: Reference, definition: Definition, answers: Mapping[str, Any]) -> Fraction:
    from core.questions.kinds import kind_of

    question = definition.get(reference.key)
    if question is None:
        raise NoValue
    special = special_of(answers, reference.key)
    if special in COUNTS_AS_ZERO:
        return Fraction(0)
    if special is not None:
        raise NoValue
    number = kind_of(question).number(question, answers[reference.key], reference.path)
    if number is None:
        raise NoValue
    return Fraction(number)
