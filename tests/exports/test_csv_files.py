"""CSV files: right cells in each encoding, one record on one line, in constant memory."""

from __future__ import annotations

import csv
import datetime
import io
import tracemalloc
from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import sql

from core.exports.cp932 import NotHeld
from core.exports.csv_files import column_names, copy_csv, write_csv
from core.exports.encodings import Encoding
from core.exports.neutralizing import neutral
from core.exports.reading import BLOCK_BYTES, Select, rows_of

ENCODINGS = list(Encoding)
ROWS = [
    ("040002", "仙台市", Decimal("12.50"), -5, datetime.date(2026, 4, 1), "特になし。"),
    ("041009", '引用符"と,コンマ', None, 0, None, "一行目\n二行目\r\n三行目\r四行目"),
    ("=1+1", "+81-3-1234-5678", Decimal("-0.5"), 10**15, datetime.date(1890, 1, 1), "-1,234"),
    ("", "\\.", None, None, None, " 前後の空白 "),
]
TYPES = ("text", "text", "numeric", "bigint", "date", "text")
HEADER = ("団体コード", "団体名", "面積（㎢）", "人数", "日付", "ご意見")
CELLS = [
    ["040002", "仙台市", "12.50", "-5", "2026-04-01", "特になし。"],
    ["041009", '引用符"と,コンマ', "", "0", "", "一行目\\n二行目\\n三行目\\n四行目"],
    ["'=1+1", "'+81-3-1234-5678", "-0.5", "1000000000000000", "1890-01-01", "-1,234"],
    ["", "\\.", "", "", "", " 前後の空白 "],
]


def select_of(rows, types=TYPES) -> sql.Composable:
    values = sql.SQL(", ").join(
        sql.SQL("({})").format(
            sql.SQL(", ").join(
                sql.SQL("{}::{}").format(sql.Literal(cell), sql.SQL(type_))
                for cell, type_ in zip(row, types, strict=True)
            )
        )
        for row in rows
    )
    return sql.SQL("VALUES {}").format(values)


def read(content: bytes, encoding: Encoding) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(encoding.value), newline="")))


def copied(select, header, **options) -> bytes:
    file = io.BytesIO()
    copy_csv(select, header, file, **options)
    return file.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_what_the_database_gives_stands_in_the_file(encoding):
    content = copied(select_of(ROWS), HEADER, encoding=encoding, mark="〓")
    header = [name.replace("㎢", "〓") for name in HEADER] if encoding == Encoding.CP932 else list(HEADER)
    assert read(content, encoding) == [header, *CELLS]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_rows_at_hand_are_written_the_same_way(encoding):
    file = io.BytesIO()
    assert write_csv(HEADER, ROWS, file, encoding=encoding, mark="〓") == len(ROWS)
    assert read(file.getvalue(), encoding)[1:] == CELLS


@pytest.mark.django_db
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_one_record_stands_on_one_line_that_ends_with_crlf(encoding):
    text = copied(select_of(ROWS), HEADER, encoding=encoding, mark="〓").decode(encoding.value)
    lines = text.split("\r\n")
    assert lines.pop() == ""
    assert len(lines) == len(ROWS) + 1
    assert not any("\n" in line or "\r" in line for line in lines)


@pytest.mark.django_db
def test_only_the_default_encoding_begins_with_a_byte_order_mark():
    begins = {
        encoding: copied(select_of(ROWS), HEADER, encoding=encoding, mark="〓")[:3] == b"\xef\xbb\xbf"
        for encoding in ENCODINGS
    }
    assert begins == {Encoding.UTF_8_BOM: True, Encoding.UTF_8: False, Encoding.CP932: False}
    assert copied(select_of(ROWS), HEADER) == copied(select_of(ROWS), HEADER, encoding=Encoding.UTF_8_BOM)


@pytest.mark.django_db
def test_what_cp932_does_not_hold_is_never_written_without_a_mark():
    select = select_of([("吉野家",), ("𠮷野家〜葛\U000e0100城",)], ["text"])
    file = io.BytesIO()
    with pytest.raises(NotHeld) as refused:
        copy_csv(select, ["店"], file, encoding=Encoding.CP932)
    assert refused.value.characters == ("𠮷", "〜", "葛\U000e0100")
    content = copied(select, ["店"], encoding=Encoding.CP932, mark="？")
    assert read(content, Encoding.CP932) == [["店"], ["吉野家"], ["？野家？？城"]]


@pytest.mark.django_db
def test_what_is_said_of_a_parameter_in_sql_is_a_text_like_any_other():
    select = sql.SQL("SELECT {}::text AS same, {}::text AS same").format(sql.Literal("100%s"), sql.Literal("{}%"))
    assert read(copied(select, ["甲", "乙"]), Encoding.UTF_8_BOM)[1:] == [["100%s", "{}%"]]


