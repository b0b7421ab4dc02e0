"""Measured in a process of its own by bench.crosstab; the argument is the number of sheets. Prints JSON.

With "fill" behind it, it makes the sheets, as the owner of the tables, if they are not there yet.
"""

from __future__ import annotations

import json
import statistics
import sys
from typing import Any

import pandas as pd
from django.db import connection
from django.db.models import QuerySet
from django.http import QueryDict
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from bench.measure import milliseconds
from core.people.models import Organization, User
from core.questions.crosstab.source import Coded, Source
from core.questions.crosstab.spec import Spec
from core.questions.crosstab.tabulating import tabulate
from core.questions.definition import Definition, Question
from core.questions.models import AnswerSheet, CodeBook, CodedSheet, Questionnaire, Version
from core.questions.services.coding import code_all
from core.questions.tabulation.versions import Versions
from core.questions.views.crosstab import CrosstabMixin, CrosstabUrls

TIMES, WARM_UP = 5, 1
OPTIONS = [{"key": f"o{number}", "label": f"選択肢{number}"} for number in range(1, 7)]
CHOICES, YES_NO, RATINGS = range(12), range(12, 16), range(16, 18)
PAIR = {"rows": "q0", "columns": "q1"}
FILTERED = {**PAIR, "layer": "q16", "f.q12": ["yes", "no"]}


def definition() -> Definition:
    questions = [Question(f"q{n}", "single_choice", f"設問その{n}", settings={"options": OPTIONS}) for n in CHOICES]
    questions += [Question(f"q{n}", "yes_no", f"設問その{n}") for n in YES_NO]
    questions += [Question(f"q{n}", "rating", f"設問その{n}") for n in RATINGS]
    questions += [Question("q18", "integer", "人数"), Question("q19", "short_text", "部署")]
    return Definition(tuple(questions))


def fill(number: int) -> None:
    """A questionnaire with so many sheets, made in the database: one answer in ten has no value."""
    title = title_of(number)
    if Questionnaire.objects.filter(title=title).exists():
        return
    by, owner = User.objects.earliest("pk"), Organization.objects.earliest("pk")
    questionnaire = Questionnaire.objects.create(owner=owner, title="作成中", created_by=by)
    version = Version.objects.create(
        questionnaire=questionnaire,
        number=1,
        content=definition().to_json(),
        state="published",
        published_at="2026-04-01T00:00:00Z",
    )
    special = 'CASE WHEN random() < 0.1 THEN \'{"special": "blank"}\'::jsonb ELSE '
    parts = [f"'q{n}', {special} to_jsonb('o' || (1 + floor(random() * 6))::int) END" for n in CHOICES]
    parts += [f"'q{n}', {special} to_jsonb(random() < 0.5) END" for n in YES_NO]
    parts += [f"'q{n}', {special} to_jsonb(1 + floor(random() * 5)::int) END" for n in RATINGS]
    parts += [f"'q18', {special} to_jsonb(floor(random() * 5000)::int) END"]
    parts += [f"'q19', {special} to_jsonb('総務課 第' || (1 + floor(random() * 40))::int || '係') END"]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO questions_answersheet"
            " (version_id, organization_id, is_private, answers, reasons, edit, folded)"
            f" SELECT %s, %s, false, jsonb_build_object({', '.join(parts)}), '{{}}', 1, ''"
            " FROM generate_series(1, %s)",
            [version.pk, owner.pk, number],
        )
        code_all(questionnaire, AnswerSheet.objects.filter(version=version))
        columns = ", ".join(f"get_byte(codes, {n})::smallint AS c{n}" for n in range(18))
        cursor.execute(f"DROP TABLE IF EXISTS bench_typed_{number}")
        cursor.execute(
            f"CREATE TABLE bench_typed_{number} AS SELECT {columns}, (answers ->> 'q19') AS c19,"
            " CASE WHEN jsonb_typeof(answers -> 'q18') = 'number' THEN (answers -> 'q18')::integer END AS c18"
            " FROM questions_codedsheet JOIN questions_answersheet s ON s.id = sheet_id WHERE questionnaire_id = %s",
            [questionnaire.pk],
        )
    with connection.cursor() as cursor:
        for table in ("questions_answersheet", "questions_codedsheet", f"bench_typed_{number}"):
            cursor.execute(f"VACUUM ANALYZE {table}")
    Questionnaire.objects.filter(pk=questionnaire.pk).update(title=title)


