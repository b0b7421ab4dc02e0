"""The whole portal, real: gunicorn, a Celery worker with its scheduler, PostgreSQL as the application's role, Valkey.

    def test_something(portal, browser):     # `portal` lives as long as the test module
        page = browser.new_page(base_url=portal.url)

What a module's fixture commits is there until its end; then every table is emptied. The tests themselves are marked
`django_db`: they run in a transaction that sees what the portal commits, and may not write what the portal is to see.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psutil
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, sync_playwright

from core.people.models import User
from embedded import processes
from tests.worker import ROOT, START_SECONDS, on_the_test_database

CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=ja-JP",
]


class LivePortal:
    """The web server as `make run` starts it, on the database of the tests. `log` is what it has written so far."""

    def __init__(
        self,
        folder: Path,
        *,
        redis_url: str | None = None,
        environment: dict[str, str] | None = None,
        wsgi: str = "tests.live_wsgi",
        answers_at: str = "/accounts/login/",
    ) -> None:
        self.wsgi, self.answers_at = wsgi, answers_at
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._log = folder / "web.log"
        self.environment = {
            **os.environ,
            "DATABASE_URL": on_the_test_database(os.environ["DATABASE_URL"]),
            "DATABASE_OWNER_URL": on_the_test_database(os.environ["DATABASE_OWNER_URL"]),
            "REDIS_URL": redis_url or settings.REDIS_URL,
            "PORTAL_AS_OWNER": "0",
            "PORTAL_PROCESS": "web",
            "PORTAL_URL": self.url,
            "PYTHONUNBUFFERED": "1",
            **(environment or {}),
        }
        self._process: psutil.Popen | None = None

    @property
    def log(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace") if self._log.exists() else ""

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = psutil.Popen(
                [
                    *(sys.executable, "-m", "gunicorn", self.wsgi, f"--bind=127.0.0.1:{self.port}"),
                    *("--workers=1", "--threads=4", "--timeout=60", "--graceful-timeout=2", "--no-control-socket"),
                ],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=processes.die_with_parent,
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            assert processes.alive(self._process), f"The web server ended:\n{self.log[-4000:]}"
            assert time.monotonic() < deadline, f"The web server does not answer:\n{self.log[-4000:]}"
            time.sleep(0.1)

    def stop(self) -> None:
        if self._process is not None:
            children = []
            with suppress(psutil.NoSuchProcess):
                children = self._process.children(recursive=True)
            processes.end([self._process, *children], patience=5)
            self._process.wait(10)
            self._process = None

    def _answers(self) -> bool:
        with suppress(URLError, OSError), urlopen(f"{self.url}{self.answers_at}", timeout=10) as answer:
            return answer.status == 200
        return False


@contextmanager
def live_portal(folder: Path, **options) -> Iterator[LivePortal]:
    portal = LivePortal(folder, **options)
    try:
        portal.start()
        yield portal
        assert " ERROR " not in portal.log, portal.log[-6000:]
    finally:
        portal.stop()


@contextmanager
def committed_data(django_db_blocker) -> Iterator[None]:
    """For a fixture that fills the database for a whole module: every table is emptied at the end."""
    with django_db_blocker.unblock():
        try:
            yield
        finally:
            call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=False)


@contextmanager
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium")
    assert path, "These tests drive a real browser: install what apt-packages.txt lists."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=CHROMIUM, env={**os.environ, "LANGUAGE": "ja", "LANG": "ja_JP.UTF-8"}
        )
        yield browser
        browser.close()
        # While Playwright's loop runs, Django keeps connections of its own for it; nobody else would close them.
        connections.close_all()


def session_of(user: User) -> str:
    """The cookie of somebody who is signed in. Make it where the data is committed: in the module's fixture."""
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client.cookies["sessionid"].value
