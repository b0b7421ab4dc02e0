"""Measured in a process of its own by bench.collation; the argument is the number of organizations. Prints JSON."""

from __future__ import annotations

import datetime
import json
import random
import statistics
import sys
from typing import Any

from django.db import connection
from django.db.models import F
from django.template.response import TemplateResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from archive.models import Notice
from bench.measure import milliseconds
from core import clock
from core.jobs.models import Job
from core.people.models import Organization, User
from core.questions.definition import Definition, Question
from core.questions.models import AnswerSheet, Questionnaire
from core.questions.services.composing import create
from core.questions.services.publishing import publish
from surveys.models import Response, Survey
from surveys.services.composing import create_survey
from surveys.services.issuing import issue
from surveys.states import HANDED_IN, State
from surveys.views.collating import PER_PAGE, CollationView

TIMES, WARM_UP = 15, 2
TITLE = "計測の取りまとめ"
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


def answered_survey(number: int, staff: User) -> Survey:
    """Asked of so many organizations, every one of which has handed in."""
    owner = Organization.objects.get(kind="prefecture")
    draft = create_survey(
        owner=owner, by=staff, title="計測", purpose="計測", questionnaire=_questionnaire(owner, staff),
        due_at=clock.now() + datetime.timedelta(days=30), to_groups=[],
        to_organizations=list(Organization.objects.exclude(pk=owner.pk).order_by("code")[:number]),
    )  # fmt: skip
    survey = issue(draft.pk, by=staff)
    Job.objects.all().delete()
    _hand_in(survey)
    return survey


def _questionnaire(owner: Organization, staff: User) -> Questionnaire:
    """What is published never goes away: the same for every run, unless it asks something else by now."""
    wanted = definition()
    for found in Questionnaire.objects.filter(owner=owner, title=TITLE):
        if found.published and found.published.content == wanted.to_json():
            return found
    made = create(owner, TITLE, by=staff, definition=wanted)
    publish(made, by=staff)
    return made


def _hand_in(survey: Survey) -> None:
    chance = random.Random(7)
    asked, sheets = survey.asked_version.definition.asked, []
    responses = list(survey.responses.order_by("organization__code"))
    for response in responses:
        answers = {one.key: answer_to(one, chance) for one in asked if chance.random() < 0.95}
        sheets.append(AnswerSheet(version=survey.version, organization_id=response.organization_id, answers=answers))
    AnswerSheet.objects.bulk_create(sheets, batch_size=200)
    for response, sheet in zip(responses, sheets, strict=True):
        response.submitted = sheet
    Response.objects.bulk_update(responses, ["submitted"], batch_size=200)
    survey.responses.update(state=State.SUBMITTED, submitted_at=F("moved_at"))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE questions_answersheet, surveys_response")


def take_away(survey: Survey) -> None:
    """The next run starts from the same database."""
    sheets = list(survey.responses.values_list("submitted", flat=True))
    notice = survey.notice_id
    Survey.objects.filter(pk=survey.pk).delete()
    Notice.objects.filter(pk=notice).delete()
    AnswerSheet.objects.filter(pk__in=sheets).delete()


# --- The same figures by hand: one SELECT, every figure an aggregate of its own --------------------------------------

COUNTED = """FROM surveys_response r JOIN questions_answersheet s ON s.id = r.submitted_id
    WHERE r.survey_id = %s AND r.state = ANY(%s)"""
STATES = "SELECT state, count(*) FROM surveys_response WHERE survey_id = %s GROUP BY state"
ONE_PAGE = """SELECT o.code, o.name, r.state, s.answers FROM surveys_response r
    JOIN people_organization o ON o.id = r.organization_id LEFT JOIN questions_answersheet s ON s.id = r.submitted_id
    WHERE r.survey_id = %s ORDER BY o.code LIMIT %s"""
NUMBER = "(CASE WHEN jsonb_typeof({0}) IN ('number', 'string') THEN {0} #>> '{{}}' END)::numeric"


def bare(asked: Definition) -> str:
    """What somebody would write who knows this very questionnaire."""
    chosen = [figure for question in asked.asked for figure in _figures(question)]
    # Unpacked once for all of them.
    inner = f"SELECT answers || '{{}}' AS answers {COUNTED} OFFSET 0"
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
    staff = User.objects.get(email="staff@bench.example.jp")
    survey = answered_survey(number, staff)
    try:
        print(json.dumps(measured(survey, staff, number)))
    finally:
        take_away(survey)


def measured(survey: Survey, staff: User, number: int) -> dict[str, float]:
    statement = bare(survey.asked_version.definition)
    view, factory = CollationView.as_view(), RequestFactory()
    client = Client()
    client.force_login(staff, backend="allauth.account.auth_backends.AuthenticationBackend")

    def ours() -> TemplateResponse:
        """What the page's view fetches, with who may see it; not yet rendered."""
        request = factory.get(f"/surveys/{survey.pk}/collation/")
        request.user = User.objects.get(pk=staff.pk)  # nothing is known of the person's rights
        return view(request, pk=survey.pk)

    def page() -> None:
        client.get(f"/surveys/{survey.pk}/collation/")

    def by_hand() -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(statement, [survey.pk, list(HANDED_IN)])
            figures = list(cursor.fetchone())
            for query, values in ((STATES, [survey.pk]), (ONE_PAGE, [survey.pk, PER_PAGE])):
                cursor.execute(query, values)
                cursor.fetchall()
        return figures

    figures, found = by_hand(), ours().context_data
    collation = found["totals"].collation
    if not (figures[0] == collation.sheets == number and figures[6] == collation["q0"].sum):
        raise SystemExit("The two do not count the same.")
    if len(found["lines"]) != PER_PAGE or not all(line.is_counted for line in found["lines"]):
        raise SystemExit("This is no full page.")
    statements = {}
    for name, function in (("queries", ours), ("page_queries", page)):
        with CaptureQueriesContext(connection) as captured:
            function()
        statements[name] = len(captured)
    times: dict[str, list[float]] = {"ours": [], "page": [], "by_hand": []}
    pairs = (("ours", ours), ("page", page), ("by_hand", by_hand))
    for turn in range(TIMES + WARM_UP):
        for name, function in pairs:
            elapsed = milliseconds(function)
            if turn >= WARM_UP:
                times[name].append(elapsed)
    counts = {"questions": len(survey.asked_version.definition.asked), "figures": len(figures)}
    return {name: statistics.median(values) for name, values in times.items()} | statements | counts


if __name__ == "__main__":
    main(int(sys.argv[1]))
