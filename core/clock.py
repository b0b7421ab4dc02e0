"""The one clock. Deadlines, leases, retries, reminders and retention ask PostgreSQL what time it is.

`portal_now()` is the time at which the deciding statement began. It belongs to the database's owner, so only
the owner (in practice: the tests) can replace it to move time for every process at once.
"""

import datetime
from zoneinfo import ZoneInfo

from django.db import connection, models
from django.db.models.functions import Cast

TOKYO = ZoneInfo("Asia/Tokyo")

CREATE = """
CREATE OR REPLACE FUNCTION portal_now() RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE AS 'SELECT statement_timestamp()';
CREATE OR REPLACE FUNCTION portal_today() RETURNS date
LANGUAGE sql STABLE PARALLEL SAFE AS 'SELECT (portal_now() AT TIME ZONE ''Asia/Tokyo'')::date';
"""
DROP = "DROP FUNCTION IF EXISTS portal_today(); DROP FUNCTION IF EXISTS portal_now();"


class Now(models.Func):
    """`portal_now()` in a query or as a column's database default."""

    function = "portal_now"
    template = "%(function)s()"
    output_field = models.DateTimeField()


class Today(models.Func):
    """Today's date in Japan, in a query."""

    function = "portal_today"
    template = "%(function)s()"
    output_field = models.DateField()


def now() -> datetime.datetime:
    """The clock's time, read once from the database (aware, Asia/Tokyo)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT portal_now()")
        return cursor.fetchone()[0].astimezone(TOKYO)


def today() -> datetime.date:
    """Today's date in Japan by the clock."""
    return now().date()


def later(seconds: float) -> models.Expression:
    """A moment so many seconds after the clock's time, as a query expression."""
    return Now() + Cast(models.Value(f"{seconds} seconds"), _Interval())


class _Interval(models.DurationField):
    def db_type(self, connection):
        return "interval"
