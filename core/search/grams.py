"""Folded text as bigrams, and bigrams as PostgreSQL's tsvector and tsquery, in the text form of these types.

"ab cde" is ab b cd de e: each character with the one after it, the last of a run alone. So every character begins a
gram (one character is found by prefix), every part of a run is a phrase of grams, and no phrase crosses a space.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

MAX_LENGTH = 100_000  # characters of folded text in one entry; a tsvector ends at 1 MiB of grams

# PostgreSQL forgets positions past these (16,383 and 255) without a word. A text that needs more keeps none and says
# so by a gram that cannot be typed: it begins with a space.
_MAX_POSITION = 16_000
_MAX_REPEATS = 250
_UNPLACED = " unplaced"

# What goes into the query; the whole of what was typed is compared with the text afterwards.
_MAX_WORDS = 16
_MAX_PHRASE = 40


def grams_of(folded: str) -> list[str]:
    """The grams in the order in which they stand."""
    return [run[start : start + 2] for run in folded.split() for start in range(len(run))]


def bigrams_of(folded: str) -> list[str]:
    """Only the grams of two characters, each once, in the order of their first appearance."""
    return list(dict.fromkeys(gram for gram in grams_of(folded) if len(gram) == 2))


def vector_of(folded: str) -> str:
    """The tsvector's text. Raises ValueError above MAX_LENGTH: a long text is for the caller to give in parts."""
    if len(folded) > MAX_LENGTH:
        raise ValueError(f"A text of {len(folded):,} characters is too long for one entry; give it in parts.")
    grams = grams_of(folded)
    if len(grams) > _MAX_POSITION or max(Counter(grams).values(), default=0) > _MAX_REPEATS:
        return " ".join(_quoted(gram) for gram in {*grams, _UNPLACED})
    return " ".join(f"{_quoted(gram)}:{position}" for position, gram in enumerate(grams, start=1))


def query_of(words: Iterable[str]) -> str:
    """The tsquery's text for folded words that must all stand in a text: finds all such texts, and perhaps others."""
    return " & ".join(f"({_phrase(word)})" for word in list(words)[:_MAX_WORDS])


def any_of(grams: Iterable[str]) -> str:
    """The tsquery's text for texts that hold at least one of the grams."""
    return " | ".join(_quoted(gram) for gram in grams)


def all_of(grams: Iterable[str]) -> str:
    """The tsquery's text for texts that hold all of the grams, in any place."""
    return " & ".join(_quoted(gram) for gram in grams)


def _phrase(word: str) -> str:
    if len(word) == 1:
        return f"{_quoted(word)}:*"
    grams = [_quoted(word[start : start + 2]) for start in range(min(len(word) - 1, _MAX_PHRASE))]
    if len(grams) == 1:
        return grams[0]
    return f"({' <-> '.join(grams)}) | ({' & '.join([_quoted(_UNPLACED), *dict.fromkeys(grams)])})"


def _quoted(gram: str) -> str:
    """Between quotes everything stands for itself, but for the quote and the backslash, which are doubled."""
    doubled = gram.replace("\\", "\\\\").replace("'", "''")
    return f"'{doubled}'"
