"""Fixtures of every test: the cast, the movable clock, signed-in clients, and the house rules."""

from __future__ import annotations

import datetime
import logging
import time
from collections.abc import Callable, Iterator
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.db.models.signals import post_migrate
from django.test import Client

from core.clock import CREATE
from core.people.models import User
from roster.models import Duty
from tests.cast import Cast, make_cast


@pytest.fixture(scope="session", autouse=True)
def _what_migrations_brought_comes_back() -> Iterator[None]:
    """A test that commits empties every table afterwards, of the rows that migrations made too."""
    bring = import_module("roster.migrations.0002_duties").add_duties

    def restore(**_) -> None:
        if not Duty.objects.exists():
            bring(apps, None)

    post_migrate.connect(restore, sender=apps.get_app_config("roster"))
    yield
    post_migrate.disconnect(restore, sender=apps.get_app_config("roster"))


@pytest.fixture
def cast(db) -> Cast:
    return make_cast()


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    """`signed_in(cast.kaede)` → a client with her session."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


@pytest.fixture
def move_clock() -> Iterator[Callable[[datetime.timedelta], None]]:
    """Moves the database's clock, for every process at once. (The tests' role owns it, the portal's does not.)"""
    committed = False

    def move(by: datetime.timedelta) -> None:
        nonlocal committed
        committed = committed or not connection.in_atomic_block
        seconds = by.total_seconds()
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE OR REPLACE FUNCTION portal_now() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE AS "
                f"'SELECT statement_timestamp() + interval ''{seconds} seconds'''"
            )

    yield move
    if committed:  # otherwise the test's rollback puts the clock back
        with connection.cursor() as cursor:
            cursor.execute(CREATE)


@pytest.fixture(autouse=True)
def _pages_have_loaded(request: pytest.FixtureRequest) -> Iterator[None]:
    """Before the tables are emptied, what a browser still asks for at the end of its test has been answered.

    Otherwise emptying them and a last request may wait for each other, which PostgreSQL ends by failing one.
    """
    if "live_server" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("transactional_db")  # so that this ends before the tables are emptied
    yield
    give_up = time.monotonic() + 10
    while _others_at_work() and time.monotonic() < give_up:
        time.sleep(0.05)


def _others_at_work() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND state IN ('active', 'idle in transaction'))"
        )
        return cursor.fetchone()[0]


@pytest.fixture(autouse=True)
def _no_errors_in_the_log(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A test that logs an ERROR fails, unless it is marked `expects_errors` because the error is its subject."""
    yield
    if request.node.get_closest_marker("expects_errors"):
        return
    errors = [r for r in caplog.get_records("call") if r.levelno >= logging.ERROR]
    assert not errors, f"logged: {[r.getMessage() for r in errors]}"
