"""What may be written down for long of a table that somebody chose: what it counts, never words that were typed."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

# "has.q3=佐藤" asks for answers with these characters in them: often a name.
TYPED = "has."
INSTEAD = "＊"


def without_typed_words(query: str) -> str:
    """The address of a table with a sign in the place of the words it searches for: for logs that outlive answers."""
    pairs = parse_qsl(query, keep_blank_values=True)
    if not any(name.startswith(TYPED) for name, _ in pairs):
        return query
    return urlencode([(name, INSTEAD if name.startswith(TYPED) else value) for name, value in pairs])


def without_typed_filters(query: str) -> str:
    """The same without those filters: where what they searched for is erased."""
    pairs = parse_qsl(query, keep_blank_values=True)
    return urlencode([pair for pair in pairs if not pair[0].startswith(TYPED)])
