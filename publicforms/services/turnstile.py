"""The turnstile of a form: many send in at once, and whoever closes it waits for them, and they for who closes it.

A lock of its own, because the foreign keys are checked at the commit only, and because a public node may not lock
the form's row: that needs the right to change it.
"""

from __future__ import annotations

from django.db import connection

_NAME = 0x464F524D  # "FORM": keeps these locks apart from others that number the same things


def pass_through(form_id: int) -> None:
    """Until the commit nobody closes the form; what is read from now on stands until then."""
    _lock("pg_advisory_xact_lock_shared", form_id)


def hold(form_id: int) -> None:
    """Until the commit nobody sends in; whoever was about to is counted by now, or will find it closed."""
    _lock("pg_advisory_xact_lock", form_id)


def _lock(function: str, form_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, %s)", [_NAME, form_id % 2**31])
