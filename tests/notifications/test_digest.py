"""One mail a day for those who want it so."""

import datetime

import pytest

from core import clock
from core.jobs.models import Job
from core.notifications.models import DIGEST, Message, Notification, Preference, Timing
from core.notifications.services.digesting import gather, plan_digests
from core.notifications.services.posting import post_due
from core.notifications.services.preferring import choose_timing
from core.notifications.services.reading import mark_entries_read
from core.notifications.services.telling import tell_people
from core.people.models import User


@pytest.fixture
def daily(cast, say, smtp):
    """髙橋 and 及川 want one mail a day; two bulletins were sent."""
    for user in (cast.kaede, cast.ren):
        Preference.objects.create(user=user, timing=Timing.DAILY)
    for title in ("一つ目の回覧", "二つ目の回覧"):
        tell_people(say(title), [cast.kaede, cast.ren])


@pytest.fixture
def set_clock(move_clock):
    """`set_clock(1, 8)`: tomorrow at 8:00 in Japan."""
    start = clock.now()

    def to(days: int, hour: int) -> None:
        wanted = (start + datetime.timedelta(days=days)).replace(hour=hour, minute=0, second=0)
        move_clock(wanted - start)

    return to


def states(user):
    return sorted(Notification.objects.filter(user=user).values_list("mail", flat=True))


def test_nothing_is_sent_before_the_digest(daily, smtp):
    assert post_due() == 0
    assert not smtp.received


def test_one_mail_lists_everything_unread(daily, smtp, cast):
    gather("2026-01-01")
    post_due()
    assert len(smtp.received) == 2
    text = smtp.to(cast.kaede.email)[0].message.get_body(("plain",)).get_content()
    assert "お知らせが2件" in text
    assert "一つ目の回覧" in text
    assert "二つ目の回覧" in text
    assert states(cast.kaede) == ["sent", "sent"]


def test_gathering_twice_a_day_sends_once(daily, smtp):
    assert gather("2026-01-01") == 2
    assert gather("2026-01-01") == 0
    post_due()
    assert len(smtp.received) == 2


def test_what_was_sent_yesterday_is_not_sent_again_today(daily, smtp, say, cast):
    gather("2026-01-01")
    post_due()
    tell_people(say("三つ目の回覧"), [cast.kaede])
    assert gather("2026-01-02") == 1
    post_due()
    text = smtp.to(cast.kaede.email)[1].message.get_body(("plain",)).get_content()
    assert "三つ目の回覧" in text
    assert "一つ目の回覧" not in text


def test_a_crash_after_gathering_loses_nothing_and_repeats_nothing(daily, smtp, cast):
    gather("2026-01-01")
    assert states(cast.kaede) == ["digest", "digest"], "not called sent before it is"
    assert Notification.objects.filter(user=cast.kaede, digest__isnull=True).count() == 0
    assert gather("2026-01-02") == 0, "what is in a mail already is in no second one"
    post_due()
    assert states(cast.kaede) == ["sent", "sent"]


def test_what_was_read_before_eight_is_left_out(daily, smtp, cast):
    first = Notification.objects.filter(user=cast.kaede).earliest("pk")
    mark_entries_read(cast.kaede, [first.pk])
    gather("2026-01-01")
    post_due()
    text = smtp.to(cast.kaede.email)[0].message.get_body(("plain",)).get_content()
    assert "一つ目の回覧" not in text
    assert states(cast.kaede) == ["sent", "withheld"]


def test_what_was_read_between_gathering_and_sending_is_left_out(daily, smtp, cast):
    gather("2026-01-01")
    mark_entries_read(cast.kaede, Notification.objects.filter(user=cast.kaede).values_list("pk", flat=True))
    post_due()
    assert not smtp.to(cast.kaede.email)
    assert states(cast.kaede) == ["withheld", "withheld"]
    assert smtp.to(cast.ren.email)


def test_what_has_become_pointless_is_left_out(daily, smtp, bulletin):
    gather("2026-01-01")
    bulletin.wanted = False
    post_due()
    assert not smtp.received


def test_a_deactivated_person_gets_none(daily, smtp, cast):
    User.objects.filter(pk=cast.kaede.pk).update(is_active=False)
    assert gather("2026-01-01") == 1


def test_a_digest_that_fails_makes_what_it_carries_fail(daily, smtp, cast):
    smtp.answers[cast.kaede.email] = "550 5.1.1 No such user"
    gather("2026-01-01")
    post_due()
    assert states(cast.kaede) == ["failed", "failed"]
    assert Notification.objects.failed().count() == 2, "the sender sees the notices, not the digest"


def test_it_is_nobodys_inbox_entry(daily, cast):
    before = Notification.objects.visible_to(cast.kaede).count()
    gather("2026-01-01")
    assert Notification.objects.visible_to(cast.kaede).count() == before


def test_it_is_planned_once_a_day_from_eight_on(daily, set_clock):
    set_clock(1, 7)
    plan_digests()
    assert not Job.objects.filter(kind="notifications.digest").exists()
    set_clock(1, 8)
    plan_digests()
    plan_digests()
    job = Job.objects.get(kind="notifications.digest")
    gather(**job.payload)
    job.delete()
    plan_digests()
    assert not Job.objects.filter(kind="notifications.digest").exists()
    assert Message.objects.filter(kind=DIGEST).count() == 1


def test_nobody_waiting_plans_nothing(cast, set_clock):
    set_clock(1, 9)
    plan_digests()
    assert not Job.objects.exists()


def test_choosing_at_once_sends_what_has_been_waiting(daily, smtp, cast):
    choose_timing(cast.kaede, Timing.AT_ONCE)
    post_due()
    assert len(smtp.to(cast.kaede.email)) == 2
    assert not smtp.to(cast.ren.email)


def test_choosing_the_inbox_only_withdraws_what_has_been_waiting(daily, smtp, cast):
    gather("2026-01-01")
    choose_timing(cast.kaede, Timing.IN_APP)
    post_due()
    assert not smtp.to(cast.kaede.email)
    assert states(cast.kaede) == ["none", "none"]
