"""A cross-table as a file. A feature says whose answers it counts and registers it (core.exports.registry)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from django.db import models
from django.http import QueryDict

from core.exports.cp932 import check_rows
from core.exports.csv_files import write_csv
from core.exports.encodings import Encoding
from core.exports.registry import Beat, Definition, Finding
from core.people.models import User
from core.questions.crosstab.files import FileTable, tidy, wide
from core.questions.crosstab.source import Source
from core.questions.crosstab.source_producer import SourceProducer
from core.questions.crosstab.spec import Spec
from core.questions.crosstab.table import CrossTable
from core.questions.crosstab.tabulating import tabulate
from core.questions.crosstab.workbook import write_table


class Format(models.TextChoices):
    CSV = "csv", "表のまま（CSV）"
    TIDY = "tidy", "縦持ち（CSV）"
    WORKBOOK = SourceProducer.workbook, "Excel"


class CrosstabProducer(SourceProducer):
    """The definition has "query" besides: an address of the page.

    Its size is how many are counted: that takes the time, not the few rows that come of it.
    """

    label = what = "クロス集計"
    formats = Format
    suffixes = {Format.TIDY: "縦持ち"}

    def spec(self, source: Source, definition: Definition) -> Spec:
        return Spec.read(source, QueryDict(definition["query"]))

    def may_of(self, source: Source | None, definition: Definition) -> bool:
        return source is not None and self.spec(source, definition).is_complete

    def write(self, definition: Definition, *, by: User, to: IO[bytes], beat: Beat, mark: str | None = None) -> int:
        table = tabulate(self.chosen(definition, by))
        beat(0, 1)
        if definition["format"] == Format.WORKBOOK:
            return write_table(table, to)
        made = _rows(definition, table)
        encoding = Encoding(definition["encoding"])
        return write_csv(made.header, made.rows, to, encoding=encoding, mark=mark)

    def findings(self, definition: Definition, *, by: User, beat: Beat) -> Iterator[Finding]:
        made = _rows(definition, tabulate(self.chosen(definition, by)))
        for found in check_rows(made.rows, header=made.header):
            place = "見出し" if not found.row else " ".join(str(one) for one in made.rows[found.row - 1][:1])
            yield Finding(place, made.header[found.column], found.text, found.characters)


def _rows(definition: Definition, table: CrossTable) -> FileTable:
    return tidy(table) if definition["format"] == Format.TIDY else wide(table)
