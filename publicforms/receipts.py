"""Receipt numbers (受付番号): short enough for the telephone, and none can be guessed from another."""

from __future__ import annotations

import secrets

# Without what is mistaken for something else when it is written or spoken: 0 O, 1 I L, 2 Z, 5 S, 8 B, U V.
ALPHABET = "34679ACDEFGHJKMNPQRTWXY"
LENGTH = 8


def new_receipt() -> str:
    """K7QD-3MXR: 23⁸, about 8·10¹⁰, so that a form with a million of them has one free at nearly every try."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return f"{letters[:4]}-{letters[4:]}"


def as_receipt(text: str) -> str:
    """What somebody typed as a receipt number, in the form in which it is stored; empty where it is none."""
    import unicodedata

    letters = "".join(char for char in unicodedata.normalize("NFKC", text).upper() if char.isalnum())
    return f"{letters[:4]}-{letters[4:]}" if len(letters) == LENGTH and set(letters) <= set(ALPHABET) else ""
