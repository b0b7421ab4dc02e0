"""All answers as a workbook for people: a row for each respondent, tables on sheets of their own, the questions.

Words instead of codes; where there is no value, which kind of "no value" it is. Rows stream out of the database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any, Literal, cast

from psycopg import sql

from core.clock import TOKYO, now
from core.exports.sheets import Column, NoValue, Sheet
from core.exports.workbook import write_workbook
from core.questions.crosstab.notes import conditions
from core.questions.crosstab.source import Source
from core.questions.crosstab.spec import Filter
from core.questions.exporting.asked import asked_by, unseen_by
from core.questions.exporting.code_book import code_book, count
from core.questions.exporting.people_columns import Part, lines_of, people_parts
from core.questions.exporting.respondents import people_fields
from core.questions.exporting.side_by_side import rows_side_by_side
from core.questions.exporting.wide import respondents

ALL, BOOK = "回答一覧", "設問一覧"
SPECIALS = (
    "値のないところには、その理由（空欄・該当なし・回答不要・対象外・未回答など）を灰色で書いています。0は回答です。"
)
TABLES = "表の設問は、設問ごとのシートに1行ずつ並べています。"
UNSEEN = "個人情報を含む設問は入れていません。"
Type = Literal["text", "number", "date", "percent"]


def write_answers(
    source: Source,
    to: IO[bytes],
    *,
    filters: Iterable[Filter] = (),
    progress: Callable[[int], object] | None = None,
) -> int:
    """Returns how many rows all sheets have. Call it in a transaction, for all sheets to be of one moment."""
    return write_workbook(_Answers(source, tuple(filters)).sheets(), to, progress=progress)


@dataclass
class _Answers:
    source: Source
    filters: tuple[Filter, ...]

    def sheets(self) -> Iterator[Sheet]:
        source = self.source
        asked = asked_by(source)
        facts = [
            ("対象", f"{count(source, self.filters):,}{source.noun}"),
            *conditions(self.filters, source.specials),
            ("作成日時", f"{now().astimezone(TOKYO):%Y-%m-%d %H:%M}"),
        ]
        unseen = [UNSEEN] * bool(unseen_by(source))
        tables = [(one, lines) for one in asked if (lines := lines_of(source, one)) is not None and lines.parts]
        parts = [part for one in asked for part in people_parts(source, one)]
        notes = [SPECIALS, *[TABLES] * bool(tables), *unseen]
        yield self._sheet(ALL, source.title, facts, notes, parts)
        for one, lines in tables:
            yield self._sheet(one.called, one.called, facts, [SPECIALS], [lines.label, *lines.parts], lines.around)
        yield self._book(facts, unseen)

    def _sheet(
        self,
        name: str,
        title: str,
        facts: Sequence[tuple[str, str]],
        notes: Sequence[str],
        parts: Sequence[Part],
        around: sql.Composable | None = None,
    ) -> Sheet:
        fields = people_fields(self.source)
        columns = [Column(one.label, cast(Type, one.type), grouped=False) for one in fields]
        columns += [Column(one.named, cast(Type, one.type)) for one in parts]
        begin = len(fields)
        values = [one.value for one in fields] + [each for one in parts for each in (one.value, one.state)]
        rows = (_row(row, begin) for row in self._fetch(values, around or sql.SQL("")))
        return Sheet(name, columns, rows, title, facts, notes, frozen_columns=min(begin, 2))

    def _fetch(self, values: Sequence[sql.Composable], around: sql.Composable) -> Iterator[tuple[Any, ...]]:
        rows = respondents(self.source, self.filters)
        if rows is None:
            return iter(())

        def select(some: Sequence[sql.Composable]) -> sql.Composable:
            return sql.SQL("SELECT {} FROM ({}) s {}").format(sql.SQL(", ").join(some), rows, around)

        return rows_side_by_side(values, select)

    def _book(self, facts: Sequence[tuple[str, str]], notes: Sequence[str]) -> Sheet:
        made = code_book(self.source, filters=self.filters)
        columns = [
            Column(name, "number" if key == "version" else "text")
            for name, key in zip(made.header, made.keys, strict=True)
        ]
        title = f"{self.source.title} {BOOK}"
        return Sheet(BOOK, columns, made.rows, title, facts, notes, frozen_columns=1)


def _row(row: Sequence[Any], begin: int) -> list[Any]:
    """Every part comes as its value, and what stands there where it has none."""
    pairs = zip(row[begin::2], row[begin + 1 :: 2], strict=True)
    return [*row[:begin], *(NoValue(state) if value is None and state else value for value, state in pairs)]
