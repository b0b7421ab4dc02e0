"""Logs are read by those who run the servers: no link that opens an applicant's page, nothing of what people typed."""

from __future__ import annotations

import datetime
import logging
import os
import re
import runpy
import types
from pathlib import Path

import pytest
import yaml
from django.db import IntegrityError, connection, transaction
from django.test import Client
from gunicorn.config import Config

from core.jobs.enqueueing import enqueue
from core.jobs.models import Job
from core.jobs.registry import WORK, work
from core.jobs.running import run_one
from embedded import postgres
from portal.logs import DiscreetFormatter
from publicforms.links.mine import link_to
from tests.publicforms.making import opened, submitted

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parent.parent.parent
NAME = "金糸雀啼太郎"


def refused_row() -> None:
    """What PostgreSQL says of it quotes the row."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE applicants (name text, age int CHECK (age > 0)) ON COMMIT DROP")
        cursor.execute(f"INSERT INTO applicants VALUES ('{NAME}', -1)")


def lines(records: list[logging.LogRecord]) -> str:
    """As the portal's handler writes them."""
    (formatter,) = {each.formatter for each in logging.getLogger().handlers} & set(_discreet())
    return "\n".join(formatter.format(each) for each in records)


def _discreet() -> list[DiscreetFormatter]:
    found = [each.formatter for each in logging.getLogger().handlers]
    return [each for each in found if isinstance(each, DiscreetFormatter)]


@pytest.mark.expects_errors
def test_a_job_that_failed_tells_the_error_and_not_the_row(caplog):
    def fails(job: Job) -> None:
        refused_row()

    work("test.quotes", "テスト")(fails)
    try:
        enqueue("test.quotes")
        assert run_one("default")
    finally:
        del WORK["test.quotes"]
    told = f"{Job.objects.get().error}{lines(caplog.records)}"
    assert told.count('violates check constraint "applicants_age_check"') >= 2
    assert NAME not in told


def test_the_control_the_error_itself_quotes_the_row():
    with pytest.raises(IntegrityError, match=NAME):
        refused_row()


def test_the_databases_own_log_names_the_error_without_statement_and_row():
    log = Path(os.environ["MUSUBI_TEST_DATA"]) / "log" / "postgres.log"
    before = log.stat().st_size
    with pytest.raises(IntegrityError):
        refused_row()
    text = log.read_bytes()[before:].decode()
    assert "applicants_age_check" in text
    assert NAME not in text


def test_the_database_of_docker_compose_logs_as_the_embedded_one_does():
    command = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]["postgres"]["command"]
    settings = dict(each.removeprefix("-c").split("=") for each in command[1:])
    for name in ("log_min_error_statement", "log_error_verbosity"):
        assert settings[name] == postgres.SETTINGS[name]


def test_an_applicants_link_stands_in_no_line_about_a_page_that_was_refused(cast, caplog):
    link = link_to(submitted(opened(cast)))
    assert Client().post(f"{link}letters/", {"text": ""}).status_code == 422
    assert link in caplog.text  # the control: what Django says
    written = lines(caplog.records)
    assert "Unprocessable" in written
    assert "/forms/mine/…/letters/" in written
    assert link.split("/")[3] not in written


def test_the_web_servers_log_has_neither_keys_of_links_nor_query_strings(capsys):
    config = Config()
    for name, value in runpy.run_path(str(ROOT / "deploy" / "gunicorn.py")).items():
        if name in config.settings:
            config.set(name, value)
    logger = config.logger_class(config)
    answer = types.SimpleNamespace(status="200 OK", sent=10, headers=[])
    for path in ("/forms/mine/3f-1~abcDEF_x/letters/", "/forms/volunteers/resume/3f-1~abc/", "/people/join/s3cr3t/"):
        asked = {"REQUEST_METHOD": "GET", "RAW_URI": path, "SERVER_PROTOCOL": "HTTP/1.1", "PATH_INFO": path}
        logger.access(answer, [], {**asked, "QUERY_STRING": f"q={NAME}"}, datetime.timedelta(milliseconds=7))
    written = capsys.readouterr().out
    assert re.findall(r" GET (\S+) 200 10 7ms", written) == [
        "/forms/mine/…/letters/", "/forms/volunteers/resume/…/", "/people/join/…/"
    ]  # fmt: skip
    assert NAME not in written


def test_the_proxys_log_has_neither():
    text = (ROOT / "deploy" / "Caddyfile").read_text()
    pattern, instead = re.search(r'request>uri regexp "(.+)" "(.+)"', text).groups()
    for path, written in (
        ("/forms/mine/3f-1~abc/letters/?lang=en", "/forms/mine/…/letters/?…"),
        ("/forms/volunteers/done/3f~x:y/", "/forms/volunteers/done/…/"),
        ("/forms/manage/people/?q=%E9%87%91/x", "/forms/manage/people/?…"),
        ("/forms/volunteers/", "/forms/volunteers/"),
    ):
        assert re.sub(pattern, re.sub(r"\$(\d)", r"\\\1", instead), path) == written
