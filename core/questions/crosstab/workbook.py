"""A table as a workbook for people: as it stands on the page, with its conditions and notes, and once more tidy."""

from __future__ import annotations

from typing import IO, Any

from core.exports.sheets import Column, NoValue, Sheet
from core.exports.workbook import write_workbook
from core.questions.crosstab.files import MASKED, FileTable, facts, remarks, tidy, wide
from core.questions.crosstab.table import CrossTable


def write_table(table: CrossTable, to: IO[bytes]) -> int:
    """Returns how many rows both sheets have."""
    return write_workbook([_sheet("クロス集計", table, wide(table)), _sheet("縦持ち", table, tidy(table))], to)


def _sheet(name: str, table: CrossTable, made: FileTable) -> Sheet:
    columns = [
        Column(header, "number" if type_ == "number" else "text")
        for header, type_ in zip(made.header, made.types, strict=True)
    ]
    return Sheet(
        name,
        columns,
        ([_cell(value) for value in row] for row in made.rows),
        title=table.spec.title,
        conditions=facts(table),
        notes=remarks(table),
        frozen_columns=sum(type_ == "text" for type_ in made.types),
    )


def _cell(value: Any) -> Any:
    return NoValue(value) if value == MASKED else value
