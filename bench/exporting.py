"""Fills a table of answers, or measures the writing of it in a process of its own; prints JSON."""

from __future__ import annotations

import io
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
os.environ |= {"PORTAL_PROCESS": "worker", "PORTAL_AS_OWNER": "1"}

import django

django.setup()

from django.db import connection, transaction  # noqa: E402
from psycopg import sql  # noqa: E402

from core.exports.cp932 import check_copy  # noqa: E402
from core.exports.csv_files import copy_csv  # noqa: E402
from core.exports.encodings import Encoding  # noqa: E402
from core.exports.reading import rows_of  # noqa: E402
from core.exports.sheets import Column, Sheet  # noqa: E402
from core.exports.workbook import write_workbook  # noqa: E402
from core.questions.definition import Question  # noqa: E402
from core.questions.kinds.base import KINDS  # noqa: E402
from embedded.postgres import PROGRAMS  # noqa: E402

TABLE = "bench_export_answers"
OPTIONS = {"options": [{"key": f"o{number}", "label": f"選択肢その{number}"} for number in range(1, 10)]}
OTHER = OPTIONS | {"other": True}

# Kind, settings, the SQL that makes the n-th answer. Every text is one that people write; some begin like a formula,
# some hold what cp932 does not, some break the line, some have no value.
QUESTIONS = [
    *[("single_choice", OPTIONS, f"to_jsonb('o' || 1 + n % {modulus})") for modulus in (5, 7, 4, 2, 9)],
    (
        "single_choice",
        OTHER,
        """CASE n % 50 WHEN 0 THEN '{"other": "その他の窓口"}' ELSE to_jsonb('o' || 1 + n % 3) END""",
    ),
    ("integer", {}, "to_jsonb(n % 1000)"),
    ("integer", {}, "to_jsonb(n * 7 % 100000)"),
    ("integer", {}, "to_jsonb(-(n % 300))"),
    ("decimal", {"decimals": 2}, "to_jsonb(n % 10000 / 100.0)"),
    ("integer", {}, """CASE n % 20 WHEN 0 THEN '{"special": "not_applicable"}' ELSE to_jsonb(n % 77) END"""),
    ("date", {}, "to_jsonb(date '2026-01-01' + (n % 700)::int)"),
    ("short_text", {}, "to_jsonb('総務課　行政係　第' || n % 100 || '班')"),
    ("short_text", {}, "to_jsonb('市町村立小学校における' || n % 1000 || '件の状況')"),
    (
        "short_text",
        {},
        """to_jsonb(CASE WHEN n % 200 = 0 THEN '=SUM(A1:A9)' WHEN n % 201 = 0 THEN '+81-3-1234-5678'
        ELSE '03-1234-' || lpad((n % 10000)::text, 4, '0') END)""",
    ),
    ("short_text", {}, "to_jsonb(CASE n % 500 WHEN 0 THEN '髙﨑と𠮷野家〜' ELSE '髙橋　' || n % 3000 || '郎' END)"),
    (
        "long_text",
        {},
        r"to_jsonb(E'特になし。\n引き続き検討する。担当者と予算の確保が課題であり、' || n || '年度に向けて準備する。')",
    ),
    ("long_text", {}, "to_jsonb('令和8年4月1日現在の状況は次のとおりであり、特段の支障はない。' || n)"),
    ("email", {}, "to_jsonb('user' || n || '@example.jp')"),
    ("yes_no", {}, "to_jsonb(n % 2 = 0)"),
]


def fill(rows: int) -> None:
    """Once; kept for the next run."""
    pairs = ", ".join(f"'q{number}', {made}" for number, (_, _, made) in enumerate(QUESTIONS))
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE IF NOT EXISTS {TABLE} (id bigint PRIMARY KEY, answers jsonb NOT NULL)")
        cursor.execute(f"SELECT coalesce(max(id), 0) FROM {TABLE}")
        if cursor.fetchone()[0] != rows:
            cursor.execute(f"TRUNCATE {TABLE}")
            cursor.execute(
                f"INSERT INTO {TABLE} SELECT n, jsonb_build_object({pairs}) FROM generate_series(1, {rows}) AS n"
            )
        cursor.execute(f"VACUUM ANALYZE {TABLE}")
    print(json.dumps({}))


def select(rows: int) -> tuple[sql.Composable, list[str]]:
    """One column for each question, as its kind gives it."""
    columns = [
        KINDS[kind].columns(Question(f"q{number}", kind, f"設問その{number}", settings=settings), sql.SQL("answers"))[0]
        for number, (kind, settings, _) in enumerate(QUESTIONS)
    ]
    values = sql.SQL(", ").join(column.value for column in columns)
    statement = sql.SQL("SELECT {} FROM {} WHERE id <= {}").format(values, sql.Identifier(TABLE), sql.Literal(rows))
    return statement, [column.label for column in columns]


class Nowhere(io.RawIOBase):
    """Counts what is written."""

    def __init__(self) -> None:
        self.bytes = 0

    def write(self, data) -> int:
        self.bytes += len(data)
        return len(data)


def measure(rows: int) -> None:
    statement, header = select(rows)
    connection.ensure_connection()
    own = sql.SQL("COPY ({}) TO STDOUT (FORMAT csv)").format(statement).as_string(connection.connection)
    command = [PROGRAMS / "psql", os.environ["DATABASE_OWNER_URL"], "--no-psqlrc", "--quiet", "--command", own]
    nowhere = Nowhere()
    findings = 0

    def check() -> None:
        nonlocal findings
        findings = sum(1 for _ in check_copy(statement, header))

    numbers = {
        "own": seconds(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL)),
        "utf8": seconds(lambda: copy_csv(statement, header, nowhere, encoding=Encoding.UTF_8_BOM)),
        "cp932": seconds(lambda: copy_csv(statement, header, Nowhere(), encoding=Encoding.CP932, mark="〓")),
        "check": seconds(check),
    }
    print(json.dumps(numbers | {"bytes": nowhere.bytes, "findings": findings, "megabytes": peak()}))


def workbook(cells: int) -> None:
    """Half of them texts, half numbers."""
    rows = cells // len(QUESTIONS)
    statement, header = select(rows)
    sheet = Sheet("回答", [Column(name) for name in header], rows_of(statement), title="調査", frozen_columns=1)
    with tempfile.TemporaryFile() as file, transaction.atomic():
        taken = seconds(lambda: write_workbook([sheet], file))
        print(json.dumps({"seconds": taken, "bytes": file.seek(0, os.SEEK_END), "megabytes": peak()}))


def seconds(function: Callable[[], object]) -> float:
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


if __name__ == "__main__":
    {"fill": fill, "measure": measure, "workbook": workbook}[sys.argv[1]](int(sys.argv[2]))
