"""A cross-table as a file. A feature says whose answers it counts and registers it (core.exports.registry)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from django.db import models
from django.http import QueryDict

from core.exports.cp932 import check_rows
from core.exports.csv_files import write_csv
from core.exports.encodings import Encoding
from core.exports.registry import Beat, Definition, Finding, Producer
from core.people.models import User
from core.questions.crosstab.files import FileTable, tidy, wide
from core.questions.crosstab.source import Source
from core.questions.crosstab.spec import Spec
from core.questions.crosstab.table import CrossTable
from core.questions.crosstab.tabulating import tabulate
from core.questions.crosstab.workbook import write_table


class Format(models.TextChoices):
    CSV = "csv", "表のまま（CSV）"
    TIDY = "tidy", "縦持ち（CSV）"
    WORKBOOK = "workbook", "Excel"


class CrosstabProducer(Producer):
    """The definition has "query" (an address of the page), "format", "encoding", and what `source` needs."""

    label = "クロス集計"

    def source(self, definition: Definition, user: User) -> Source | None:
        """None where the person may not see these answers, or any more."""
        raise NotImplementedError

    def name(self, definition: Definition) -> str:
        """What is tabulated, in words."""
        raise NotImplementedError

    def title(self, definition: Definition) -> str:
        return f"{self.name(definition)} クロス集計"

    def file_name(self, definition: Definition) -> str:
        ending = "xlsx" if definition["format"] == Format.WORKBOOK else "csv"
        sort = "_縦持ち" if definition["format"] == Format.TIDY else ""
        return f"{self.name(definition)[:60]}_クロス集計{sort}.{ending}"

    def may(self, definition: Definition, user: User) -> bool:
        return self.may_of(self.source(definition, user), definition)

    def may_of(self, source: Source | None, definition: Definition) -> bool:
        """Also not if a question of the table is out of the person's sight by now."""
        return source is not None and self._spec(source, definition).is_complete

    def size(self, definition: Definition, user: User) -> int:
        """How many are counted: that takes the time, not the few rows that come of it."""
        source = self.source(definition, user)
        return source.rows.order_by().count() if source else 0

    def write(self, definition: Definition, *, by: User, to: IO[bytes], beat: Beat, mark: str | None = None) -> int:
        table = self._table(definition, by)
        beat(0, 1)
        if definition["format"] == Format.WORKBOOK:
            return write_table(table, to)
        made = _rows(definition, table)
        encoding = Encoding(definition["encoding"])
        return write_csv(made.header, made.rows, to, encoding=encoding, mark=mark)

    def findings(self, definition: Definition, *, by: User, beat: Beat) -> Iterator[Finding]:
        if definition["format"] == Format.WORKBOOK:
            return
        made = _rows(definition, self._table(definition, by))
        for found in check_rows(made.rows, header=made.header):
            place = "見出し" if not found.row else " ".join(str(one) for one in made.rows[found.row - 1][:1])
            yield Finding(place, made.header[found.column], found.text, found.characters)

    def facts(self, definition: Definition) -> list[tuple[str, str]]:
        sort = [("形式", str(Format(definition["format"]).label))]
        if definition["format"] == Format.WORKBOOK:
            return sort
        return [*sort, ("文字コード", str(Encoding(definition["encoding"]).label))]

    def _spec(self, source: Source, definition: Definition) -> Spec:
        return Spec.read(source, QueryDict(definition["query"]))

    def _table(self, definition: Definition, by: User) -> CrossTable:
        source = self.source(definition, by)
        if source is None:
            raise PermissionError("The answers are out of sight.")
        return tabulate(self._spec(source, definition))


def _rows(definition: Definition, table: CrossTable) -> FileTable:
    return tidy(table) if definition["format"] == Format.TIDY else wide(table)
