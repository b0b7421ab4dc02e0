"""Trying a check across questions: with which numbers it says something, before anybody has answered."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import islice, product

from core.questions import formulas
from core.questions.definition import Check, Definition
from core.questions.formulas.names import name_of
from core.questions.formulas.syntax import Reference, Unreadable, parse, references
from core.questions.numbers.bounds import as_decimal
from core.questions.numbers.typing import shown_number

# Numbers that are easy to follow, tried in this order; many references are tried in part only.
NUMBERS = tuple(Decimal(number) for number in (10, 12, 8, 0, 100, 1))
MOST_TRIED = 500


@dataclass(frozen=True, slots=True)
class Example:
    """Numbers for what a check refers to, and whether it holds with them; None where there is no result."""

    numbers: Mapping[Reference, Decimal]
    holds: bool | None


def references_of(check: Check, definition: Definition) -> list[Reference]:
    """What a check refers to, in the order of the questions. Empty while a side cannot be read."""
    try:
        found = references(check.left) | references(check.right)
    except Unreadable:
        return []
    places = definition.position
    return sorted(found, key=lambda one: (places.get(one.key, len(places)), one.path))


def tried(check: Check, numbers: Mapping[Reference, Decimal]) -> Example:
    """What the check makes of these numbers."""
    filled = replace(check, left=_filled(check.left, numbers), right=_filled(check.right, numbers))
    return Example(numbers, formulas.holds(filled, Definition(), {}))


def failing(check: Check, definition: Definition) -> Example | None:
    """Numbers with which the check fails; None where none of those that were tried make it fail."""
    return _first(check, references_of(check, definition), holds=False)


def passing(check: Check, definition: Definition) -> Example | None:
    """Numbers with which it holds; None where none of those that were tried do."""
    wanted = references_of(check, definition)
    return _levelled(check, wanted) or _first(check, wanted, holds=True)


def in_words(example: Example, definition: Definition) -> str:
    """問1「男性」が10、問2「女性」が12"""
    return "、".join(f"{called(one, definition)}が{shown_number(number)}" for one, number in example.numbers.items())


def called(reference: Reference, definition: Definition) -> str:
    """問1「投票者数」, or 問3[計、投票者数]"""
    name = name_of(reference, definition)
    return name if reference.path or reference.key not in definition else definition.called(reference.key)


def _first(check: Check, wanted: Sequence[Reference], *, holds: bool) -> Example | None:
    if not wanted:
        return None
    for numbers in islice(product(_numbers(check), repeat=len(wanted)), MOST_TRIED):
        example = tried(check, dict(zip(wanted, numbers, strict=True)))
        if example.holds is holds:
            return example
    return None


def _numbers(check: Check) -> list[Decimal]:
    """Usual numbers, and those about which the check turns: its constants, and what is just beyond its tolerance."""
    constants = {step for side in (check.left, check.right) for step in parse(side) if isinstance(step, Fraction)}
    turning = [Decimal(step.numerator) / Decimal(step.denominator) + one for step in constants for one in (1, -1, 0)]
    beyond = NUMBERS[0] + (as_decimal(check.tolerance) or Decimal(0)) + 1
    return list(dict.fromkeys([*NUMBERS, beyond, *sorted(turning, reverse=True)]))


def _levelled(check: Check, wanted: Sequence[Reference]) -> Example | None:
    """Where one side is a single number: what the other side comes to, if all its numbers are 10."""
    tens = dict.fromkeys(wanted, NUMBERS[0])
    for alone, other in ((check.right, check.left), (check.left, check.right)):
        single = next((one for one in wanted if str(one) == alone.strip()), None)
        if single is not None and str(single) not in other:
            try:
                example = tried(check, tens | {single: formulas.evaluate(_filled(other, tens), Definition(), {})})
            except formulas.NoValue:
                continue
            if example.holds:
                return example
    return None


def _filled(formula: str, numbers: Mapping[Reference, Decimal]) -> str:
    """The formula with numbers in the place of its references."""
    texts = {str(reference): f"({number:f})" for reference, number in numbers.items()}
    return re.sub(r"\{[^}]*\}", lambda match: texts.get(match[0], match[0]), formula)
