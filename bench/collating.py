"""Measured in a process of its own by bench.collation; the argument is the number of sheets. Prints JSON."""

from __future__ import annotations

import json
import os
import random
import statistics
import sys
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
os.environ["PORTAL_PROCESS"] = "web"

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from bench.measure import milliseconds  # noqa: E402
from core.people.models import Organization, User  # noqa: E402
from core.questions.definition import Definition, Question  # noqa: E402
from core.questions.models import AnswerSheet, Questionnaire, Version  # noqa: E402
from core.questions.tabulation.collating import collate  # noqa: E402
from core.questions.tabulation.page import rows  # noqa: E402

TIMES, WARM_UP, PAGE = 15, 2, 50
OPTIONS = [{"key": f"o{number}", "label": f"選択肢{number}"} for number in range(1, 7)]
KINDS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("integer", {"unit": "人"}),
    ("decimal", {"unit": "％", "decimals": 2}),
    ("single_choice", {"options": OPTIONS, "with_other": True}),
    ("multiple_choice", {"options": OPTIONS}),
    ("short_text", {}),
    ("long_text", {}),
    ("date", {}),
    ("yes_no", {}),
    ("rating", {}),
)
SPECIALS = ("blank", "not_applicable", "exempt", "not_asked")
ROWS, COLUMNS, LINES = 12, 5, 4
WORDS = "期日前投票所の設置場所について、関係する課と協議のうえ、引き続き検討している。"


def definition() -> Definition:
    """27 questions of all sorts, two tables of 60 cells, and one with rows of one's own."""
    questions = [Question(f"q{n}", kind, f"設問その{n}", settings=set_) for n, (kind, set_) in enumerate(KINDS * 3)]
    columns = [
        {"key": f"c{n}", "kind": "integer", "label": f"{n}列目", "settings": {"unit": "人"}, "total": True}
        for n in range(COLUMNS - 1)
    ]
    columns.append({"key": "kind", "kind": "single_choice", "label": "区分", "settings": {"options": OPTIONS}})
    rows = [{"key": f"r{n}", "label": f"{n}行目の種別"} for n in range(ROWS)]
    questions += [
        Question(key, "table", "種別ごとの状況", settings={"rows": rows, "columns": columns, "row_total": True})
        for key in ("table1", "table2")
    ]
    names = {"key": "name", "kind": "short_text", "label": "場所"}
    questions.append(Question("lines", "repeating_rows", "場所の一覧", settings={"columns": [names, *columns]}))
    return Definition(tuple(questions))


def answer_to(question: Question, chance: random.Random) -> Any:
    cells = {f"c{n}": chance.randrange(0, 5000) for n in range(COLUMNS - 1)}
    values = {
        "integer": lambda: chance.randrange(0, 100_000),
        "decimal": lambda: f"{chance.randrange(0, 10_000) / 100:.2f}",
        "single_choice": lambda: chance.choice([*(f"o{n}" for n in range(1, 7)), {"other": "自転車"}]),
        "multiple_choice": lambda: [f"o{n}" for n in range(1, 7) if chance.random() < 0.4] or ["o1"],
        "short_text": lambda: f"総務課 行政係 {chance.randrange(1000)}",
        "long_text": lambda: WORDS * chance.randrange(1, 6),
        "date": lambda: f"2026-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}",
        "yes_no": lambda: chance.random() < 0.5,
        "rating": lambda: chance.randrange(1, 6),
        "table": lambda: {f"r{n}": row(cells, chance) for n in range(ROWS)},
        "repeating_rows": lambda: [
            {"name": f"{n}番投票所", **row(cells, chance)} for n in range(chance.randrange(1, LINES))
        ],
    }
    return special(chance) if chance.random() < 0.1 else values[question.kind]()


def row(cells: dict[str, int], chance: random.Random) -> dict[str, Any]:
    filled = {key: value + chance.randrange(100) for key, value in cells.items()}
    return {
        **filled,
        "kind": f"o{chance.randrange(1, 7)}",
        **({"c1": special(chance)} if chance.random() < 0.1 else {}),
    }


def special(chance: random.Random) -> dict[str, str]:
    return {"special": chance.choice(SPECIALS)}


def fill(version: Version, number: int) -> None:
    chance = random.Random(7)
    asked = version.definition.asked
    sheets = []
    for organization in Organization.objects.order_by("pk")[:number]:
        answers = {one.key: answer_to(one, chance) for one in asked if chance.random() < 0.95}
        sheets.append(AnswerSheet(version=version, organization=organization, answers=answers))
    AnswerSheet.objects.bulk_create(sheets, batch_size=200)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE questions_answersheet")


# --- The same figures by hand: one SELECT, every figure an aggregate of its own --------------------------------------

NUMBER = "(CASE WHEN jsonb_typeof({0}) IN ('number', 'string') THEN {0} #>> '{{}}' END)::numeric"


