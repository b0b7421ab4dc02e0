"""Personal answers that a comment or a letter quotes: hidden from those who see masks."""

from __future__ import annotations

import contextlib
import datetime
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from core.people.japanese_dates import era_year_of
from core.questions.definition import Definition, Question
from core.questions.kinds import kind_of
from core.questions.specials import special_of
from core.search.folding import fold
from publicforms.handling.masking import MASK

# Choices are words like any: しない, 男. They are hidden from so many letters on.
SHORTEST_CHOICE = 4
CHOOSING = frozenset({"single_choice", "multiple_choice", "yes_no", "consent", "rating"})
VOICING = "\uff9e\uff9f\u3099\u309a"
_BETWEEN_PARTS = re.compile("[()（）\n]")  # a name and its reading, a year and its era, lines
BETWEEN = "-‐‑–—―−－ー・.,()（）/"


def values_of(definition: Definition, answers: Mapping[str, Any], keys: Iterable[str]) -> set[str]:
    """What these answers would be quoted as, folded; what is too short to mean anybody is left out."""
    found: set[str] = set()
    for key in keys:
        question = definition.get(key)
        if question is not None and key in answers and special_of(answers, key) is None:
            found |= {value for value in map(_folded, _texts(question, answers[key])) if _means(question, value)}
    return found


def hide(text: str, values: Iterable[str]) -> str:
    """The text with a mask where one of the values stands, however it is written: width, case, kana, spaces."""
    letters = list(_letters(text))
    folded = "".join(letter for letter, _, _ in letters)
    gone = [False] * len(folded)
    for value in values:
        start = folded.find(value)
        while start >= 0:
            end = start + len(value)
            if not value.isdigit() or not _goes_on(folded, start, end):
                gone[start:end] = [True] * len(value)
            start = folded.find(value, start + 1)
    pieces, place = [], 0
    for at, (_, start, end) in enumerate(letters):
        if gone[at] and end > place:
            if at == 0 or not gone[at - 1]:
                pieces += [text[place:start], MASK]
            place = end
    return "".join(pieces) + text[place:]


def _texts(question: Question, answer: Any) -> Iterator[str]:
    shown = kind_of(question).display(question, answer)
    yield shown
    yield from _BETWEEN_PARTS.split(shown)
    if question.kind == "date":
        yield from _dates(answer)
    if question.kind not in CHOOSING and not kind_of(question).takes_files:
        yield from _leaves(answer)


def _dates(answer: Any) -> Iterator[str]:
    """1987年3月14日, 1987/3/14, 昭和62年3月14日."""
    with contextlib.suppress(TypeError, ValueError):
        day = datetime.date.fromisoformat(answer)
        yield f"{day.year}年{day.month}月{day.day}日"
        yield f"{day.year}/{day.month}/{day.day}"
        yield f"{era_year_of(day)}{day.month}月{day.day}日"


def _leaves(answer: Any) -> Iterator[str]:
    if isinstance(answer, str):
        yield answer
    elif isinstance(answer, bool) or answer is None:
        return
    elif isinstance(answer, int | float):
        yield str(answer)
    else:
        for each in answer.values() if isinstance(answer, Mapping) else answer:
            yield from _leaves(each)


def _means(question: Question, value: str) -> bool:
    if question.kind in CHOOSING:
        return len(value) >= SHORTEST_CHOICE
    if len(value) == 1:  # 林さん
        return question.kind == "person_name" and "CJK" in unicodedata.name(value, "")
    return len(value) > 1


def _letters(text: str) -> Iterator[tuple[str, int, int]]:
    """Each letter as it is searched, with where it begins and ends in the text; what stands between counts for nothing.

    A half-width letter and its voicing mark are one.
    """
    start = 0
    while start < len(text):
        end = start + 1
        while end < len(text) and (text[end] in VOICING or unicodedata.combining(text[end])):
            end += 1
        for letter in _folded(text[start:end]):
            yield letter, start, end
        start = end


def _folded(text: str) -> str:
    return "".join(letter for letter in fold(text) if not letter.isspace() and letter not in BETWEEN)


def _goes_on(folded: str, start: int, end: int) -> bool:
    """Whether a number is only a part of a longer one."""
    return (start > 0 and folded[start - 1].isdigit()) or (end < len(folded) and folded[end].isdigit())
