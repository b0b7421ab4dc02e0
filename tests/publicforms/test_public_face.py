"""The internet-side node: public forms and nothing else, on a database role that reaches nothing else."""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import psycopg
import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import get_resolver

from core.questions.definition import Definition, Need, Question
from core.questions.services.composing import create
from publicforms.database_role import ALL, GRANTS
from publicforms.links.mine import link_to
from publicforms.links.saved import resume_link
from publicforms.mails.refusals import refusal_link
from publicforms.models import Form, PendingFile, SavedEntry, Submission
from tests.cast import make_cast
from tests.live import LivePortal, committed_data, live_portal
from tests.publicforms.making import QUESTIONS, opened, submitted, typed
from tests.worker import on_the_test_database

ADDRESS = "/forms/witnesses/"
FOREIGN_JOB = (
    "INSERT INTO jobs_job (kind, queue, payload, state, attempts, again, progress, total, error)"
    " VALUES ('people.invite', 'default', '{}', 'waiting', 0, false, 0, 0, '')"
)
PAPER = Question("paper", "file", "書類", need=Need.REQUIRED)


@pytest.fixture(scope="module")
def data(django_db_setup, django_db_blocker) -> Iterator[Form]:
    with committed_data(django_db_blocker):
        cast = make_cast()
        create(cast.prefecture, "市町村の調査", by=cast.sato, definition=Definition(QUESTIONS))
        form = opened(cast, *QUESTIONS[:2], PAPER, slug="witnesses")
        submitted(opened(cast, slug="others"))
        yield form


@pytest.fixture(scope="module")
def portal(data) -> Iterator[LivePortal]:
    environment = {"PORTAL_FACE": "public", "DATABASE_URL": on_the_test_database(os.environ["DATABASE_PUBLIC_URL"])}
    with tempfile.TemporaryDirectory() as folder:
        options = {"environment": environment, "wsgi": "portal.wsgi", "answers_at": ADDRESS}
        with live_portal(Path(folder), **options) as portal:
            yield portal


@pytest.fixture
def public(data, django_db_blocker) -> Iterator[psycopg.Connection]:
    with psycopg.connect(on_the_test_database(os.environ["DATABASE_PUBLIC_URL"]), autocommit=True) as role:
        yield role


class Answer:
    def __init__(self, answer) -> None:
        self.status, self.headers, self.text = answer.status, answer.headers, answer.read().decode()


def ask(url: str, what: Mapping[str, object] | None = None) -> Answer:
    """A browser without cookies: GET, or POST of a form; redirects are followed."""
    body = encode_multipart(BOUNDARY, dict(what)) if what is not None else None
    try:
        with urlopen(Request(url, body, {"Content-Type": MULTIPART_CONTENT} if body else {}), timeout=20) as answer:
            return Answer(answer)
    except HTTPError as refused:
        return Answer(refused)


def carried(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))


@pytest.mark.django_db
def test_hanako_fills_in_encloses_a_file_sends_and_reads_her_receipt(portal):
    page = ask(portal.url + ADDRESS)
    what = {**carried(page.text), **{name: values[0] for name, values in typed().items()}, "confirm": "1"}
    upload = SimpleUploadedFile("証明書.txt", "写し".encode(), "text/plain")
    confirming = ask(portal.url + ADDRESS, {**what, "f.paper": upload})
    assert "証明書.txt" in confirming.text, portal.log[-3000:]
    done = ask(portal.url + ADDRESS, {**carried(confirming.text), "send": "1"})
    assert done.status == 200, portal.log[-3000:]
    sent = Submission.objects.get(form__slug="witnesses")
    assert sent.receipt in done.text
    assert [answer.headers["Set-Cookie"] for answer in (page, confirming, done)] == [None] * 3
    assert list(sent.sheet.file_names.values()) == ["証明書.txt"]
    assert not PendingFile.objects.exists()


@pytest.mark.django_db
def test_the_applicants_page_corrects_writes_encloses_and_withdraws(portal):
    mine = Submission.objects.get(form__slug="others")
    page = portal.url + link_to(mine)
    assert ask(page).status == 200
    assert ask(f"{page}letters/", {"text": "よろしくお願いします。"}).status == 200
    assert ask(f"{page}documents/", {"documents": SimpleUploadedFile("地図.txt", b"map", "text/plain")}).status == 200
    correcting = ask(f"{page}correct/")
    assert correcting.status == 200, portal.log[-3000:]
    what = {name: values[0] for name, values in typed(name="佐藤 華子").items()}
    confirming = ask(f"{page}correct/", {**carried(correcting.text), **what, "confirm": "1"})
    assert ask(f"{page}correct/", {**carried(confirming.text), "send": "1"}).status == 200, portal.log[-3000:]
    assert ask(f"{page}withdraw/", {}).status == 200, portal.log[-3000:]
    mine.refresh_from_db()
    assert (mine.is_withdrawn, mine.letters.count(), mine.files.count()) == (True, 1, 1)
    assert mine.sheet.answers["name"]["given"] == "華子"


