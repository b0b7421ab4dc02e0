"""A pytest plugin: starts the real PostgreSQL and Valkey once per test session, before Django reads its settings."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from embedded.servers import Servers

OURS = "MUSUBI_TEST_DATA"
_servers: Servers | None = None

if OURS not in os.environ:  # the xdist workers find it set by their controller
    folder = Path(tempfile.mkdtemp(prefix="musubi-test-"))
    folder.chmod(0o755)
    (folder / "static").mkdir()
    _servers = Servers(folder, fast=True).start()
    os.environ |= {
        OURS: str(folder),
        "PORTAL_DATA": str(folder),
        "DATABASE_URL": _servers.database_url,
        "DATABASE_OWNER_URL": _servers.owner_url,
        "DATABASE_SUPERUSER_URL": _servers.superuser_url,
        "DATABASE_PUBLIC_URL": _servers.public_url,
        "REDIS_URL": _servers.redis_url,
        "PORTAL_AS_OWNER": "1",  # makes the test database; tests of the application's role say so
        "PORTAL_DEMO": "1",
        "SECRET_KEY": "a key for tests, long enough to please the checks: 0123456789",
        "ALLOWED_HOSTS": "testserver,127.0.0.1,localhost",
        "EMAIL_URL": "demo-mailbox:",
        "FORM_MIN_SECONDS": "0",  # tests send at once; those of the pace say so
        "DJANGO_ALLOW_ASYNC_UNSAFE": "1",  # Playwright's loop runs in the thread of the browser tests
    }

if number := os.environ.get("PYTEST_XDIST_WORKER", "").removeprefix("gw"):
    # Nudges carry no database's name: those of one xdist worker must not reach the Celery workers of another.
    os.environ["REDIS_URL"] = f"{os.environ['REDIS_URL'].rpartition('/')[0]}/{int(number) % 15 + 1}"


def pytest_unconfigure() -> None:
    if _servers is not None:
        _servers.stop()
        shutil.rmtree(os.environ[OURS], ignore_errors=True)