@pytest.mark.django_db
def test_json_and_lists_are_texts_too():
    select = sql.SQL("""SELECT '"=1"'::jsonb, ARRAY['=1', 'b'], 'x'::varchar(5), true, '12:30'::time""")
    assert read(copied(select, list("abcde")), Encoding.UTF_8_BOM)[1:] == [['"=1"', "{=1,b}", "x", "t", "12:30:00"]]


@pytest.mark.django_db
def test_the_rows_keep_the_order_of_the_select():
    select = sql.SQL("SELECT n, 'あ' || n FROM generate_series(1, 30000) AS n ORDER BY (n * 7919) % 30011")
    numbers = [int(row[0]) for row in read(copied(select, ["番号", "名前"]), Encoding.UTF_8_BOM)[1:]]
    assert numbers == sorted(range(1, 30001), key=lambda n: n * 7919 % 30011)


@pytest.mark.django_db
def test_names_and_columns_must_be_as_many():
    with pytest.raises(ValueError, match="2 names for 6 columns"):
        copied(select_of(ROWS), ["a", "b"])
    with pytest.raises(ValueError, match="2 names for 1 cells"):
        write_csv(["a", "b"], [["1"]], io.BytesIO())


def test_every_column_gets_a_name_of_its_own():
    assert column_names(["人数", "人数", "", " 名\n前 ", "人数（2）", "人数"]) == [
        "人数",
        "人数（2）",
        "列3",
        "名 前",
        "人数（2）（2）",
        "人数（3）",
    ]


@pytest.mark.django_db
def test_a_header_is_neutralized_as_well():
    assert read(copied(select_of([("a",)], ["text"]), ["=1+1"]), Encoding.UTF_8_BOM)[0] == ["'=1+1"]


@pytest.mark.django_db
def test_progress_is_told_until_the_last_row():
    told: list[int] = []
    select = sql.SQL("SELECT repeat('あ', 300) FROM generate_series(1, 3000)")
    assert copy_csv(select, ["a"], io.BytesIO(), progress=told.append) == 3000
    assert len(told) == -(-3000 * 901 // BLOCK_BYTES)
    assert told == sorted(told)
    assert told[-1] == 3000


@pytest.mark.django_db
def test_memory_does_not_grow_with_the_rows():
    class Nowhere(io.RawIOBase):
        size = 0

        def write(self, data) -> int:
            self.size += len(data)
            return len(data)

    def peak(rows: int) -> tuple[int, int]:
        select = sql.SQL("SELECT 'あいう' || n, n, E'行\n' || n FROM generate_series(1, {}) AS n").format(
            sql.Literal(rows)
        )
        nowhere = Nowhere()
        tracemalloc.start()
        copy_csv(select, ["a", "b", "c"], nowhere, encoding=Encoding.CP932)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most, nowhere.size

    (_, _), (few, small), (many, large) = peak(10), peak(20_000), peak(200_000)
    assert large > 9 * small
    assert many < few * 1.2


ANY = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)


@pytest.mark.django_db
@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(ANY, st.none() | ANY), min_size=1, max_size=8))
def test_any_text_comes_back_from_the_file(rows):
    def expected(cell: str | None) -> str:
        return neutral(cell or "").replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")

    by_copy = read(copied(select_of(rows, ["text", "text"]), ["甲", "乙"]), Encoding.UTF_8_BOM)
    file = io.BytesIO()
    write_csv(["甲", "乙"], rows, file)
    assert by_copy[1:] == [[expected(cell) for cell in row] for row in rows]
    assert read(file.getvalue(), Encoding.UTF_8_BOM) == by_copy


@pytest.mark.django_db
def test_rows_for_a_workbook_come_a_few_at_a_time():
    rows = rows_of(sql.SQL("SELECT n, '100%' FROM generate_series(1, 5000) AS n"))
    assert next(rows) == (1, "100%")
    assert sum(1 for _ in rows) == 4999
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_cursors")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
@pytest.mark.parametrize("columns", [6, 1_600, 1_601, 4_000])
def test_a_table_may_have_more_columns_than_postgresql_gives_at_once(columns):
    names = [sql.Identifier(f"c{number}") for number in range(len(TYPES))]
    source = sql.SQL("({}) AS given ({})").format(select_of(ROWS), sql.SQL(", ").join(names))
    select = Select([names[number % len(names)] for number in range(columns)], source)
    header = [f"列{number}" for number in range(columns)]
    content = copied(select, header, encoding=Encoding.CP932)
    assert read(content, Encoding.CP932) == [
        header,
        *([row[number % len(row)] for number in range(columns)] for row in CELLS),
    ]
    file = io.BytesIO()
    assert copy_csv(select, header, file, encoding=Encoding.UTF_8) == len(ROWS)
    assert file.getvalue() == content.decode("cp932").encode()