def title_of(number: int) -> str:
    return f"計測用 {number}"


def source_of(questionnaire: Questionnaire, *, coded: bool) -> Source:
    version = questionnaire.versions.get()
    sheets: QuerySet[Any] = AnswerSheet.objects.filter(version=version)
    book = CodeBook.objects.get(questionnaire=questionnaire)
    rows = CodedSheet.objects.filter(questionnaire=questionnaire)
    return Source(
        questionnaire.title,
        Versions({version.pk: version.definition}),
        version.definition,
        sheets,
        noun="件",
        coded=Coded(rows, book.slots) if coded else None,
    )


class Page(CrosstabMixin):
    """A page as a feature makes one, without its frame."""

    def __init__(self, source: Source) -> None:
        self.request = RequestFactory().get("/", PAIR)
        self.source = source

    def urls(self) -> CrosstabUrls:
        return CrosstabUrls("/", "/", "/", "/")

    def render(self) -> str:
        return render_to_string("questions/crosstab/_page.html", self.crosstab_context(), request=self.request)


def main(number: int) -> None:
    questionnaire = Questionnaire.objects.get(title=title_of(number))
    coded, plain = (source_of(questionnaire, coded=which) for which in (True, False))

    def fetch(statement: str, *given: Any) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(statement, given)
            return cursor.fetchall()

    def by_hand() -> list[tuple[Any, ...]]:
        return fetch(
            "SELECT get_byte(codes, 0), get_byte(codes, 1), count(*) FROM questions_codedsheet"
            " WHERE questionnaire_id = %s GROUP BY 1, 2",
            questionnaire.pk,
        )

    def in_pandas() -> pd.DataFrame:
        read = pd.DataFrame(fetch(f"SELECT c0, c1 FROM bench_typed_{number}"), columns=["c0", "c1"])
        return pd.crosstab(read["c0"], read["c1"])

    def data(chosen: dict[str, Any]) -> QueryDict:
        made = QueryDict(mutable=True)
        for name, value in chosen.items():
            made.setlist(name, value if isinstance(value, list) else [value])
        return made

    measured = {
        "service": lambda: tabulate(Spec.read(coded, data(PAIR))),
        "by_hand": by_hand,
        "typed": lambda: fetch(f"SELECT c0, c1, count(*) FROM bench_typed_{number} GROUP BY 1, 2"),
        "filtered": lambda: tabulate(Spec.read(coded, data(FILTERED))),
        "json": lambda: tabulate(Spec.read(plain, data(PAIR))),
        "pandas": in_pandas,
        "page": lambda: Page(coded).render(),
    }
    one, other = (tabulate(Spec.read(source, data(FILTERED))) for source in (coded, plain))
    if one.cells != other.cells or one.everybody >= number:
        raise SystemExit("The short copies do not count what the answers do.")
    with CaptureQueriesContext(connection) as queries:
        Page(coded).render()
    times: dict[str, list[float]] = {name: [] for name in measured}
    for turn in range(TIMES + WARM_UP):
        for name, function in measured.items():
            elapsed = milliseconds(function)
            if turn >= WARM_UP:
                times[name].append(elapsed)
    found = {name: statistics.median(values) for name, values in times.items()}
    print(json.dumps(found | {"queries": len(queries)}))


if __name__ == "__main__":
    (fill if "fill" in sys.argv else main)(int(sys.argv[1]))
