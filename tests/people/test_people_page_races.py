"""Two people at once. Each race has a control without the lock, which must go wrong; otherwise it proves nothing."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, models

from core.people.models import Membership, Role, User
from core.people.services import posts
from core.people.services.deactivating import deactivate
from core.people.services.inviting import AccountExists, NotUsable, accept_as_new_person, invite
from core.people.services.posts import end_post
from tests.people.test_invitations import PASSWORD, link_in

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Run the acts in threads; what each came to."""
    outcomes: list[str] = []

    def run(act: Callable[[], object]) -> None:
        try:
            act()
            outcomes.append("done")
        except (ValidationError, NotUsable, AccountExists) as error:
            outcomes.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


@pytest.fixture
def both_look_before_either_acts(monkeypatch) -> None:
    """Makes the race certain: whoever has found another manager waits until the other has looked too, or a second."""
    meeting = threading.Barrier(2)
    refuse = posts.refuse_if_last

    def look_and_wait(*args, **kwargs) -> None:
        refuse(*args, **kwargs)
        with contextlib.suppress(threading.BrokenBarrierError):
            meeting.wait(timeout=1)

    monkeypatch.setattr(posts, "refuse_if_last", look_and_wait)


@pytest.fixture
def two_managers(cast) -> list[Callable[[], object]]:
    """Midori and Kaede, each about to end the other's post."""
    Membership.objects.filter(user=cast.kaede).update(role=Role.MANAGER)
    hers, theirs = Membership.objects.get(user=cast.midori), Membership.objects.get(user=cast.kaede)
    return [
        lambda: end_post(theirs.pk, last_day=None, by=cast.midori),
        lambda: end_post(hers.pk, last_day=None, by=cast.kaede),
    ]


def managers_left(cast) -> int:
    return Membership.objects.current().filter(organization=cast.ishinomaki, role=Role.MANAGER).count()


def test_two_managers_cannot_end_each_others_post(cast, two_managers, both_look_before_either_acts):
    assert at_once(*two_managers) == ["ValidationError", "done"]
    assert managers_left(cast) == 1


def test_control_without_the_lock_nobody_is_left(cast, two_managers, both_look_before_either_acts, monkeypatch):
    monkeypatch.setattr(models.QuerySet, "select_for_update", lambda queryset, **_: queryset)
    assert at_once(*two_managers) == ["done", "done"]
    assert managers_left(cast) == 0


def test_two_administrators_cannot_deactivate_each_other(cast):
    other = User.objects.create(email="other@pref.example.jp", name="別の管理者")
    Membership.objects.create(user=other, organization=cast.prefecture, role=Role.ADMINISTRATOR)
    outcomes = at_once(lambda: deactivate(other.pk, by=cast.kanda), lambda: deactivate(cast.kanda.pk, by=other))
    assert outcomes == ["ValidationError", "done"]
    assert Membership.objects.current().filter(role=Role.ADMINISTRATOR).count() == 1


def test_a_link_clicked_twice_at_once_makes_one_account(cast, mailoutbox):
    invite(
        email="sakura@x.example.jp",
        name="千葉 桜",
        organization=cast.ishinomaki,
        section=None,
        role=Role.MEMBER,
        by=cast.midori,
    )
    secret = link_in(mailoutbox[0]).rstrip("/").rsplit("/", 1)[1]

    def register() -> None:
        accept_as_new_person(secret, name="千葉 桜", kana="", password=PASSWORD)

    assert at_once(register, register, register) == ["NotUsable", "NotUsable", "done"]
    assert User.objects.get(email="sakura@x.example.jp").memberships.count() == 1


def test_two_managers_inviting_the_same_person_at_once_make_one_invitation(cast, mailoutbox):
    def act() -> None:
        invite(
            email="sakura@x.example.jp",
            name="千葉 桜",
            organization=cast.ishinomaki,
            section=None,
            role=Role.MEMBER,
            by=cast.midori,
        )

    assert at_once(act, act, act) == ["done", "done", "done"]
    assert cast.ishinomaki.invitations.count() == 1
