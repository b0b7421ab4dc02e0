"""Nobody comes across a string of an organization that they may not see: not in a page, header, file, mail or count.

What people come across on their way is asked in test_walks.py; here are the mails, the counts, and the controls.
"""

from __future__ import annotations

import pytest

from archive.querysets import NoticeQuerySet
from archive.services.acknowledging import note_reading
from core.notifications.letters import letter
from core.notifications.models import Notification
from core.people.models import User
from surveys.models import Survey
from surveys.services.answering import receive
from tests.house.actors import MANAGER, MEMBER, OTHER_MEMBER
from tests.house.asking import ask, body_of, without_tokens
from tests.house.crawling import crawl, met_by
from tests.house.world import make_more_of_shiroishi, run_jobs


def test_control_a_widened_door_is_noticed(world, client_of, monkeypatch):
    monkeypatch.setattr(NoticeQuerySet, "visible_to", lambda self, user: self)
    foreign, _ = met_by(MEMBER, crawl(client_of(MEMBER), world, follow=False), world.canaries)
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


@pytest.mark.parametrize(
    ("actor", "follow"),
    [
        pytest.param(MEMBER, False, id="member"),
        pytest.param(MEMBER, True, id="member, wherever links lead", marks=pytest.mark.long),
        pytest.param(MANAGER, True, id="manager, wherever links lead", marks=pytest.mark.long),
    ],
)
def test_what_others_have_changes_nothing_that_one_sees(world, client_of, actor, follow):
    """Totals, counts, facets and completion count only what may be seen: with more of everything elsewhere, every page
    of 石巻市 stays as it was, to the byte."""

    for notice in (world.published, world.to_both):
        note_reading(notice, by=world.people[actor])  # else the page would show the minute in which it is opened

    for survey in Survey.objects.asked_of(world.people[actor]):
        receive(survey, by=world.people[actor])
    client = client_of(actor)  # once: signing in again would show on the page of people, from the next minute on

    def pages() -> dict[str, bytes]:
        found = crawl(client, world, follow=follow)
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
    client = client_of(OTHER_MEMBER)

    def pages() -> list[bytes]:
        return [without_tokens(body_of(ask(client, "GET", address))) for address in ("/", "/archive/", "/inbox/")]

    before = pages()
    make_more_of_shiroishi(world)
    run_jobs()
    for now, then in zip(pages(), before, strict=True):
        assert now != then
    assert User.objects.count() > len(world.people)
