"""Raw answers as a file. A feature says whose answers they are and registers it (core.exports.registry)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, ClassVar
from zipfile import ZIP_DEFLATED, ZipFile

from django.db import models
from django.http import QueryDict

from core.exports.encodings import Encoding
from core.exports.registry import Beat, Definition, Finding, Producer
from core.people.models import User
from core.questions.crosstab.notes import conditions
from core.questions.crosstab.source import Source
from core.questions.crosstab.spec import Filter, Spec
from core.questions.exporting.tables import Table, code_book_table, tidy_table, wide_table
from core.questions.exporting.workbook import write_answers


class Format(models.TextChoices):
    WORKBOOK = "workbook", "Excel（人が読むための表）"
    WIDE = "wide", "横持ち（CSV）"
    TIDY = "tidy", "縦持ち（CSV）"
    CODE_BOOK = "code_book", "コードブック（CSV）"
    ALL = "all", "横持ち・縦持ち・コードブック（ZIP）"


TABLES = {Format.WIDE: wide_table, Format.TIDY: tidy_table, Format.CODE_BOOK: code_book_table}
FILTERS = ("f", "from", "to", "has")  # what the names of filters begin with in an address
WORDS = {Format.WIDE: "横持ち", Format.TIDY: "縦持ち", Format.CODE_BOOK: "コードブック", Format.ALL: "一式"}


class AnswersProducer(Producer):
    """The definition has "format", "encoding" (of all but the workbook), and what `source` needs.

    It may have "query": an address whose filters count, as a cross-table has them; and "codes": codes instead of words.
    """

    label = "回答"
    # Single answers say what small cells of tables must not: a feature that masks these decides with open eyes.
    gives_what_is_masked: ClassVar[bool] = False

    def source(self, definition: Definition, user: User) -> Source | None:
        """None where the person may not see these answers, or any more."""
        raise NotImplementedError

    def name(self, definition: Definition) -> str:
        """Whose answers they are, in words."""
        raise NotImplementedError

    def title(self, definition: Definition) -> str:
        return f"{self.name(definition)} 回答"

    def file_name(self, definition: Definition) -> str:
        sort = Format(definition["format"])
        ending = {Format.WORKBOOK: "xlsx", Format.ALL: "zip"}.get(sort, "csv")
        return f"{self.name(definition)[:60]}_回答{f'_{WORDS[sort]}' if sort in WORDS else ''}.{ending}"

    def may(self, definition: Definition, user: User) -> bool:
        return self.may_of(self.source(definition, user), definition)

    def may_of(self, source: Source | None, definition: Definition) -> bool:
        """Also not if a question that is filtered by is out of the person's sight by now, or gone."""
        if source is None or (source.at_least and not self.gives_what_is_masked):
            return False
        return not _spec(source, definition).troubles

    def size(self, definition: Definition, user: User) -> int:
        """Respondents; of the whole set several times as many, for each file reads them again."""
        source = self.source(definition, user)
        return source.rows.order_by().count() * len(_parts(definition)) if source else 0

    def write(self, definition: Definition, *, by: User, to: IO[bytes], beat: Beat, mark: str | None = None) -> int:
        source, filters = self._chosen(definition, by)
        pace = _Pace(self.size(definition, by), beat)
        if definition["format"] == Format.WORKBOOK:
            return write_answers(source, to, filters=filters, progress=pace)
        made = self._tables(definition, source, filters)
        if definition["format"] != Format.ALL:
            return made[0].write(to, mark, pace)
        rows = 0
        with ZipFile(to, "w", ZIP_DEFLATED) as archive:
            for each in made:
                with archive.open(each.file_name, "w", force_zip64=True) as file:
                    rows += each.write(file, mark, pace)
        return rows

    def findings(self, definition: Definition, *, by: User, beat: Beat) -> Iterator[Finding]:
        if definition["format"] == Format.WORKBOOK:
            return
        source, filters = self._chosen(definition, by)
        pace = _Pace(self.size(definition, by), beat)
        for each in self._tables(definition, source, filters):
            yield from each.findings(pace)

    def facts(self, definition: Definition) -> list[tuple[str, str]]:
        found = [("形式", str(Format(definition["format"]).label))]
        if definition["format"] != Format.WORKBOOK:
            found.append(("文字コード", str(Encoding(definition["encoding"]).label)))
        return found

    def conditions(self, definition: Definition, user: User) -> list[tuple[str, str]]:
        """The filters in words."""
        source, filters = self._chosen(definition, user)
        return conditions(filters, source.specials)

    def _chosen(self, definition: Definition, user: User) -> tuple[Source, tuple[Filter, ...]]:
        source = self.source(definition, user)
        if source is None:
            raise PermissionError("The answers are out of sight.")
        spec = _spec(source, definition)
        if spec.troubles:
            raise ValueError("; ".join(message for _, message in spec.troubles))  # never without what was asked for
        return source, spec.filters

    def _tables(self, definition: Definition, source: Source, filters: tuple[Filter, ...]) -> list[Table]:
        encoding, codes = Encoding(definition["encoding"]), bool(definition.get("codes"))
        return [TABLES[each](source, filters, encoding, codes=codes) for each in _parts(definition)]


def _parts(definition: Definition) -> list[Format]:
    """The files in it."""
    sort = Format(definition["format"])
    return list(TABLES) if sort is Format.ALL else [sort]


def filters_in(source: Source, address: QueryDict) -> Spec:
    """What an address filters by, and nothing else of it."""
    return Spec.read(source, {key: address.getlist(key) for key in address if key.partition(".")[0] in FILTERS})


def _spec(source: Source, definition: Definition) -> Spec:
    return filters_in(source, QueryDict(definition.get("query", "")))


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
