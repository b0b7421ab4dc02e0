"""What the database role of internet-side nodes may do (PORTAL_FACE=public): what public pages need, and nothing else.

Everything that only the office needs is out of reach: people, sessions, surveys, notices, other rooms' tables. Of the
tables that rooms share (versions, answer sheets, files, jobs) the role reaches the rows of public forms: row-level
policies restrict this role alone, and leave every other as it was.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connections, transaction
from django.db.models import Model

ALL = ("*",)


@dataclass(frozen=True, slots=True)
class Grant:
    """Rights on a model's table. `ALL`, or the fields whose columns may be read or changed."""

    model: str
    read: tuple[str, ...] = ()
    change: tuple[str, ...] = ()
    add: bool = False
    delete: bool = False


GRANTS = (
    # What a form is and asks.
    Grant("publicforms.Form", read=ALL),
    Grant("publicforms.Status", read=ALL),
    Grant("people.Organization", read=ALL),
    Grant("people.Section", read=ALL),
    Grant("questions.Version", read=ALL),
    # What is sent in.
    Grant("publicforms.Place", read=ALL, change=("taken",)),
    Grant("publicforms.Submission", read=ALL, add=True, change=(
        "standing", "waiting_number", "places", "person", "address", "link_number", "folded", "updated_at",
        "withdrawn_at", "token", "is_held",
    )),
    Grant("publicforms.Tally", read=ALL, add=True, change=("number",)),
    Grant("publicforms.Event", read=ALL, add=True),
    Grant("publicforms.Letter", read=ALL, add=True),
    Grant("publicforms.SubmissionFile", read=ALL, add=True),
    Grant("publicforms.OneTimeCode", read=ALL, delete=True),
    Grant("publicforms.PendingFile", read=ALL, add=True, delete=True),
    Grant("publicforms.SavedEntry", read=ALL, add=True, change=ALL, delete=True),
    Grant("publicforms.MailRefusal", read=ALL, add=True, delete=True),
    Grant("questions.AnswerSheet", read=ALL, add=True, change=ALL),
    Grant("questions.PastAnswers", read=ALL, add=True),
    Grant("questions.Draft", read=ALL, delete=True),  # correcting an answer is done with its drafts
    Grant("questions.SheetFile", read=ALL, add=True, delete=True),
    Grant("files.StoredFile", read=ALL, add=True),
    # What must happen afterwards: it may be put on record, not read.
    Grant("jobs.Job", read=("id", "kind", "key", "state", "due_at", "created_at"), change=("again",), add=True),
    Grant("people.AuditEntry", read=("id", "at"), add=True),
)  # fmt: skip

# Of a shared table the rows that the role reads and changes. A table named inside is read as the role reads it.
OF_PUBLIC_FORMS = "EXISTS (SELECT FROM publicforms_form f WHERE f.questionnaire_id = {table}.questionnaire_id)"
OURS = {
    "questions.Version": OF_PUBLIC_FORMS,
    "questions.AnswerSheet": "EXISTS (SELECT FROM questions_version v WHERE v.id = {table}.version_id)",
    "questions.PastAnswers": "EXISTS (SELECT FROM questions_answersheet s WHERE s.id = {table}.sheet_id)",
    "questions.Draft": "EXISTS (SELECT FROM questions_answersheet s WHERE s.id = {table}.sheet_id)",
    "questions.SheetFile": "EXISTS (SELECT FROM questions_answersheet s WHERE s.id = {table}.sheet_id)",
    # What applicants sent, and what the office enclosed with a submission.
    "files.StoredFile": (
        "{table}.uploaded_by_id IS NULL"
        " OR EXISTS (SELECT FROM questions_sheetfile s WHERE s.file_id = {table}.id)"
        " OR EXISTS (SELECT FROM publicforms_submissionfile s WHERE s.file_id = {table}.id)"
    ),
    "jobs.Job": "{table}.kind = 'files.preview' OR starts_with({table}.kind, 'publicforms.')",
}


def grant_public_role(*, using: str, **_: Any) -> None:
    """Run after every migration, as the owner. Does nothing where there is no such role."""
    connection = connections[using]
    role = settings.PUBLIC_DATABASE_ROLE
    with transaction.atomic(using=using), connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = %s AND rolname <> current_user)", [role])
        if not cursor.fetchone()[0]:
            return
        name = connection.ops.quote_name(role)
        cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {name}")
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {name}")
        for grant in GRANTS:
            model = apps.get_model(grant.model)
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"GRANT {', '.join(_rights(model, grant))} ON {table} TO {name}")
        for label, condition in OURS.items():
            _restrict(cursor, apps.get_model(label)._meta.db_table, condition, name)


def _restrict(cursor: Any, table: str, condition: str, role: str) -> None:
    """The role reaches only these rows. A table gets its policies once: they lock it against everybody meanwhile."""
    condition = condition.format(table=table)
    comment = hashlib.sha256(f"{role} {condition}".encode()).hexdigest()[:16]
    cursor.execute("SELECT obj_description(%s::regclass, 'pg_class')", [table])
    if cursor.fetchone()[0] == comment:
        return
    cursor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    for policy in ("everybody", "public_forms_only"):
        cursor.execute(f"DROP POLICY IF EXISTS {policy} ON {table}")
    cursor.execute(f"CREATE POLICY everybody ON {table} USING (true)")
    cursor.execute(f"CREATE POLICY public_forms_only ON {table} AS RESTRICTIVE TO {role} USING ({condition})")
    cursor.execute(f"COMMENT ON TABLE {table} IS '{comment}'")


def _rights(model: type[Model], grant: Grant) -> list[str]:
    columns = {field.name: f'"{field.column}"' for field in model._meta.concrete_fields}
    rights = [right for right, given in (("INSERT", grant.add), ("DELETE", grant.delete)) if given]
    for right, fields in (("SELECT", grant.read), ("UPDATE", grant.change)):
        if fields == ALL:
            rights.append(right)
        elif fields:
            rights.append(f"{right} ({', '.join(columns[field] for field in fields)})")
    return rights
