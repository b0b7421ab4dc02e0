"""What was said about a record goes with it, whether it has left or not."""

import pytest

from core.notifications.models import Message, Notification
from core.notifications.services.forgetting import forget, forget_what_is_gone
from core.notifications.services.posting import post_due
from core.notifications.services.telling import open_message, tell_address, tell_people
from core.people.models import OrganizationGroup

pytestmark = pytest.mark.django_db


def about(subject, *people) -> Message:
    message = open_message(
        "tests.bulletin", key=None, subject=subject, title="題", path="", sender=None, by=None, lines=["佐藤 花子"]
    )
    tell_people(message, people)
    tell_address(message, "hanako@example.jp")
    return message


def test_messages_about_a_record_go_from_inboxes_and_outbox_and_those_about_others_stay(cast, say, smtp):
    about(cast.cities, cast.kaede)
    other = about(cast.everyone, cast.kaede)
    of_another_kind = about(cast.kaede, cast.ren)
    assert forget("people.organizationgroup", [cast.cities.pk]) == 1
    assert set(Message.objects.all()) == {other, of_another_kind}
    assert Notification.objects.count() == 4
    assert post_due() == 4


def test_what_is_about_records_that_are_gone_goes_with_the_sweep(cast, say):
    stays, gone = about(cast.cities, cast.kaede), about(cast.everyone, cast.kaede)
    of_another_kind = about(cast.ishinomaki, cast.kaede)
    assert forget_what_is_gone(OrganizationGroup) == 0
    cast.everyone.delete()
    assert forget_what_is_gone(OrganizationGroup) == 1
    assert set(Message.objects.all()) == {stays, of_another_kind}
    assert not Notification.objects.filter(message=gone.pk).exists()
