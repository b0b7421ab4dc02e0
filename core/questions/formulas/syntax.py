"""What a formula is: numbers and references, + - * / and brackets. Read into steps that are carried out one by one.

Our own small parser, because answers are exact: the libraries that evaluate expressions calculate in floats.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

LONGEST = 4000  # characters of the kept form: two hundred cells of a table, added up one by one
DEEPEST = 30  # brackets within brackets, and signs before signs


class Unreadable(ValueError):
    """The formula cannot be read; the text says why, for the clerk."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A question's number: `{voters}`, or one within its answer: `{booths.r1.c2}`."""

    key: str
    path: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "{" + ".".join((self.key, *self.path)) + "}"


Piece = Reference | Decimal | str  # a str is a sign or a bracket
Step = Reference | Fraction | str  # a str is an operator on what came before it: + - * / or NEGATE
NEGATE = "neg"

_PIECE = re.compile(r"\s*(?:(?P<number>[0-9]+(?:\.[0-9]+)?)|\{(?P<reference>[a-z0-9_.*]+)\}|(?P<sign>[-+*/()]))")


def pieces_of(formula: str) -> list[Piece]:
    """The formula piece by piece. Raises Unreadable where a piece is none."""
    if len(formula) > LONGEST:
        raise Unreadable("式が長すぎます。いくつかの計算値に分けてください。")
    pieces: list[Piece] = []
    place, text = 0, formula.rstrip()
    while place < len(text):
        match = _PIECE.match(text, place)
        if match is None:
            raise Unreadable(f"式の「{text[place:].strip()[:10]}」を読み取れません。")
        pieces.append(_piece(match))
        place = match.end()
    if not pieces:
        raise Unreadable("式を入力してください。")
    return pieces


@lru_cache(maxsize=2048)
def parse(formula: str) -> tuple[Step, ...]:
    """The formula as steps, operands before their operator: `1 + {a} * 2` is 1, {a}, 2, *, +. Raises Unreadable."""
    return _Parser(pieces_of(formula)).steps()


def references(formula: str) -> frozenset[Reference]:
    """What a formula refers to. Raises Unreadable."""
    return frozenset(step for step in parse(formula) if isinstance(step, Reference))


def _piece(match: re.Match[str]) -> Piece:
    if match["number"]:
        return Decimal(match["number"])
    if match["reference"]:
        key, *path = match["reference"].split(".")
        return Reference(key, tuple(path))
    return match["sign"]


class _Parser:
    """Descends only into brackets and signs before a number, both counted: no formula exhausts the stack."""

    def __init__(self, pieces: list[Piece]) -> None:
        self._pieces = pieces
        self._place = 0
        self._depth = 0
        self._steps: list[Step] = []

    def steps(self) -> tuple[Step, ...]:
        self._sum()
        if self._place < len(self._pieces):
            if self._next == ")":
                raise Unreadable("式のかっこの数が合いません。「)」が余っています。")
            raise Unreadable("式の数と数の間に、＋－×÷のどれかを入れてください。")
        return tuple(self._steps)

    @property
    def _next(self) -> Piece | None:
        return self._pieces[self._place] if self._place < len(self._pieces) else None

    def _sum(self) -> None:
        self._product()
        while (sign := self._next) in ("+", "-"):
            self._place += 1
            self._product()
            self._steps.append(str(sign))

    def _product(self) -> None:
        self._operand()
        while (sign := self._next) in ("*", "/"):
            self._place += 1
            self._operand()
            self._steps.append(str(sign))

    def _operand(self) -> None:
        piece = self._next
        self._place += 1
        if piece is None:
            raise Unreadable("式が途中で終わっています。")
        if isinstance(piece, Reference):
            self._steps.append(piece)
        elif isinstance(piece, Decimal):
            self._steps.append(Fraction(piece))
        elif piece in ("-", "("):
            self._deeper(piece)
        else:
            written = {"*": "×", "/": "÷", "+": "＋"}.get(piece, piece)
            raise Unreadable(f"式の「{written}」の前に数がありません。")

    def _deeper(self, piece: str) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise Unreadable("式のかっこが深すぎます。いくつかの計算値に分けてください。")
        if piece == "-":
            self._operand()
            self._steps.append(NEGATE)
        else:
            self._sum()
            if self._next != ")":
                raise Unreadable("式のかっこが閉じていません。")
            self._place += 1
        self._depth -= 1
