"""Every address, every method, everybody: who gets what."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.contrib import admin
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from core.people.services.deactivating import deactivate
from tests.house.access_table import Row, rows
from tests.house.actors import ACTORS, ADMINISTRATOR, EVERYONE_SIGNED_IN, MANAGER, MEMBER, NOBODY, OTHER_MEMBER, STAFF
from tests.house.asking import KWARGS, LOGIN, address_in, ask, body_of, outcome, without_tokens

ROWS = rows()
COOKIELESS = "entry:"
SECOND_FACTOR_EXCEPTIONS = ("mfa_", "account_logout", "account_reauthenticate", "health")


def names(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            assert entry.name, f"{entry.pattern} has no name: give it one, and a row in access_table.py."
            yield f"{namespace}{entry.name}"
        elif entry.namespace != "admin":
            yield from names(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)


def test_every_url_has_a_row():
    listed = {row.name for row in ROWS}
    unlisted = [name for name in names(get_resolver()) if name not in listed]
    assert not unlisted, (
        f"These addresses have no row in tests/house/access_table.py: {unlisted}. Add one for each method that "
        "they take, with what each of the people there gets; their things are made in tests/house/world.py."
    )
    gone = listed - set(names(get_resolver()))
    assert not gone, f"These rows of tests/house/access_table.py have no address any more: {sorted(gone)}."


@pytest.mark.parametrize("actor", ACTORS)
def test_everybody_may_do_what_the_table_says(world, client_of, actor):
    """What they are shown is asked in test_walks.py."""
    wrong = []
    client = client_of(actor)
    for row in (each for each in ROWS if each.method != "GET"):
        got = outcome(ask(client, row.method, address_in(world, row.name, row.of)))
        if got != row.expected[actor]:
            wrong.append(f"{actor}, {row}: {row.expected[actor]} expected, but got {got}")
    assert not wrong, "\n".join(wrong)


def test_the_deactivated_get_what_nobody_gets_on_their_next_request(world, client_of):
    client = client_of(MEMBER)
    deactivate(world.people[MEMBER].pk, by=world.people[ADMINISTRATOR])
    wrong = []
    for row in ROWS:
        got = outcome(ask(client, row.method, address_in(world, row.name, row.of)))
        if got != row.expected[NOBODY]:
            wrong.append(f"deactivated, {row}: {row.expected[NOBODY]} expected, but got {got}")
    assert not wrong, "\n".join(wrong)


def test_without_the_second_factor_that_is_mandatory_there_is_nothing_but_setting_it_up(world, client_of, settings):
    settings.SECOND_FACTOR_ROLES = ["staff"]
    client = client_of(STAFF)
    wrong = []
    for row in ROWS:
        if row.name.startswith(SECOND_FACTOR_EXCEPTIONS):
            continue
        response = ask(client, row.method, address_in(world, row.name, row.of))
        if response.status_code != 302 or response["Location"] != reverse("mfa_index"):
            wrong.append(f"{row}: got {outcome(response)}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("actor", [MEMBER, MANAGER, OTHER_MEMBER])
def test_what_may_not_be_seen_looks_like_what_is_not_there(world, client_of, actor):
    client = client_of(actor)
    hidden = [row for row in ROWS if row.expected[actor] == "404" and row.of != "-"]
    assert hidden
    for row in hidden:
        address = address_in(world, row.name, row.of)
        missing = address_of_nothing(row, world)
        there, nothing = (ask(client, row.method, each) for each in (address, missing))
        bodies = [
            without_tokens(body_of(response)).replace(path.encode(), b"")
            for response, path in ((there, address), (nothing, missing))
        ]
        assert nothing.status_code == 404, f"{actor}, {row}: the missing one answers {nothing.status_code}"
        assert bodies[0] == bodies[1], f"{actor}, {row}: the answer tells a foreign thing from a missing one"


def address_of_nothing(row: Row, world) -> str:
    thing = getattr(world, row.of)
    kwargs = KWARGS.get(row.name, lambda thing: {"pk": thing.pk})(thing)
    if "pk" in kwargs:
        missing = {"pk": uuid.uuid4() if isinstance(thing.pk, uuid.UUID) else 2**31 - 1}
    else:
        missing = {"slug": "nothing-here"}
    return reverse(row.name, kwargs=kwargs | missing)


def test_a_method_that_is_not_listed_is_refused(world, client_of):
    """Whoever may use a page gets 405 for the method that the page does not have."""
    methods: dict[str, set[str]] = {}
    for row in ROWS:
        methods.setdefault(row.name, set()).add(row.method)
    wrong = []
    for row in ROWS:
        (other,) = {"GET", "POST"} - {row.method}
        if other in methods[row.name] or not row.allowed:
            continue
        client = client_of(row.allowed[-1])
        got = outcome(ask(client, other, address_in(world, row.name, row.of)))
        if got != "405":
            wrong.append(
                f"{other} {row.name} of {row.of}: {got}. List the method in access_table.py, or refuse it (405)."
            )
    assert not wrong, "\n".join(wrong)


def test_every_change_needs_the_csrf_token(world):
    clients = {actor: Client(enforce_csrf_checks=True) for actor in ACTORS}
    for actor in EVERYONE_SIGNED_IN:
        clients[actor].force_login(world.people[actor], backend=settings.AUTHENTICATION_BACKENDS[0])
    wrong = []
    for row in ROWS:
        if row.method != "POST" or not row.allowed or row.name.startswith(COOKIELESS):
            continue
        response = ask(clients[row.allowed[-1]], "POST", address_in(world, row.name, row.of))
        if response.status_code != 403 or "csrf" not in response.templates[0].name:
            wrong.append(f"{row}: {outcome(response)}")
    assert not wrong, "\n".join(wrong)


def test_public_pages_take_nothing_from_other_sites(world, client_of):
    """They need no cookie: a token in the page, and the Origin that the browser names, stand in its place."""
    posts = [row for row in ROWS if row.method == "POST" and row.name.startswith(COOKIELESS)]
    assert posts
    for row in posts:
        client, address = client_of(row.allowed[-1]), address_in(world, row.name, row.of)
        response = client.post(address, headers={"Origin": "https://elsewhere.example"})
        assert response.status_code == 403, f"{row}: {outcome(response)}"


def test_nobody_but_administrators_gets_into_the_admin(world, client_of):
    pages = [reverse("admin:index")]
    for model in admin.site._registry:
        options = model._meta
        pages += [reverse(f"admin:{options.app_label}_{options.model_name}_{page}") for page in ("changelist", "add")]
    wrong = []
    for actor in set(ACTORS) - {ADMINISTRATOR}:
        client = client_of(actor)
        for page in pages:
            response = ask(client, "GET", page)
            refused = response.status_code in (403, 404) or (
                response.status_code == 302 and response["Location"].startswith((LOGIN, reverse("admin:login")))
            )
            if not refused:
                wrong.append(f"{actor} got {response.status_code} from {page}")
    assert not wrong, "\n".join(wrong)


def test_everybody_signed_in_finds_every_address_of_their_menu(world, client_of):
    for actor in EVERYONE_SIGNED_IN:
        client = client_of(actor)
        menu = ask(client, "GET", reverse("home")).context["navigation"]
        for item in menu:
            assert outcome(ask(client, "GET", item["url"])) == "200", f"{actor}: {item['label']}"
