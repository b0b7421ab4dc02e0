"""Measures the list of a form with 1,000,000 submissions and of one with 1,000, in turns; prints JSON."""

from __future__ import annotations

import datetime
import json

from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.form_list_filling import form_with, settle
from bench.measure import milliseconds
from core import clock
from core.people.models import User
from publicforms.handling.pages import SORTS, place_of
from publicforms.models import Form, Submission

ROUNDS = 9
SIZES = (1_000_000, 1000)


def main() -> None:
    staff = User.objects.get(email="staff@bench.example.jp")
    known = Form.objects.count()
    forms = [form_with(number, staff) for number in SIZES]
    if Form.objects.count() != known:
        settle()
    client = Client()
    client.force_login(staff, backend="allauth.account.auth_backends.AuthenticationBackend")
    asked = [addresses(form) for form in forms]
    times: dict[str, tuple[list[float], list[float]]] = {}
    differing = {}
    for what in asked[0]:
        sides: tuple[list[float], list[float]] = ([], [])
        queries = [looked_at(client, side[what]) for side in asked]
        if queries[0] != queries[1]:
            differing[what] = queries
        for number in range(ROUNDS + 2):
            for side, found in enumerate(sides):
                elapsed = milliseconds(lambda at=asked[side][what]: client.get(at))
                if number >= 2:
                    found.append(elapsed)
        times[what] = sides
    print(json.dumps({"times": times, "queries": differing}))


def looked_at(client: Client, address: str) -> int:
    """How many queries the page takes; it must be full."""
    queries = []
    for _ in range(3):  # what a process reads once, and a session now and then, is no query of the page
        with CaptureQueriesContext(connection) as captured:
            page = client.get(address)
        queries.append(len(captured))
    assert page.status_code == 200, (address, page.status_code)
    rows = page.content.count(b"data-select-item>")
    assert rows == 50 or "q=" in address, (address, rows)
    return min(queries)


def addresses(form: Form) -> dict[str, str]:
    """What is looked at → its address."""
    base = f"/forms/manage/{form.pk}/submissions/"
    usual, rare = form.statuses.order_by("position")[0], form.statuses.order_by("position")[3]
    day = (clock.today() - datetime.timedelta(days=5)).isoformat()
    since = (clock.today() - datetime.timedelta(days=8)).isoformat()
    there = Submission.objects.filter(form=form)
    middle = there.order_by("submitted_at")[there.count() // 2]
    found = {}
    for sort in SORTS:
        found[f"{sort}"] = f"{base}?sort={sort}"
        statuses = list(form.statuses.order_by("position", "pk"))
        found[f"{sort}, middle"] = f"{base}?sort={sort}&after={place_of(middle, statuses)}"
        found[f"{sort}, back"] = f"{base}?sort={sort}&before={place_of(middle, statuses)}"
        found[f"{sort}, status"] = f"{base}?sort={sort}&status={usual.pk}"
        found[f"{sort}, rare status"] = f"{base}?sort={sort}&status={rare.pk}"
        found[f"{sort}, day"] = f"{base}?sort={sort}&since={day}&until={day}"
        found[f"{sort}, days and status"] = f"{base}?sort={sort}&since={since}&status={usual.pk}"
        found[f"{sort}, withdrawn"] = f"{base}?sort={sort}&standing=withdrawn"
        found[f"{sort}, not withdrawn"] = f"{base}?sort={sort}&standing=valid"
        found[f"{sort}, receipt"] = f"{base}?sort={sort}&q={middle.receipt}"
    assert all(QueryDict(address.partition("?")[2]) for address in found.values())
    return found


if __name__ == "__main__":
    main()
