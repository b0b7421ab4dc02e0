"""Everybody walks through the whole portal, once each: what the table says, theirs and nothing else, sound pages."""

from __future__ import annotations

import logging

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from tests.house.access_table import rows
from tests.house.actors import ACTORS, ADMINISTRATOR, MANAGER, MEMBER, NOBODY, PUBLISHER, STAFF
from tests.house.asking import address_in, ask
from tests.house.crawling import Page, Walk, crawl, met_by
from tests.house.page_rules import broken_rules
from tests.house.undefined import undefined_variables
from tests.house.world import make_world

pytestmark = pytest.mark.django_db  # without the mark no database is made


@pytest.fixture(scope="module", params=ACTORS)
def walk(request: pytest.FixtureRequest, django_db_setup, django_db_blocker) -> Walk:
    """What one person is answered, for all tests here that ask about it."""
    actor, client, heard = request.param, Client(), _Errors()
    logging.getLogger().addHandler(heard)
    try:
        around = transaction.atomic()
        around._from_testcase = True  # what is durable may stand in it, as in a test's own transaction
        with django_db_blocker.unblock(), around:
            world = make_world()
            if actor != NOBODY:
                client.force_login(world.people[actor], backend=settings.AUTHENTICATION_BACKENDS[0])
            with undefined_variables() as undefined:
                pages = list(crawl(client, world))
                answered = {page.address: page for page in reversed(pages)}  # the GET, which comes first
                listed = []
                for row in (each for each in rows() if each.method == "GET"):
                    address = address_in(world, row.name, row.of)
                    listed.append((row, answered.get(address) or Page.of(address, ask(client, "GET", address))))
            transaction.set_rollback(True)
    finally:
        logging.getLogger().removeHandler(heard)
    assert not heard.messages, f"logged: {heard.messages}"
    return Walk(actor, world.canaries, pages, listed, undefined)


class _Errors(logging.Handler):
    """The rule of tests/conftest.py, for what happens in a fixture of the whole module."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


def test_everybody_is_shown_what_the_table_says(walk: Walk):
    """What they may do is asked in test_access_table.py."""
    wrong = [
        f"{walk.actor}, {row}: {row.expected[walk.actor]} expected, but got {page.outcome}"
        for row, page in walk.listed
        if page.outcome != row.expected[walk.actor]
    ]
    assert walk.listed
    assert not wrong, "\n".join(wrong)


# The crawl proves nothing unless it comes across what may be seen; of that, at least this.
THEIRS = {
    MEMBER: {
        "the title of the notice to 石巻市",
        "the inside of a file of the notice to 石巻市",
        "a tag of the notice to 石巻市",
        "a group with only 石巻市 in it",
        "why a notice was withdrawn",
        "why a survey was withdrawn",
        "the inside of a file of the survey to both",
        "the corrected answer of 石巻市",
        "a question that is shared",
        "the answer to 石巻市 alone",
        "an announcement",
        "a contact of 白石市",
    },
    MANAGER: {"an audit entry about 石巻市", "the name of somebody who left 石巻市"},
    PUBLISHER: {"the body of the notice a draft of 角田市"},
    STAFF: {
        "the body of the notice a draft",
        "the name of other_member",
        "why a mail failed",
        "the corrected answer of 白石市",
        "a remark on the answer of 石巻市",
        "an answer that is being entered by proxy",
        "the purpose of the survey a draft",
        "the text of an announcement to come",
        "a group with only 白石市 in it",
    },
    ADMINISTRATOR: {
        "the name of somebody who left 白石市",
        "the address of somebody invited to 石巻市",
        "why a job is dead",
    },
}


def test_everybody_comes_across_what_is_theirs_and_nothing_else(walk: Walk):
    foreign, own = met_by(walk.actor, walk.pages, walk.canaries)
    assert not foreign, "\n".join(foreign)
    only_theirs = {canary.what for canary in walk.canaries if canary.seen_by == {walk.actor}}
    missed = (only_theirs | THEIRS.get(walk.actor, set())) - own
    assert not missed, f"{walk.actor} may see these and did not come across them: {missed}"


def test_every_page_keeps_the_rules(walk: Walk):
    wrong: dict[str, list[str]] = {}
    pages = [page for page in walk.pages if page.is_html]
    for page in pages:
        text = page.body.decode()
        for broken in broken_rules(text, whole=text.lstrip().lower().startswith("<!doctype")):
            wrong.setdefault(broken, []).append(page.address)
    assert len(pages) > 10
    assert not wrong, "\n".join(f"{broken}: {', '.join(where[:3])}" for broken, where in wrong.items())
    assert not walk.undefined, (
        'These templates use a variable that the view does not give them. Give it, or write |default:"" where it is '
        f"optional:\n{chr(10).join(sorted(walk.undefined))}"
    )
