"""Raw answers as a file. A feature says whose answers they are and registers it (core.exports.registry)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

from django.db import models
from django.http import QueryDict

from core.exports.encodings import Encoding
from core.exports.registry import Beat, Definition, Finding
from core.people.models import User
from core.questions.crosstab.source import Source
from core.questions.crosstab.source_producer import SourceProducer
from core.questions.crosstab.spec import Spec, filtered_by
from core.questions.exporting.tables import Table, code_book_table, tidy_table, wide_table
from core.questions.exporting.workbook import write_answers


class Format(models.TextChoices):
    WORKBOOK = SourceProducer.workbook, "Excel（人が読むための表）"
    WIDE = "wide", "横持ち（CSV）"
    TIDY = "tidy", "縦持ち（CSV）"
    CODE_BOOK = "code_book", "コードブック（CSV）"
    ALL = "all", "横持ち・縦持ち・コードブック（ZIP）"


TABLES = {Format.WIDE: wide_table, Format.TIDY: tidy_table, Format.CODE_BOOK: code_book_table}


class AnswersProducer(SourceProducer):
    """The definition may have "query": an address whose filters count, as a cross-table has them.

    And "codes": codes instead of words. Single answers say what small cells of tables must not: where those are
    masked, there is no such export.
    """

    label = what = "回答"
    formats = Format
    endings = {Format.WORKBOOK: "xlsx", Format.ALL: "zip"}
    suffixes = {
        Format.WIDE: "横持ち", Format.TIDY: "縦持ち", Format.CODE_BOOK: "コードブック", Format.ALL: "一式"
    }  # fmt: skip

    def spec(self, source: Source, definition: Definition) -> Spec:
        return filters_in(source, QueryDict(definition.get("query", "")))

    def may_of(self, source: Source | None, definition: Definition) -> bool:
        return source is not None and not source.at_least and super().may_of(source, definition)

    def size(self, definition: Definition, user: User) -> int:
        """Of the whole set several times as many respondents, for each file reads them again."""
        return super().size(definition, user) * len(_parts(definition))

    def write(self, definition: Definition, *, by: User, to: IO[bytes], beat: Beat, mark: str | None = None) -> int:
        spec = self.chosen(definition, by)
        pace = _Pace(self.size(definition, by), beat)
        if definition["format"] == Format.WORKBOOK:
            return write_answers(spec.source, to, filters=spec.filters, progress=pace)
        made = _tables(definition, spec)
        if definition["format"] != Format.ALL:
            return made[0].write(to, mark, pace)
        rows = 0
        with ZipFile(to, "w", ZIP_DEFLATED) as archive:
            for each in made:
                with archive.open(each.file_name, "w", force_zip64=True) as file:
                    rows += each.write(file, mark, pace)
        return rows

    def findings(self, definition: Definition, *, by: User, beat: Beat) -> Iterator[Finding]:
        made = _tables(definition, self.chosen(definition, by))
        pace = _Pace(self.size(definition, by), beat)
        for each in made:
            yield from each.findings(pace)


def _tables(definition: Definition, spec: Spec) -> list[Table]:
    encoding, codes = Encoding(definition["encoding"]), bool(definition.get("codes"))
    return [TABLES[each](spec.source, spec.filters, encoding, codes=codes) for each in _parts(definition)]


def _parts(definition: Definition) -> list[Format]:
    """The files in it."""
    sort = Format(definition["format"])
    return list(TABLES) if sort is Format.ALL else [sort]


def filters_in(source: Source, address: QueryDict) -> Spec:
    """What an address filters by, and nothing else of it."""
    return Spec.read(source, {key: address.getlist(key) for key in address if filtered_by(key)})


class _Pace:
    """Rows of one file after another, told as one number."""

    def __init__(self, total: int, beat: Beat) -> None:
        self.total, self.beat = total, beat
        self.before = self.last = 0

    def __call__(self, done: int) -> None:
        if done < self.last:  # the next file
            self.before += self.last
        self.last = done
        self.beat(self.before + done, max(self.total, self.before + done))