@pytest.mark.django_db
def test_input_is_saved_for_later_and_mails_are_refused(portal):
    page = ask(portal.url + ADDRESS)
    saved = ask(f"{portal.url}{ADDRESS}save/", {**carried(page.text), "a.note": "途中", "save_to": "hanako@example.jp"})
    assert saved.status == 200, portal.log[-3000:]
    entry = SavedEntry.objects.get()
    assert ask(portal.url + resume_link(entry)).status == 200, portal.log[-3000:]
    refusing = portal.url + refusal_link("hanako@example.jp")
    assert [ask(refusing).status, ask(refusing, {}).status, ask(refusing, {"again": "1"}).status] == [200] * 3


def test_what_pages_ask_for_while_somebody_types_is_there(portal):
    page = ask(portal.url + ADDRESS).text
    what = {**carried(page), "a.mail": "hanako@example.jp"}
    assert json.loads(ask(f"{portal.url}{ADDRESS}following/", what).text)["hidden"] == []
    assert ask(f"{portal.url}{ADDRESS}challenge/?token={carried(page)['token']}").status == 200
    assert ask(f"{portal.url}/questions/postcodes/9860822/").status == 200
    assert ask(portal.url + re.search(r'href="(/static/css/[^"]+)"', page)[1]).status == 200
    health = json.loads(ask(f"{portal.url}/health/").text)
    assert (health["healthy"], "worker" in health) == (True, False)


def office_addresses() -> set[str]:
    """An address of every pattern that this process, which serves all faces, knows and the public face must not."""
    found = set()

    def walk(patterns, before: str) -> None:
        for each in patterns:
            path = before + str(each.pattern)
            if hasattr(each, "url_patterns"):
                walk(each.url_patterns, path)
            else:
                found.add("/" + re.sub(r"<(\w+:)?\w+>", "1", path).lstrip("^").rstrip("$"))

    walk(get_resolver().url_patterns, "")
    ours = re.compile(r"^/(forms/(?!manage/)|health/|questions/postcodes/)")
    return {path for path in found if not ours.match(path)}


def test_every_office_address_is_not_there(portal):
    addresses = office_addresses()
    assert len(addresses) > 200
    assert {"/", "/accounts/login/", "/admin/"} <= addresses
    told = {path: ask(portal.url + path).status for path in sorted(addresses)}
    assert {path: status for path, status in told.items() if status != 404} == {}


def test_every_table_that_is_not_needed_is_refused(public, django_db_blocker):
    needed = {apps.get_model(grant.model)._meta.db_table for grant in GRANTS}
    with django_db_blocker.unblock():
        tables = set(connection.introspection.table_names())
    assert len(tables - needed) > 50
    assert {"people_user", "django_session", "surveys_response", "archive_notice", "exports_export"} <= tables - needed
    reached = set()
    for table in sorted(tables - needed):
        for statement in (
            f'SELECT FROM "{table}" LIMIT 1',
            f'DELETE FROM "{table}"',
            f'INSERT INTO "{table}" DEFAULT VALUES',
        ):
            try:
                public.execute(statement)
            except psycopg.errors.InsufficientPrivilege:
                continue
            except psycopg.Error:
                pass
            reached.add(statement)
    assert reached == set()


def test_of_the_tables_that_are_needed_only_what_is_needed(public):
    wrong = []
    for grant in GRANTS:
        table = apps.get_model(grant.model)._meta.db_table
        for right, given in (("INSERT", grant.add), ("DELETE", grant.delete), ("TRUNCATE", False), ("TRIGGER", False)):
            has = public.execute("SELECT has_table_privilege(%s, %s)", [table, right]).fetchone()[0]
            if has != given:
                wrong.append(f"{table}: {right}")
        for right, fields in (("SELECT", grant.read), ("UPDATE", grant.change)):
            has = public.execute("SELECT has_table_privilege(%s, %s)", [table, right]).fetchone()[0]
            if has != (fields == ALL):
                wrong.append(f"{table}: {right}")
    assert wrong == []


def test_of_shared_tables_only_the_rows_of_public_forms(data, public, django_db_blocker):
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM questions_version")
        (everything,) = cursor.fetchone()
    assert everything == 3  # two forms', and the survey's of the prefecture
    assert public.execute("SELECT count(*) FROM questions_version").fetchone()[0] == 2


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT payload FROM jobs_job",
        "UPDATE people_organization SET name = ''",
        "UPDATE publicforms_form SET passcode = ''",
        'UPDATE publicforms_place SET "limit" = 1000000',
        "SELECT details FROM people_auditentry",
        "DELETE FROM people_auditentry",
        "DELETE FROM publicforms_submission",
        FOREIGN_JOB,
        "CREATE TABLE mine ()",
        "ALTER TABLE questions_answersheet DISABLE ROW LEVEL SECURITY",
        "SET ROLE musubi_app",
    ],
)
def test_what_an_intruder_would_try_is_refused(public, statement):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        public.execute(statement)


def test_granting_again_changes_nothing(data, public, django_db_blocker):
    with django_db_blocker.unblock():
        call_command("migrate", verbosity=0)
    assert public.execute("SELECT count(*) FROM publicforms_form").fetchone()[0] == 2
