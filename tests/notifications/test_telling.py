"""Each person is told once, however they are reached."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.jobs.models import Job
from core.notifications.kinds import register
from core.notifications.models import Message, Notification, Preference, Timing
from core.notifications.services.telling import open_message, tell_address, tell_members, tell_people
from core.people.models import Membership, Role, User
from tests.notifications.conftest import Bulletin


def told(message):
    return {row.user.name for row in message.notifications.select_related("user")}


def test_the_members_of_the_addressed_organizations_are_told_and_nobody_else(cast, say, members_of):
    message = say()
    assert tell_members(message, members_of(cast.ishinomaki, cast.shiroishi)) == 5
    assert told(message) == {"緑川 みどり", "髙橋 楓", "及川 蓮", "明石 晃", "油井 結"}


def test_a_person_with_posts_in_two_addressed_organizations_is_told_once(cast, say, members_of):
    Membership.objects.create(user=cast.kaede, organization=cast.shiroishi, role=Role.MEMBER)
    message = say()
    tell_members(message, members_of(cast.ishinomaki, cast.shiroishi))
    row = message.notifications.get(user=cast.kaede)
    assert row.organization == cast.ishinomaki


def test_telling_again_tells_only_those_who_came_since(cast, say, members_of):
    message = say()
    tell_members(message, members_of(cast.ishinomaki))
    assert tell_members(message, members_of(cast.ishinomaki, cast.shichikashuku)) == 1
    assert message.notifications.count() == 4


@pytest.mark.parametrize("chunk", [1, 2, 3, 100])
def test_the_size_of_a_chunk_changes_nothing(cast, say, members_of, chunk):
    message = say()
    assert tell_members(message, members_of(cast.ishinomaki, cast.shiroishi, cast.shichikashuku), chunk=chunk) == 6


def test_nobody_to_tell_is_no_error(cast, say):
    assert tell_members(say(), Membership.objects.none()) == 0


def test_each_chunk_is_reported_to_the_job(cast, say, members_of):
    job = Job.objects.create(kind="notifications.digest", state=Job.State.RUNNING)
    tell_members(say(), members_of(cast.ishinomaki), job=job, chunk=1)
    job.refresh_from_db()
    assert (job.progress, job.total) == (3, 3)


def test_telling_many_costs_as_many_queries_as_telling_few(cast, say, members_of):
    def queries() -> int:
        message = say()
        with CaptureQueriesContext(
            connection,
        ) as captured:
            tell_members(message, members_of(cast.shichikashuku))
        return len(captured)

    few = queries()
    users = User.objects.bulk_create([User(email=f"n{n}@example.jp", name=f"{n}") for n in range(10)])
    Membership.objects.bulk_create(
        [Membership(user=user, organization=cast.shichikashuku, role=Role.MEMBER) for user in users]
    )
    assert queries() == few


def test_the_preference_decides_about_the_mail_and_never_about_the_inbox(cast, say, members_of):
    Preference.objects.create(user=cast.kaede, timing=Timing.DAILY)
    Preference.objects.create(user=cast.ren, timing=Timing.IN_APP)
    message = say()
    tell_members(message, members_of(cast.ishinomaki))
    assert dict(message.notifications.values_list("user__name", "mail")) == {
        "緑川 みどり": "waiting",
        "髙橋 楓": "digest",
        "及川 蓮": "none",
    }


def test_the_deactivated_and_those_whose_post_ended_are_not_told(cast, say, members_of):
    User.objects.filter(pk=cast.ren.pk).update(is_active=False)
    Membership.objects.filter(user=cast.kaede).delete()
    message = say()
    tell_members(message, members_of(cast.ishinomaki))
    assert told(message) == {"緑川 みどり"}


def test_a_message_is_opened_once_per_key(cast, say):
    assert say(key="7") == say("another title", key="7")
    assert Message.objects.count() == 1
    assert say(key=None) != say(key=None)


def test_a_kind_that_nobody_registered_is_refused(cast):
    with pytest.raises(LookupError, match="messages_out"):
        open_message("tests.unheard_of", key=None, subject=None, title="", path="", sender=None, by=None)


def test_a_kind_is_registered_once(bulletin):
    with pytest.raises(ValueError, match="twice"):
        register(Bulletin)


def test_people_and_addresses_are_told_once(cast, say):
    message = say()
    assert tell_people(message, [cast.haru, cast.yui, cast.haru]) == 2
    assert tell_people(message, [cast.haru]) == 0
    assert tell_address(message, "gyomu@example.jp", cast.shiroishi) == 1
    assert tell_address(message, "gyomu@example.jp", cast.shiroishi) == 0
    assert Notification.objects.count() == 3


def test_telling_asks_for_the_mail_to_be_sent(cast, say, members_of, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        tell_members(say(), members_of(cast.ishinomaki))
    job = Job.objects.get(kind="notifications.post")
    assert (job.key, job.queue, job.payload) == ("post-0", "mail", {"lane": 0})
