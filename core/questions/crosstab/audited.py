"""What may be written down for long of a table that somebody chose: what it counts, never words that were typed."""

from __future__ import annotations

from collections.abc import Container
from urllib.parse import parse_qsl, urlencode

INSTEAD = "＊"


def is_typed(name: str) -> bool:
    """Whether somebody typed the value of this part of an address to look for answers: "has.q3" asks for those with
    these characters in them (often a name), "from.q4" for those from there on (a birthday, a number). What is known of
    a respondent beside the answers ("from.@day") is nobody's answer.
    """
    sort, _, about = name.partition(".")
    return sort == "has" or (sort in ("from", "to") and not about.startswith("@"))


def without_typed_words(query: str) -> str:
    """The address of a table with a sign in the place of what it searches for: for logs that outlive answers."""
    pairs = parse_qsl(query, keep_blank_values=True)
    if not any(is_typed(name) for name, _ in pairs):
        return query
    return urlencode([(name, INSTEAD if is_typed(name) else value) for name, value in pairs])


def without_words_about(query: str, keys: Container[str]) -> str:
    """The same, of these questions alone: for colleagues who may not see the answers to them."""
    pairs = parse_qsl(query, keep_blank_values=True)

    def is_about(name: str) -> bool:
        return is_typed(name) and name.split(".")[1] in keys

    return urlencode([(name, INSTEAD if is_about(name) else value) for name, value in pairs])


def without_typed_filters(query: str) -> str:
    """The same without those filters: where what they searched for is erased."""
    pairs = parse_qsl(query, keep_blank_values=True)
    return urlencode([pair for pair in pairs if not is_typed(pair[0])])
