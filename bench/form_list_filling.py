"""Forms with very many submissions, by SQL: made once, and kept with the database of the benchmark."""

from __future__ import annotations

import datetime
import os

import psycopg
from django.db import connection, transaction

from core import clock
from core.people.models import Organization, User
from core.questions.definition import Definition, Need, Question
from core.questions.services.publishing import publish as publish_questionnaire
from publicforms.models import Form, Status
from publicforms.receipts import ALPHABET, LENGTH
from publicforms.services.creating import create_form
from publicforms.services.publishing import publish

JOBS = [{"key": key, "label": f"仕事{key}"} for key in ("a", "b", "c")]
QUESTIONS = (
    Question("name", "person_name", "お名前", need=Need.REQUIRED, personal=True),
    Question("mail", "email", "メールアドレス", personal=True),
    Question("job", "single_choice", "希望する仕事", settings={"options": JOBS}),
    Question("note", "short_text", "備考"),
)
# So many submissions share a day, however many there are: a filter by date leaves a full page of both forms.
DAYS = {1_000_000: 1000, 1000: 10}
SHEETS = """
INSERT INTO questions_answersheet (id, version_id, organization_id, answers, reasons, edit, completed_at, created_at,
    updated_at, folded, is_private)
SELECT %(start)s + n, %(version)s, %(owner)s, jsonb_build_object(
        'name', jsonb_build_object('family', '計測', 'given', '太郎' || n), 'mail', n || '@bench.example.jp',
        'job', substr('abc', (n %% 3 + 1)::int, 1), 'note', '備考' || n),
    '{}', 1, portal_now(), portal_now(), portal_now(), '計測太郎' || n || '\n' || '備考' || n, false
FROM generate_series(1, %(number)s) AS n
"""
SUBMISSIONS = """
INSERT INTO publicforms_submission (id, form_id, sheet_id, receipt, token, standing, status_id, waiting_number, places,
    channel, language, address, link_number, assignee_id, folded, submitted_at, updated_at, withdrawn_at, is_held)
SELECT %(start)s + n, %(form)s, %(start)s + n,
    (SELECT substr(letters, 1, 4) || '-' || substr(letters, 5) FROM (SELECT string_agg(substr(%(alphabet)s,
        ((n * 48271000003 %% 78310985281) / (23 ^ k)::bigint %% 23 + 1)::int, 1), '') AS letters
        FROM generate_series(0, %(length)s - 1) AS k) AS receipt),
    %(form)s || '-' || n,
    CASE WHEN n %% 17 = 0 THEN 'withdrawn' ELSE 'counted' END,
    (%(statuses)s::bigint[])[CASE WHEN n %% 20 < 13 THEN 1 WHEN n %% 20 < 16 THEN 2 WHEN n %% 20 < 19 THEN 3
        ELSE 4 END],
    NULL, '[]', 'web', 'ja', n || '@bench.example.jp', 1, CASE WHEN n %% 10 = 0 THEN %(assignee)s END, '備考' || n,
    portal_now() - n * (%(days)s * interval '1 day' / %(number)s),
    portal_now(), CASE WHEN n %% 17 = 0 THEN portal_now() END, false
FROM generate_series(1, %(number)s) AS n
"""
TALLIES = """
INSERT INTO publicforms_tally (form_id, status_id, standing, number)
SELECT form_id, status_id, standing, count(*) FROM publicforms_submission WHERE form_id = %(form)s GROUP BY 1, 2, 3
"""


def form_with(number: int, staff: User) -> Form:
    """The form that has so many; made where it is not there yet."""
    title = f"計測 {number}件"
    found = Form.objects.filter(title=title, tallies__isnull=False).first()
    if found:
        return found
    owner = Organization.objects.get(kind="prefecture")
    now = clock.now()
    form = create_form(
        owner=owner, title=title, by=staff, definition=Definition(QUESTIONS), purpose="計測", contact="計測",
        opens_at=now - datetime.timedelta(days=1001), closes_at=now + datetime.timedelta(days=900), keep_days=365,
    )  # fmt: skip
    publish_questionnaire(form.questionnaire, by=staff)
    form = publish(form.pk, by=staff)
    statuses = list(Status.objects.filter(form=form).order_by("position").values_list("pk", flat=True))
    values = {
        "start": form.pk * 10**9, "number": number, "days": DAYS[number], "form": form.pk, "version": form.version_id,
        "owner": owner.pk, "assignee": staff.pk, "statuses": statuses, "alphabet": ALPHABET, "length": LENGTH,
    }  # fmt: skip
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        for statement in (SHEETS, SUBMISSIONS, TALLIES):
            cursor.execute(statement, values)
    return form


def settle() -> None:
    """What autovacuum would do in the night: the tables are their owner's."""
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute("SET statement_timeout = 0")
        owner.execute("VACUUM ANALYZE")
