"""The application's database role can add to the audit log and cannot change it. PostgreSQL refuses, not the code."""

import datetime
import os
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from core.people import audit
from core.people.models import AuditEntry, User
from tests.worker import on_the_test_database

INSERT = """INSERT INTO people_auditentry (action, subject_kind, subject_id, subject_label, details)
            VALUES ('test.note', '', '', '', '{}')"""
FORBIDDEN = [
    "UPDATE people_auditentry SET action = 'other'",
    "DELETE FROM people_auditentry",
    "TRUNCATE people_auditentry",
    "ALTER TABLE people_auditentry DISABLE TRIGGER ALL",
    "GRANT DELETE ON people_auditentry TO CURRENT_USER",
    "CREATE OR REPLACE FUNCTION portal_now() RETURNS timestamptz LANGUAGE sql AS 'SELECT now()'",
]


@pytest.fixture
def application(transactional_db) -> Iterator[psycopg.Connection]:
    """A connection as the role that serves pages."""
    with psycopg.connect(on_the_test_database(os.environ["DATABASE_URL"]), autocommit=True) as found:
        yield found


def test_it_is_another_role_than_the_owner(application):
    assert application.info.user == settings.APPLICATION_ROLE
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone()[0] != settings.APPLICATION_ROLE


def test_it_may_add_and_read(application):
    application.execute(INSERT)
    assert application.execute("SELECT action FROM people_auditentry").fetchone() == ("test.note",)
    assert AuditEntry.objects.get().at is not None


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_it_may_change_nothing(application, statement):
    application.execute(INSERT)
    if statement.startswith("GRANT"):
        application.execute(statement)  # PostgreSQL warns and grants nothing
        statement = "DELETE FROM people_auditentry"
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        application.execute(statement)
    assert AuditEntry.objects.get().action == "test.note"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("statement", FORBIDDEN[:3])
def test_control_the_owner_may(statement):
    audit.record("test.note", by=None)
    with connection.cursor() as cursor:
        cursor.execute(statement)
    assert not AuditEntry.objects.filter(action="test.note").exists()


# --- retention --------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_retention_deletes_what_is_too_old_and_says_so_in_the_log(move_clock):
    audit.record("test.old", by=None)
    move_clock(datetime.timedelta(days=settings.AUDIT_RETENTION_DAYS + 1))
    audit.record("test.new", by=None)
    said = StringIO()
    call_command("purge_audit", "--dry-run", stdout=said)
    assert "1 件です(削除していません)" in said.getvalue()
    assert AuditEntry.objects.count() == 2
    call_command("purge_audit", stdout=said)
    assert set(AuditEntry.objects.values_list("action", flat=True)) == {"test.new", "audit.purged"}
    assert AuditEntry.objects.get(action="audit.purged").details["count"] == 1
    call_command("purge_audit", stdout=said)
    assert AuditEntry.objects.count() == 2, "nothing to delete: nothing to tell"


@pytest.mark.django_db
def test_retention_keeps_the_last_day_whole(move_clock):
    audit.record("test.old", by=None)
    move_clock(datetime.timedelta(days=settings.AUDIT_RETENTION_DAYS))
    call_command("purge_audit", stdout=StringIO())
    assert AuditEntry.objects.filter(action="test.old").exists()


@pytest.mark.django_db
def test_retention_as_the_applications_role_is_refused_with_a_clear_line():
    as_application = {"DATABASE_URL": on_the_test_database(os.environ["DATABASE_URL"]), "PORTAL_AS_OWNER": "0"}
    found = subprocess.run(
        [sys.executable, "manage.py", "purge_audit"],
        env=os.environ | as_application,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 1
    assert "PORTAL_AS_OWNER=1 を付けて" in found.stderr
    assert "Traceback" not in found.stderr


# --- superusers -------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_making_a_superuser_is_in_the_log(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "a long enough password")
    call_command(
        "createsuperuser", "--no-input", "--email", "Emergency@pref.example.jp", "--name", "非常用", stdout=StringIO()
    )
    user = User.objects.get(is_superuser=True)
    assert user.email == "emergency@pref.example.jp"
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.subject_id, audit.label(entry.action)) == (
        "person.superuser_made", str(user.pk), "非常用の管理者を作成",
    )  # fmt: skip
