"""How many submissions stand where: counted with every change, so that no list has to count a million rows."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import connection

from publicforms.models import Form

# (status id, standing) → by how many it changes
Changes = Mapping[tuple[int, str], int]

ADD = """
INSERT INTO publicforms_tally (form_id, status_id, standing, number)
VALUES (%(form)s, %(status)s, %(standing)s, %(number)s)
ON CONFLICT (form_id, status_id, standing) DO UPDATE SET number = publicforms_tally.number + EXCLUDED.number
"""
# What is taken away was counted before. Fewer than none a row refuses, and so the commit does.
TAKE = """
UPDATE publicforms_tally SET number = number + %(number)s
WHERE form_id = %(form)s AND status_id = %(status)s AND standing = %(standing)s
"""


def count(form: Form | int, changes: Changes) -> None:
    """Add to the counters. Their rows stay locked until the commit: call it last, and in one call.

    In one order, so that two who change the same counters never wait for each other both.
    """
    pk = form if isinstance(form, int) else form.pk
    with connection.cursor() as cursor:
        for (status, standing), number in sorted(changes.items()):
            if number:
                known: dict[str, int | str] = {"form": pk, "status": status, "standing": standing, "number": number}
                cursor.execute(ADD if number > 0 else TAKE, known)
