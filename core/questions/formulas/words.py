"""Formulas as clerks read and type them: 問1 ÷ 問3[計、投票者数] × 100, with the numbers the questions have now.

They are kept with keys (core.questions.formulas), so moving questions about changes the words and not the meaning.
"""

from __future__ import annotations

import re
from decimal import Decimal

from core.people.japanese_dates import speaks_english
from core.questions.definition import Definition, Question
from core.questions.formulas.names import GONE_PATH, GONE_QUESTION, name_of, paths_by_name, written
from core.questions.formulas.syntax import LONGEST, Piece, Reference, Unreadable, parse, pieces_of
from core.questions.numbers.typing import half_width, shown_number

_SHOWN_SIGNS = {"+": "＋", "-": "－", "*": "×", "/": "÷"}
_TYPED_SIGNS = {**{sign: sign for sign in "+-*/()"}, "×": "*", "x": "*", "X": "*", "✕": "*", "✖": "*", "÷": "/"}
_QUESTION = re.compile(r"問\s*([0-9]{1,4})")
_NUMBER = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9,])|[0-9]+)(?:\.[0-9]+)?")


def shown(formula: str, definition: Definition) -> str:
    """The kept form in words. What cannot be read is given back as it is."""
    try:
        pieces = pieces_of(formula)
    except Unreadable:
        return formula
    words: list[str] = []
    glued = True  # nothing, a bracket or a sign before a number stands before it without a space
    operand_before = False
    for piece in pieces:
        space = "" if glued or piece == ")" else " "
        words.append(space + _shown_piece(piece, definition))
        glued = piece == "(" or (piece == "-" and not operand_before)
        operand_before = piece == ")" or not isinstance(piece, str)
    return "".join(words)


def read(text: str, definition: Definition) -> str:
    """What a clerk typed → the form that is kept. Raises Unreadable with a message that says which part is wrong.

    Full-width digits and signs are taken, 問 １ too, and 「投票者数」 in place of a question's number.
    """
    if len(text) > LONGEST:
        raise Unreadable("式が長すぎます。いくつかの計算値に分けてください。")
    formula = " ".join(str(piece) for piece in _Reader(text, definition).pieces())
    parse(formula)
    return formula


def _shown_piece(piece: Piece, definition: Definition) -> str:
    if isinstance(piece, Reference):
        return name_of(piece, definition)
    if isinstance(piece, Decimal):
        return shown_number(piece)
    return piece if piece in "+-" and speaks_english() else _SHOWN_SIGNS.get(piece, piece)


class _Reader:
    """Reads from left to right. `_half` is the text with half-width characters, each in its place."""

    def __init__(self, text: str, definition: Definition) -> None:
        self._text = text
        self._half = half_width(text)
        self._place = 0
        self._definition = definition

    def pieces(self) -> list[Piece]:
        pieces: list[Piece] = []
        self._skip_spaces()
        while self._place < len(self._half):
            pieces.append(self._piece())
            self._skip_spaces()
        return pieces

    def _piece(self) -> Piece:
        character = self._half[self._place]
        if character in _TYPED_SIGNS:
            self._place += 1
            return _TYPED_SIGNS[character]
        if match := _NUMBER.match(self._half, self._place):
            self._place = match.end()
            return match[0].replace(",", "")
        if match := _QUESTION.match(self._half, self._place):
            self._place = match.end()
            return self._number_in(self._numbered(f"問{int(match[1])}"))
        if character == "「":
            return self._number_in(self._labelled())
        raise self._unreadable()

    def _unreadable(self) -> Unreadable:
        rest = self._text[self._place :]
        if rest.startswith(GONE_QUESTION):
            return Unreadable("式に、削除された設問が残っています。ほかの設問に置き換えてください。")
        if self._half[self._place] == "%":
            return Unreadable("式に%は使えません。割合にするときは、× 100 を付けてください。")
        return Unreadable(
            f"式の「{rest[:10]}」を読み取れません。設問は「問1」、計算は＋－×÷とかっこで入力してください。"
        )

    # --- Which question? ---

    def _numbered(self, number: str) -> Question:
        key = next((key for key, one in self._definition.number.items() if one == number), None)
        if key is None:
            raise Unreadable(f"{number}はありません。設問の番号を確かめてください。")
        question = self._definition[key]
        self._skip_spaces()
        if self._half.startswith("「", self._place) and not self._skip(f"「{question.label}」"):
            raise Unreadable(f"{number}は「{question.label}」です。番号か設問の文を直してください。")
        return question

    def _labelled(self) -> Question:
        """The question whose label stands here in 「」; a label may hold such brackets itself."""
        found = [one for one in self._definition.asked if self._stands_here(f"「{one.label}」")]
        if not found:
            label = self._text[self._place :].partition("」")[0][1:21]
            raise Unreadable(f"「{label}」という設問はありません。設問の文か番号を確かめてください。")
        if len({one.label for one in found}) < len(found):
            numbers = "と".join(self._definition.number[one.key] for one in found)
            raise Unreadable(f"「{found[0].label}」という設問が、{numbers}にあります。番号で入力してください。")
        longest = max(found, key=lambda one: len(one.label))
        self._skip(f"「{longest.label}」")
        return longest

    # --- Which of its numbers? ---

    def _number_in(self, question: Question) -> Reference:
        names = paths_by_name(question)
        called = self._definition.called(question.key)
        if not names:
            raise Unreadable(f"{called}の答えは数ではないので、式に使えません。")
        self._skip_spaces()
        has_brackets = self._half.startswith("[", self._place)
        if "" in names:
            if has_brackets:
                raise Unreadable(f"{called}は1つの数です。[ ] を消してください。")
            return Reference(question.key, names[""])
        if not has_brackets:
            example = written(self._definition.number[question.key], next(iter(names)))
            raise Unreadable(f"{called}は表です。どの欄の数かを、{example} のように入力してください。")
        here = [name for name in names if self._stands_here(f"[{name}]")]
        if not here:
            raise self._no_such_cell(called)
        exact = [name for name in here if self._text.startswith(name, self._place + 1)]
        name = max(exact or here, key=len)
        self._skip(f"[{name}]")
        return Reference(question.key, names[name])

    def _no_such_cell(self, called: str) -> Unreadable:
        cell = self._half[self._place + 1 :].partition("]")[0]
        end = self._place + 1 + len(cell)
        typed = self._text[self._place + 1 : end].strip()[:40]
        if typed == GONE_PATH:
            return Unreadable(f"式に、{called}の削除された欄が残っています。ほかの欄に置き換えてください。")
        return Unreadable(f"{called}に「{typed}」という欄はありません。行と列の名前を確かめてください。")

    # --- Moving on ---

    def _skip_spaces(self) -> None:
        while self._place < len(self._half) and self._half[self._place].isspace():
            self._place += 1

    def _stands_here(self, words: str) -> bool:
        return self._half.startswith(half_width(words), self._place)

    def _skip(self, words: str) -> bool:
        if not self._stands_here(words):
            return False
        self._place += len(words)
        return True
