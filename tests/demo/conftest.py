"""The demonstration, made once for all tests that use it, in a transaction that is rolled back: it takes seconds."""

from __future__ import annotations

import io

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection, transaction


@pytest.fixture(scope="package")
def demonstration(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        default_storage.__dict__.pop("base_location", None)
        call_command("demo_data", stdout=io.StringIO())
        with connection.cursor() as cursor:  # nobody else sees the rows: plans would be made for empty tables
            cursor.execute("ANALYZE")
        yield
        transaction.set_rollback(True)
