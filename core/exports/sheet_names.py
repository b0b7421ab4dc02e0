"""Names that a spreadsheet takes for its sheets."""

from __future__ import annotations

LENGTH = 31  # in UTF-16 units, as Excel counts
FORBIDDEN = str.maketrans("[]:*?/\\'", "［］：＊？／＼’")
RESERVED = "history"  # Excel's own


class SheetNames:
    """Gives each sheet of one workbook a valid name that no other has; Excel does not tell A from a."""

    def __init__(self, *reserved: str) -> None:
        self._taken = {RESERVED, *(name.casefold() for name in reserved)}

    def take(self, wanted: str) -> str:
        plain = " ".join("".join(c for c in wanted if c.isprintable() or c.isspace()).split()).translate(FORBIDDEN)
        plain = plain or "シート"
        name, number = shortened(plain, LENGTH), 1
        while name.casefold() in self._taken:
            number += 1
            ending = f"（{number}）"
            name = shortened(plain, LENGTH - len(ending)) + ending
        self._taken.add(name.casefold())
        return name


def shortened(text: str, units: int) -> str:
    """As many whole characters from the beginning as take so many UTF-16 units."""
    if len(text) * 2 > units:
        while utf16_length(text) > units:
            # At least half of what is too much are characters.
            text = text[: -max((utf16_length(text) - units) // 2, 1)]
    return text.rstrip()


def utf16_length(text: str) -> int:
    return len(text) + sum(c > "\uffff" for c in text)
