"""Forms that come back keep the rules of a page as every page does (test_walks.py), and broken rules are noticed."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.house.access_table import rows
from tests.house.actors import ADMINISTRATOR, MANAGER, MEMBER, NOBODY, STAFF
from tests.house.asking import address_in, ask, body_of
from tests.house.page_rules import broken_rules
from tests.house.undefined import undefined_variables


@pytest.mark.parametrize("actor", [NOBODY, MANAGER, STAFF, ADMINISTRATOR])
def test_forms_that_come_back_with_errors_keep_the_rules(world, client_of, actor):
    wrong: dict[str, list[str]] = {}
    client = client_of(actor)
    with undefined_variables() as undefined:
        for row in rows():
            if row.method != "POST" or actor not in row.allowed:
                continue
            response = ask(client, "POST", address_in(world, row.name, row.of))
            if response.status_code in (200, 400, 409, 422) and "html" in response.headers.get("Content-Type", ""):
                text = body_of(response).decode()
                for broken in broken_rules(text, whole=text.lstrip().lower().startswith("<!doctype")):
                    wrong.setdefault(broken, []).append(str(row))
    assert not wrong, "\n".join(f"{broken}: {', '.join(where[:3])}" for broken, where in wrong.items())
    assert not undefined, "\n".join(sorted(undefined))


@pytest.mark.parametrize(
    ("page", "broken"),
    [
        ("<p style='color: red'>", "inline style"),
        ("<script>alert(1)</script>", "inline script"),
        ("<button onclick='x()'>", "inline handler"),
        ("<img src='https://elsewhere.example/x.png'>", "leads outside"),
        ("<a href='javascript:x()'>", "leads outside"),
        ("<form method='post'><input name='x'></form>", "CSRF"),
        ("<p id='a'></p><p id='a'></p>", "stands 2 times"),
    ],
)
def test_control_a_broken_rule_is_noticed(page, broken):
    assert any(broken in found for found in broken_rules(page, whole=False))


def test_control_an_undefined_variable_is_noticed(world, client_of, monkeypatch):
    from portal.views.home import HomeView

    monkeypatch.setattr(HomeView, "get_context_data", lambda self, **kwargs: {"view": self})
    with undefined_variables() as undefined:
        ask(client_of(MEMBER), "GET", reverse("home"))
    assert any(found.startswith("templates/portal/home.html") for found in undefined)
