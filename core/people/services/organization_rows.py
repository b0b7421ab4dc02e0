"""Reading a CSV of organizations: its encoding, its columns, and the rows that make sense, with errors by line."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from core.people.clean_text import validate_single_line
from core.people.codes import validate_code
from core.people.japanese_dates import parse_japanese_date
from core.people.models import Kind

# Column → (its Japanese header, whether every row must fill it).
COLUMNS = {
    "code": ("団体コード", True),
    "name": ("団体名", True),
    "kana": ("ふりがな", True),
    "kind": ("種別", True),
    "region": ("圏域", False),
    "valid_from": ("存続期間（から）", False),
    "valid_to": ("存続期間（まで）", False),
}
OPTIONAL_COLUMNS = {"region", "valid_from", "valid_to"}
MAX_LENGTHS = {"name": 100, "kana": 200, "region": 50}
_KINDS = {kind.label: kind for kind in Kind} | {kind.value: kind for kind in Kind}


@dataclass(frozen=True)
class Problem:
    """What is wrong, and in which line of the file (1 is the header; 0 the file as a whole)."""

    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.line}行目：{self.text}" if self.line else self.text


@dataclass
class Row:
    line: int
    values: dict[str, str | datetime.date | None]

    @property
    def code(self) -> str:
        return str(self.values["code"])


@dataclass
class Table:
    encoding: str = ""
    # The columns that the file has: what it does not have stays as it is.
    columns: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read(data: bytes) -> Table:
    """The table in these bytes. Nothing is raised: all that is wrong stands in `problems`."""
    table = Table()
    text = _decoded(data, table)
    if text is None:
        return table
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(lines, [])
        table.columns = _columns(header, table)
        if not table.problems:
            _read_rows(lines, table)
    except csv.Error as error:
        table.problems.append(Problem(lines.line_num, f"CSVとして読み取れません（{error}）。"))
    return table


def _decoded(data: bytes, table: Table) -> str | None:
    for encoding, name in (("utf-8-sig", "UTF-8"), ("cp932", "Shift_JIS（cp932）")):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            table.encoding = name
            return text
    table.problems.append(Problem(0, "文字コードが分かりません。UTF-8またはShift_JISのCSVにしてください。"))
    return None


def _columns(header: list[str], table: Table) -> list[str]:
    by_header = {title: name for name, (title, _) in COLUMNS.items()} | {name: name for name in COLUMNS}
    names = [by_header.get(cell.strip(), "") for cell in header]
    unknown = [cell for cell, name in zip(header, names, strict=True) if not name]
    missing = [
        f"{COLUMNS[name][0]}（{name}）" for name in COLUMNS if name not in OPTIONAL_COLUMNS and name not in names
    ]
    if missing:
        table.problems.append(Problem(1, f"列がありません：{'、'.join(missing)}。1行目は列の名前にしてください。"))
    if unknown:
        table.problems.append(Problem(1, f"分からない列があります：{'、'.join(unknown) or '（空）'}。"))
    if len(set(names)) < len(names) and not unknown:
        table.problems.append(Problem(1, "同じ列が2回あります。"))
    return names


def _read_rows(lines: Iterator[list[str]], table: Table) -> None:
    first_line: dict[str, int] = {}
    for cells in lines:
        line = lines.line_num  # type: ignore[attr-defined]  # a csv.reader
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(table.columns):
            table.problems.append(
                Problem(line, f"列の数が{len(cells)}です。1行目と同じ{len(table.columns)}列にしてください。")
            )
            continue
        row = Row(line, {})
        errors = _read_cells(dict(zip(table.columns, cells, strict=True)), row)
        code = str(row.values.get("code") or "")
        if code in first_line:
            errors.append(f"団体コード {code} は{first_line[code]}行目にもあります。")
        elif code:
            first_line[code] = line
        table.problems += [Problem(line, error) for error in errors]
        if not errors:
            table.rows.append(row)
    if not table.rows and not table.problems:
        table.problems.append(Problem(0, "団体が1行もありません。"))


def _read_cells(cells: dict[str, str], row: Row) -> list[str]:
    errors = []
    for name, cell in cells.items():
        title, required = COLUMNS[name]
        text = cell.strip()
        row.values[name] = text
        if not text:
            if name in ("valid_from", "valid_to"):
                row.values[name] = None
            if required:
                errors.append(f"{title}がありません。")
            continue
        try:
            row.values[name] = _value(name, text)
        except (ValidationError, ValueError) as error:
            said = "".join(error.messages) if isinstance(error, ValidationError) else str(error)
            errors.append(f"{title}：{said}" if name != "code" else said)
    start, end = row.values.get("valid_from"), row.values.get("valid_to")
    if isinstance(start, datetime.date) and isinstance(end, datetime.date) and end < start:
        errors.append("存続期間の終わりが、始まりより前です。")
    return errors


def _value(name: str, text: str) -> str | datetime.date:
    if name == "code":
        if len(text) == 5 and text.isascii() and text.isdigit():
            raise ValidationError(f"団体コード {text} が5桁です。表計算ソフトで先頭の0が消えていませんか。")
        validate_code(text)
    elif name == "kind":
        if text not in _KINDS:
            raise ValidationError(f"「{text}」という種別はありません。使えるのは{'、'.join(Kind.labels)}です。")
        return _KINDS[text].value
    elif name in ("valid_from", "valid_to"):
        return parse_japanese_date(text)
    else:
        validate_single_line(text)
        if len(text) > MAX_LENGTHS[name]:
            raise ValidationError(f"{MAX_LENGTHS[name]}文字以内にしてください（いまは{len(text)}文字）。")
    return text
