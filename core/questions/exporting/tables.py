"""The files for machines: how each is written, and where in it stands what cp932 does not hold."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO

from core.exports.cp932 import Finding as Found
from core.exports.cp932 import check_copy, check_rows
from core.exports.csv_files import copy_csv, write_csv
from core.exports.encodings import Encoding
from core.exports.registry import Finding
from core.questions.crosstab.source import Source
from core.questions.crosstab.spec import Filter
from core.questions.exporting.code_book import CodeBook, code_book
from core.questions.exporting.fields import Field
from core.questions.exporting.tidy import Tidy, tidy
from core.questions.exporting.wide import Wide, wide

Progress = Callable[[int], object]
HEADER = "見出し"


@dataclass(frozen=True)
class Table(ABC):
    file_name: str
    encoding: Encoding

    @abstractmethod
    def write(self, to: IO[bytes], mark: str | None, progress: Progress) -> int:
        """Returns how many rows it has below the header."""

    @abstractmethod
    def findings(self, progress: Progress) -> Iterator[Finding]:
        """All that cp932 does not hold."""


@dataclass(frozen=True)
class WideTable(Table):
    made: Wide
    places: Sequence[int]  # the columns that say whose row it is

    def write(self, to: IO[bytes], mark: str | None, progress: Progress) -> int:
        made = self.made
        return copy_csv(made.select, made.header, to, encoding=self.encoding, mark=mark, progress=progress)

    def findings(self, progress: Progress) -> Iterator[Finding]:
        made = self.made
        for one in check_copy(made.select, made.header, progress=progress):
            yield Finding(_place(one, self.places), made.columns[one.column].label, one.text, one.characters)


@dataclass(frozen=True)
class TidyTable(Table):
    made: Tidy
    places: Sequence[int]

    def write(self, to: IO[bytes], mark: str | None, progress: Progress) -> int:
        made = self.made
        return copy_csv(made.select, made.header, to, encoding=self.encoding, mark=mark, progress=progress)

    def findings(self, progress: Progress) -> Iterator[Finding]:
        made = self.made
        named = [made.keys.index(key) for key in ("question_number", "question_label", "part_label")]
        for one in check_copy(made.select, made.header, progress=progress):
            in_answer = one.row and one.column >= len(made.fields)
            question = " ".join(filter(None, (one.cells[place] for place in named))) if in_answer else ""
            yield Finding(_place(one, self.places), question or made.header[one.column], one.text, one.characters)


@dataclass(frozen=True)
class CodeBookTable(Table):
    made: CodeBook

    def write(self, to: IO[bytes], mark: str | None, progress: Progress) -> int:
        return write_csv(self.made.header, self.made.rows, to, encoding=self.encoding, mark=mark, progress=progress)

    def findings(self, progress: Progress) -> Iterator[Finding]:
        for one in check_rows(self.made.rows, header=self.made.header):
            yield Finding("コードブック", self.made.header[one.column], one.text, one.characters)


def wide_table(source: Source, filters: Sequence[Filter], encoding: Encoding, *, codes: bool = False) -> WideTable:
    made = wide(source, filters=filters, codes=codes)
    return WideTable("横持ち.csv", encoding, made, _place_columns(source, made.columns))


def tidy_table(source: Source, filters: Sequence[Filter], encoding: Encoding, *, codes: bool = False) -> TidyTable:
    made = tidy(source, filters=filters, codes=codes)
    return TidyTable("縦持ち.csv", encoding, made, _place_columns(source, made.fields))


def code_book_table(
    source: Source, filters: Sequence[Filter], encoding: Encoding, *, codes: bool = False
) -> CodeBookTable:
    return CodeBookTable(
        "コードブック.csv", encoding, code_book(source, filters=filters, encoding=encoding, codes=codes)
    )


def _place_columns(source: Source, fields: Sequence[Field]) -> list[int]:
    """Of the first thing that is known of respondents: code and name of the organization."""
    first = source.attributes[0] if source.attributes else None
    return [place for place, one in enumerate(fields) if first is not None and one.attribute is first]


def _place(one: Found, places: Sequence[int]) -> str:
    if not one.row:
        return HEADER
    return " ".join(filter(None, (one.cells[place] for place in places))) or f"{one.row:,}行目"
