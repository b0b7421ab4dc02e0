"""What every column and code of an export means: one table, to be read by people and by programs.

`COLUMNS` are its columns; the first says what a row is about. A code that stands in a file is found by the name of its
column, or by its question where the long table has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from psycopg import sql

from core.clock import TOKYO, now
from core.exports.csv_files import LINE_BREAK
from core.exports.encodings import Encoding
from core.questions.conditions import in_words
from core.questions.crosstab.notes import conditions
from core.questions.crosstab.source import Source
from core.questions.crosstab.spec import Filter
from core.questions.exporting.asked import unseen_by
from core.questions.exporting.code_lists import about, code_lists
from core.questions.exporting.fields import Field, Role
from core.questions.exporting.history import history
from core.questions.exporting.states import MEANINGS
from core.questions.exporting.wide import respondents, wide
from core.questions.exporting.words import state_words

# Name for programs, name for people.
COLUMNS = (
    ("about", "区分"),
    ("column", "列名"),
    ("column_key", "列キー"),
    ("question", "設問キー"),
    ("question_number", "設問番号"),
    ("question_label", "設問"),
    ("part", "項目キー"),
    ("part_label", "項目"),
    ("kind", "種類"),
    ("type", "値の型"),
    ("unit", "単位"),
    ("need", "回答の要否"),
    ("code", "コード"),
    ("meaning", "意味"),
    ("merged_into", "まとめ先のコード"),
    ("version", "様式の版"),
    ("note", "備考"),
)
TYPES = {"text": "文字", "number": "数", "date": "日付（西暦）"}
# What a row is about, and what stands in its columns.
Line = tuple[str, dict[str, Any]]


@dataclass(frozen=True)
class CodeBook:
    header: list[str]
    keys: list[str]
    rows: list[list[Any]]


def code_book(
    source: Source, *, filters: Iterable[Filter] = (), encoding: Encoding | None = None, codes: bool = False
) -> CodeBook:
    """Of what `wide` and `tidy` give for the same source and filters. `encoding` is that of the files."""
    lines = [
        *_facts(source, tuple(filters), encoding),
        *_columns(source, codes),
        *(("選択肢", cells) for cells in code_lists(source)),
        *_states(source),
        *history(source),
        *_unseen(source),
    ]
    rows = [[sort, *(cells.get(key) or None for key, _ in COLUMNS[1:])] for sort, cells in lines]
    return CodeBook([label for _, label in COLUMNS], [key for key, _ in COLUMNS], rows)


def count(source: Source, filters: Sequence[Filter]) -> int:
    """How many respondents the export has."""
    rows = respondents(source, filters)
    if rows is None:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT count(*) FROM ({}) s").format(rows))
        return cursor.fetchone()[0]


def _facts(source: Source, filters: tuple[Filter, ...], encoding: Encoding | None) -> Iterator[Line]:
    def fact(part: str, label: str, meaning: str, note: str = "") -> Line:
        return "資料", {"part": part, "part_label": label, "meaning": meaning, "note": note}

    yield fact("title", "題名", source.title)
    yield fact("made_at", "作成日時", f"{now().astimezone(TOKYO):%Y-%m-%d %H:%M:%S}", "日本時間")
    yield fact("respondents", f"{source.noun}の数", str(count(source, filters)))
    for label, words in conditions(filters, source.specials):
        yield fact("condition", f"絞り込み：{label}", words)
    if not filters:
        yield fact("condition", "絞り込み", "なし")
    if encoding is not None:
        yield fact("encoding", "文字コード", str(encoding.label), "改行はCRLF")
    yield fact("line_break", "文中の改行", LINE_BREAK, "文中の改行は、この2文字で表しています。")
    yield fact("formula", "先頭の記号", "'", "式と読まれる文字で始まる文には、先頭にこの記号を付けています。")
    yield fact("number", "数の列", "数だけ", "値のないときは空で、その理由は状態の列にあります。0は0と書きます。")


def _columns(source: Source, codes: bool) -> Iterator[Line]:
    made = wide(source, codes=codes)
    for name, key, one in zip(made.header, made.keys, made.columns, strict=True):
        named = {"column": name, "column_key": key}
        yield (
            "列",
            {
                **(about(one.asked) if one.asked else {}),
                **named,
                "part": one.part,
                "part_label": one.part_label,
                "type": TYPES[one.type],
                "unit": one.unit,
                "note": _note(source, one),
            },
        )
        if one.role is Role.ATTRIBUTE:
            yield from (
                ("属性のコード", {**named, "code": code, "meaning": words}) for code, words in one.codes.items()
            )


def _note(source: Source, one: Field) -> str:
    if one.role is Role.NUMBER:
        return "このファイルの中で回答者を区別する番号です。"
    if one.role is Role.STATE:
        return "回答があるか、ないときはその理由です。"
    if one.asked is None:
        return "1は当てはまる、0は当てはまらない。" if one.type == "number" and one.part else ""
    question, found = one.asked.question, []
    if one.part.startswith("mark."):
        found.append("1は選んだ、0は選んでいない。")
    if not one.asked.is_now:
        found.append("今の様式では尋ねていません。")
    if question.may_be_na:
        found.append("「該当なし」と回答できます。")
    if question.show_if:
        found.append(f"{in_words(question.show_if, source.definition)}に尋ねます。")
    return " ".join([*found, *question.help.split()])


def _states(source: Source) -> Iterator[Line]:
    for code, words in state_words(source).items():
        yield "状態", {"code": code, "meaning": words, "note": MEANINGS.get(code, "")}


def _unseen(source: Source) -> Iterator[Line]:
    why = "個人情報を含む設問のため、このファイルには入れていません。"
    for question in unseen_by(source):
        number = source.definition.number.get(question.key, "")
        yield "出力していない設問", {"question": question.key, "question_number": number, "note": why}
