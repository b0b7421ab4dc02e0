"""Nobody comes across a string of an organization that they may not see: not in a page, header, file, mail or count."""

from __future__ import annotations

import pytest
from django.test import Client

from archive.querysets import NoticeQuerySet
from archive.services.acknowledging import note_reading
from core.notifications.letters import letter
from core.notifications.models import Notification
from core.people.models import User
from surveys.models import Survey
from surveys.services.answering import receive
from tests.house.actors import ACTORS, ADMINISTRATOR, MANAGER, MEMBER, NOBODY, OTHER_MEMBER, PUBLISHER, STAFF
from tests.house.asking import without_tokens
from tests.house.crawling import crawl
from tests.house.world import World, make_more_of_shiroishi, run_jobs


def met_by(actor: str, client: Client, world: World) -> tuple[list[str], set[str]]:
    """(foreign canaries that the person came across and where, own canaries that the person came across)"""
    foreign, own = [], set()
    for page in crawl(client, world):
        text = page.everything().upper()
        for canary in world.canaries:
            if canary.token not in text:
                continue
            if actor in canary.seen_by:
                own.add(canary.what)
            elif not (actor == NOBODY and page.address.startswith("/people/join/")):  # the mailed link is the key
                foreign.append(f"{actor} found {canary.what} at {page.address} ({page.response.status_code})")
    return foreign, own


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


@pytest.mark.parametrize("actor", ACTORS)
def test_everybody_comes_across_what_is_theirs_and_nothing_else(world, client_of, actor):
    foreign, own = met_by(actor, client_of(actor), world)
    assert not foreign, "\n".join(foreign)
    only_theirs = {canary.what for canary in world.canaries if canary.seen_by == {actor}}
    missed = (only_theirs | THEIRS.get(actor, set())) - own
    assert not missed, f"{actor} may see these and did not come across them: {missed}"


def test_control_a_widened_door_is_noticed(world, client_of, monkeypatch):
    monkeypatch.setattr(NoticeQuerySet, "visible_to", lambda self, user: self)
    foreign, _ = met_by(MEMBER, client_of(MEMBER), world)
    assert any("the body of the notice to 白石市" in found for found in foreign)
    assert any("the inside of a file of the notice a draft" in found for found in foreign)
    assert any("a tag of the notice to 白石市" in found for found in foreign)


def test_mails_carry_nothing_foreign(world):
    """Every mail in the outbox, as it would leave."""
    actor_of = {user.email: actor for actor, user in world.people.items()}
    wrong = []
    for notification in Notification.objects.select_related("message__sender", "user", "organization"):
        actor = actor_of.get(notification.recipient, "")
        mail = letter(notification)
        text = "\n".join([mail.subject, str(mail.body), *(str(part[0]) for part in mail.alternatives)]).upper()
        colleagues = {
            name
            for name, user in world.people.items()
            if notification.organization_id in user.memberships.values_list("organization", flat=True)
        }
        for canary in world.canaries:
            if canary.token in text and not canary.seen_by & ({actor} | colleagues) and notification.user_id:
                wrong.append(f"{notification.recipient} is mailed {canary.what}")
    assert Notification.objects.filter(user__isnull=False).count() > 5
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("actor", [MEMBER, pytest.param(MANAGER, marks=pytest.mark.long)])
def test_what_others_have_changes_nothing_that_one_sees(world, client_of, actor):
    """Totals, counts, facets and completion count only what may be seen: with more of everything elsewhere, every page
    of 石巻市 stays as it was, to the byte."""

    for notice in (world.published, world.to_both):
        note_reading(notice, by=world.people[actor])  # else the page would show the minute in which it is opened

    for survey in Survey.objects.asked_of(world.people[actor]):
        receive(survey, by=world.people[actor])
    client = client_of(actor)  # once: signing in again would show on the page of people, from the next minute on

    def pages() -> dict[str, bytes]:
        found = crawl(client, world)
        # The roster is everyone's; a ZIP, a PDF and the components page say what time it is.
        ours = (page for page in found if not page.address.startswith(("/roster/", "/demo/")))
        return {page.address: without_tokens(page.body) for page in ours if not (page.is_zip or page.is_pdf)}

    before = pages()
    make_more_of_shiroishi(world)
    run_jobs()
    after = pages()
    changed = [address for address in before if before[address] != after.get(address)]
    assert not changed, f"{actor} sees from these pages that 白石市 got something: {changed}"
    assert before.keys() == after.keys()


def test_control_the_others_see_that_they_got_more(world, client_of):
    def pages() -> dict[str, bytes]:
        return {page.address: without_tokens(page.body) for page in crawl(client_of(OTHER_MEMBER), world)}

    before = pages()
    make_more_of_shiroishi(world)
    run_jobs()
    assert {"/", "/archive/", "/inbox/"} <= {
        address for address, body in pages().items() if body != before.get(address)
    }
    assert User.objects.count() > len(world.people)
