"""What cp932, the Shift_JIS of Windows, does not hold, found exactly and before anything is lost.

A character is held when encoding it and decoding that gives the same character. Of the others some cannot be encoded
(𠮷 ㋿ —), and some would come back as another one (〜 as ～, − as －, ‖ as ∥).
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from psycopg import sql

from core.exports.reading import Select, records

DEFAULT_MARK = "〓"  # the "geta" that printers put where a type is missing
HEADER_ROW = 0
# A field of a line of CSV from PostgreSQL, and what ends it. (Python's own reader gives up beyond 131,072 characters.)
FIELD = re.compile(r'(?:"([^"]*(?:""[^"]*)*)"|([^,\n]*))(?:,|\n\Z)')


@dataclass(frozen=True, slots=True)
class Finding:
    """One cell that holds what cp932 does not. Row 0 is the header; in `cells`, its row, numbers may be empty."""

    row: int
    column: int  # from 0
    text: str
    characters: tuple[str, ...]  # each once, as people see them: 葛󠄀 is one, of two code points
    cells: tuple[str, ...]


class NotHeld(Exception):
    """A text that was to be encoded holds what cp932 does not, and nobody chose a mark for it."""

    def __init__(self, characters: Sequence[str]) -> None:
        super().__init__(f"cp932 does not hold {' '.join(characters)}")
        self.characters = tuple(characters)


def not_held(text: str) -> tuple[str, ...]:
    """The characters that cp932 does not hold, each once, in their order.

    A character is what people see as one: with its variation selector, its combining marks, its joined parts.
    """
    return tuple(dict.fromkeys(_characters().findall(text))) if _code_points().search(text) else ()


def replaced(text: str, mark: str) -> str:
    """The text with one mark for each character that cp932 does not hold."""
    return _characters().sub(mark, text) if _code_points().search(text) else text


def encoded(lines: str, mark: str | None = None) -> bytes:
    """Whole lines in cp932. Raises NotHeld when there is something to replace, and no mark."""
    done: list[str] = []
    at = 0
    while found := _code_points().search(lines, at):  # the other lines are not looked at twice
        if mark is None:
            raise NotHeld(not_held(lines))
        start, end = lines.rfind("\n", at, found.start()) + 1, lines.find("\n", found.end())
        start, end = max(start, at), len(lines) if end < 0 else end
        done += [lines[at:start], _characters().sub(mark, lines[start:end])]
        at = end
    return "".join([*done, lines[at:]]).encode("cp932")


def trouble_with(mark: str) -> str:
    """Why something cannot stand in the place of a character; empty when it can."""
    if len(mark) != 1:
        return "置き換える文字は1文字で入力してください。"
    if not_held(mark):
        return f"「{mark}」もShift_JISにない文字です。ほかの文字を入力してください。"
    if not mark.isprintable() or mark.isspace() or mark in "=+-@＝＋－＠,\"'":
        return "この文字は使えません。〓や？など、ほかの文字を入力してください。"
    return ""


def check_copy(
    select: sql.Composable | Select, header: Sequence[str] = (), *, progress: Callable[[int], object] | None = None
) -> Iterator[Finding]:
    """Every cell of what `copy_csv` would write of these that cp932 does not hold, in order.

    Columns of numbers and dates are passed over: they are empty in `Finding.cells`. `progress` gets the number of rows
    that have been looked at. The connection is busy from the first finding to the last.
    """
    yield from check_rows((), header=header)
    bad = _code_points()
    done = 0
    for rows in records(select, text=lambda column: column, figure=lambda _: sql.SQL("NULL")):
        if bad.search(b"".join(rows).decode()):
            lines = ((number, bytes(row).decode()) for number, row in enumerate(rows, start=done + 1))
            for number, line in lines:
                if bad.search(line):
                    yield from _of_row(number, _cells(line))
        done += len(rows)
        if progress is not None:
            progress(done)


def check_rows(rows: Iterable[Sequence[object]], *, header: Sequence[str] = ()) -> Iterator[Finding]:
    """The same for rows that are at hand, as `write_csv` takes them."""
    yield from _of_row(HEADER_ROW, header)
    for number, row in enumerate(rows, start=HEADER_ROW + 1):
        yield from _of_row(number, ["" if cell is None else str(cell) for cell in row])


def _cells(line: str) -> list[str]:
    return [field[1].replace('""', '"') if field[1] is not None else field[2] for field in FIELD.finditer(line)]


def _of_row(number: int, cells: Sequence[str]) -> Iterator[Finding]:
    for column, text in enumerate(cells):
        if characters := not_held(text):
            yield Finding(number, column, text, characters, tuple(cells))


@cache
def _held() -> frozenset[str]:
    """Every character that comes back from cp932 as it went in: some 9,400, all of one or two bytes."""
    found = set()
    one_byte = [bytes([first]) for first in range(256)]
    for code in [*one_byte, *(first + second for first in one_byte[0x80:] for second in one_byte[0x40:])]:
        try:
            character = code.decode("cp932")
            if len(character) == 1 and character.encode("cp932").decode("cp932") == character:
                found.add(character)
        except UnicodeError:
            continue
    return frozenset(found)


@cache
def _code_points() -> re.Pattern[str]:
    """Matches one code point that is not held. Searching is faster than encoding is."""
    return re.compile(f"[^{_class_of(_held())}]")


@cache
def _characters() -> re.Pattern[str]:
    """Matches one character, as people see it, with anything in it that is not held.

    It may stand in a line of CSV: a comma or a quote never belongs to the mark that follows it.
    """
    joining = "".join(
        chr(point)
        for point in range(sys.maxunicode + 1)
        if unicodedata.category(chr(point)) in ("Mn", "Mc", "Me")  # marks and variation selectors
        or point in (0x200C, 0x200D)  # joiners
        or 0x1F3FB <= point <= 0x1F3FF  # colours of skin
        or 0xE0020 <= point <= 0xE007F  # tags: the flags of regions
    )
    joins, bad = _class_of(frozenset(joining)), f"[^{_class_of(_held())}]"
    flag = "[\U0001f1e6-\U0001f1ff]"
    return re.compile(f'(?:{flag}{flag}|[^,"\\r\\n](?=[{joins}])|{bad})[{joins}]*(?:(?<=\u200d){bad}[{joins}]*)*')


def _class_of(characters: frozenset[str]) -> str:
    """The inside of a character class, in ranges."""
    ranges: list[list[int]] = []
    for point in sorted(map(ord, characters)):
        if ranges and ranges[-1][1] == point - 1:
            ranges[-1][1] = point
        else:
            ranges.append([point, point])
    return "".join(f"{re.escape(chr(first))}-{re.escape(chr(last))}" for first, last in ranges)
