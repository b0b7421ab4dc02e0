"""The whole demonstration, started as its user starts it."""

import http.client
import json
import re
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import psycopg
import pytest

from core.jobs.registry import queues
from embedded import Servers, programs
from tests.embedded.running import Running, all_gone, own_folder

READY = "終わるには"
# -o: the packages are there, or this would not run.
MAKE_RUN = ("make", "-o", ".venv/.base", "-o", "node_modules/.installed", "run")


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """One data folder for all tests here: only the first pays for the demonstration's data."""
    with own_folder() as folder:
        yield folder / "data"


class Browser:
    """Keeps cookies, follows nothing."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, **fields: str) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if fields:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, urlencode(fields) if fields else None, headers)
        response = self.connection.getresponse()
        for cookie in response.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        return response.status, response.read().decode()


def status_of_home_for(port: int, email: str) -> int:
    browser = Browser(port)
    _, page = browser.ask("GET", "/accounts/login/")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    browser.ask("POST", "/accounts/login/", csrfmiddlewaretoken=token[1], login=email, password="demo-password")
    return browser.ask("GET", "/")[0]


def counts(data: Path) -> dict[str, int]:
    tables = ("people_organization", "people_user", "archive_notice", "archive_delivery")
    with psycopg.connect(Servers(data).database_url) as connection:
        return {table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}


def test_serves_the_demonstration_to_its_accounts_and_ends_whole(data, port):
    accounts = re.findall(r"\S+@\S+", programs.ACCOUNTS)
    with Running(data, port, *MAKE_RUN).until(READY) as running:
        status, body = Browser(port).ask("GET", "/health/")
        assert (status, json.loads(body)["healthy"]) == (200, True)
        assert {email: status_of_home_for(port, email) for email in accounts} == dict.fromkeys(accounts, 200)
        assert counts(data)["people_organization"] >= 52
        everything = running.descendants()
    assert all_gone(everything)


@pytest.mark.long  # that its servers come back with their data: tests/embedded/test_supervisor.py
def test_comes_back_with_the_demonstration(data, port):
    with Running(data, port, *MAKE_RUN).until(READY):
        before = counts(data)
    with Running(data, port, *MAKE_RUN).until(READY):
        assert status_of_home_for(port, "staff@pref.example.jp") == 200
        assert counts(data) == before


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process of its parent's death")
def test_a_killed_make_takes_all_with_it_and_the_next_one_starts(data, port):
    with Running(data, port, *MAKE_RUN).until(READY) as running:
        everything = running.descendants()
        running.tell(signal.SIGKILL)
        with Running(data, port, *MAKE_RUN).until(READY):
            assert all_gone(everything)


def test_the_worker_listens_to_every_queue():
    assert set(queues()) <= set(programs.QUEUES)
