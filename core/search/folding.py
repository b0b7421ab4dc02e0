"""Text as it is searched: what people type and what stands there meet in one form. Only a copy is ever folded (Q7)."""

from __future__ import annotations

import unicodedata

import jaconv


def fold(text: str) -> str:
    """Half and full width, upper and lower case, katakana and hiragana made equal; variation selectors left out."""
    plain = "".join(character for character in text if not _is_variation_selector(character))
    return jaconv.kata2hira(unicodedata.normalize("NFKC", plain)).casefold()


def _is_variation_selector(character: str) -> bool:
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"