def bare(asked: Definition) -> str:
    """What somebody would write who knows this very questionnaire."""
    chosen = [figure for question in asked.asked for figure in _figures(question)]
    # Unpacked once for all of them.
    inner = "SELECT answers || '{}' AS answers FROM questions_answersheet WHERE version_id = %s OFFSET 0"
    return f"SELECT count(*), {', '.join(chosen)} FROM ({inner}) AS sheet"


def _figures(question: Question) -> list[str]:
    at = f"(answers -> '{question.key}')"
    found = _states(at)
    if question.kind in ("integer", "decimal", "rating"):
        found += _sums(at)
    if question.kind == "single_choice":
        found += [f"count(*) FILTER (WHERE {at} = '\"{one['key']}\"')" for one in OPTIONS]
        found.append(f"count(*) FILTER (WHERE {at} ->> 'other' IS NOT NULL)")
    if question.kind == "multiple_choice":
        found += [f"count(*) FILTER (WHERE {at} @> '\"{one['key']}\"')" for one in OPTIONS]
    if question.kind == "yes_no":
        found += [f"count(*) FILTER (WHERE {at} = '{value}')" for value in ("true", "false")]
    if question.kind == "rating":
        found += [f"count(*) FILTER (WHERE {at} = '{value}')" for value in range(1, 6)]
    if question.kind == "date":
        day = f"(CASE WHEN jsonb_typeof({at}) = 'string' THEN {at} #>> '{{}}' END)"
        found += [f"min({day})", f"max({day})"]
    if question.kind == "table":
        for line in range(ROWS):
            for column in range(COLUMNS - 1):
                cell = f"(answers #> '{{{question.key},r{line},c{column}}}')"
                found += _states(cell) + _sums(cell)
            cell = f"(answers #> '{{{question.key},r{line},kind}}')"
            found += _states(cell) + [f"count(*) FILTER (WHERE {cell} = '\"{one['key']}\"')" for one in OPTIONS]
    if question.kind == "repeating_rows":
        found.append(f"sum(CASE WHEN jsonb_typeof({at}) = 'array' THEN jsonb_array_length({at}) END)")
        lines = f"jsonb_array_elements(CASE WHEN jsonb_typeof({at}) = 'array' THEN {at} END) line"
        for column in range(COLUMNS - 1):
            number = NUMBER.format(f"(line -> 'c{column}')")
            found.append(f"sum((SELECT sum({number}) FROM {lines}))")
    return found


def _states(at: str) -> list[str]:
    missing = f"count(*) FILTER (WHERE {at} IS NULL)"
    return [missing, *(f"count(*) FILTER (WHERE {at} ->> 'special' = '{state}')" for state in SPECIALS)]


def _sums(at: str) -> list[str]:
    number = NUMBER.format(at)
    return [f"sum({number})", f"min({number})", f"max({number})", f"count(*) FILTER (WHERE {number} = 0)"]


def main(number: int) -> None:
    by, owner = User.objects.earliest("pk"), Organization.objects.earliest("pk")
    questionnaire = Questionnaire.objects.create(owner=owner, title="計測用", created_by=by)
    asked = definition()
    version = Version.objects.create(questionnaire=questionnaire, number=1, content=asked.to_json())
    fill(version, number)
    sheets = AnswerSheet.objects.filter(version=version).order_by("organization__code")
    statement = bare(asked)

    def ours() -> None:
        found = collate(asked, sheets)
        rows(asked, sheets.select_related("organization")[:PAGE], versions=found.versions)

    def by_hand() -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(statement, [version.pk])
            figures = list(cursor.fetchone())
            cursor.execute(
                "SELECT o.code, o.name, s.answers FROM questions_answersheet s JOIN people_organization o"
                " ON o.id = s.organization_id WHERE version_id = %s ORDER BY o.code LIMIT %s",
                [version.pk, PAGE],
            )
            cursor.fetchall()
        return figures

    figures = by_hand()
    found = collate(asked, sheets)
    if figures[0] != number or figures[6] != found["q0"].sum:
        raise SystemExit("The two do not count the same.")
    with CaptureQueriesContext(connection) as queries:
        ours()
    times: dict[str, list[float]] = {"ours": [], "totals": [], "by_hand": []}
    pairs = (("ours", ours), ("totals", lambda: collate(asked, sheets)), ("by_hand", by_hand))
    for turn in range(TIMES + WARM_UP):
        for name, function in pairs:
            elapsed = milliseconds(function)
            if turn >= WARM_UP:
                times[name].append(elapsed)
    counts = {"queries": len(queries), "questions": len(asked.asked), "figures": len(figures)}
    print(json.dumps({name: statistics.median(values) for name, values in times.items()} | counts))


if __name__ == "__main__":
    main(int(sys.argv[1]))
