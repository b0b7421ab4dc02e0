"""Makes answer sheets, or measures how they are exported, in a process of its own; prints JSON."""

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

from django.db import connection, transaction
from psycopg import sql

from core.exports.cp932 import check_copy
from core.exports.csv_files import copy_csv
from core.exports.encodings import Encoding
from core.exports.reading import rows_of
from core.exports.sheets import Column, Sheet
from core.exports.workbook import write_workbook
from core.people.models import Organization, User
from core.questions.definition import Definition, Question
from core.questions.exporting.wide import Wide, wide
from core.questions.models import AnswerSheet, Questionnaire, Version
from core.questions.services.coding import source_for
from embedded.postgres import PROGRAMS

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


TITLE = "計測用の書出し"


def fill(rows: int) -> None:
    """Once; kept for the next run."""
    if Questionnaire.objects.filter(title=TITLE).exists():
        return
    by, owner = User.objects.earliest("pk"), Organization.objects.earliest("pk")
    questionnaire = Questionnaire.objects.create(owner=owner, title="作成中", created_by=by)
    asked = Definition(
        tuple(Question(f"q{at}", kind, f"設問その{at}", settings=set_) for at, (kind, set_, _) in enumerate(QUESTIONS))
    )
    version = Version.objects.create(
        questionnaire=questionnaire,
        number=1,
        content=asked.to_json(),
        state="published",
        published_at="2026-04-01T00:00:00Z",
    )
    pairs = ", ".join(f"'q{number}', {made}" for number, (_, _, made) in enumerate(QUESTIONS))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO questions_answersheet"
            " (version_id, organization_id, is_private, answers, reasons, edit, folded)"
            f" SELECT {version.pk}, {owner.pk}, false, jsonb_build_object({pairs}), '{{}}', 1, ''"
            f" FROM generate_series(1, {rows}) AS n"
        )
        cursor.execute("VACUUM ANALYZE questions_answersheet")
    Questionnaire.objects.filter(pk=questionnaire.pk).update(title=TITLE)


def export(rows: int) -> Wide:
    """What somebody gets who exports the first so many sheets: words, and the state of every answer beside it."""
    questionnaire = Questionnaire.objects.get(title=TITLE)
    sheets = AnswerSheet.objects.filter(version__questionnaire=questionnaire)
    first = sheets.earliest("pk").pk
    return wide(source_for(questionnaire, sheets.filter(pk__lt=first + rows)))


class Nowhere(io.RawIOBase):
    """Counts what is written."""

    def __init__(self) -> None:
        self.bytes = 0

    def write(self, data) -> int:
        self.bytes += len(data)
        return len(data)


def measure(rows: int) -> None:
    made = export(rows)
    statement, header = made.select, made.header
    connection.ensure_connection()
    own = sql.SQL("COPY ({}) TO STDOUT (FORMAT csv)").format(statement.statement).as_string(connection.connection)
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
    about = {"bytes": nowhere.bytes, "findings": findings, "columns": len(header), "megabytes": peak()}
    print(json.dumps(numbers | about))


def workbook(cells: int) -> None:
    made = export(cells // len(QUESTIONS) // 2)  # with a state beside each answer
    rows = rows_of(made.select.statement)
    sheet = Sheet("回答", [Column(name) for name in made.header], rows, title="調査", frozen_columns=1)
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
