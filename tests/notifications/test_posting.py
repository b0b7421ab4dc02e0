"""The outbox is emptied: who gets a mail, what is withheld, and what the server's answers mean."""

import datetime
import itertools

import pytest

from core.clock import later
from core.jobs.models import Job
from core.jobs.registry import Later
from core.notifications.models import Notification, Preference, Timing
from core.notifications.services.posting import due, post_due
from core.notifications.services.telling import tell_address, tell_members, tell_people
from core.notifications.transport import Transport
from core.notifications.troubles import Deferred
from core.notifications.work import post_what_is_due
from core.people.models import Membership, User

HOUR = datetime.timedelta(hours=1)


def mail_of(user):
    return Notification.objects.get(user=user)


@pytest.fixture
def told(cast, say, members_of, smtp):
    """緑川, 髙橋 and 及川 of 石巻市 are told of one bulletin."""
    message = say()
    tell_members(message, members_of(cast.ishinomaki))
    return message


def test_everyone_gets_one_mail_over_one_connection(told, smtp, cast):
    assert post_due() == 3
    assert [len(smtp.to(user.email)) for user in (cast.midori, cast.kaede, cast.ren)] == [1, 1, 1]
    assert smtp.connections == 1
    assert set(told.notifications.values_list("mail", flat=True)) == {"sent"}
    assert all(row.mail_sent_at and not row.mail_error for row in told.notifications.all())


def test_the_message_id_is_the_rows_own(told, smtp, cast):
    post_due()
    assert smtp.to(cast.kaede.email)[0].message_id == f"<{mail_of(cast.kaede).mail_id}@pref.example.jp>"


def test_nothing_due_opens_no_connection(smtp, cast):
    assert post_due() == 0
    assert smtp.connections == 0


def test_a_mail_goes_to_the_address_the_person_has_by_now(told, smtp, cast):
    User.objects.filter(pk=cast.kaede.pk).update(email="new@example.jp")
    post_due()
    assert smtp.to("new@example.jp")
    assert not smtp.to("kaede@ishinomaki.example.jp")


def test_urgent_mail_overtakes_a_fan_out(told, smtp, cast, say, bulletin):
    bulletin.urgent = True
    tell_address(say("至急"), "waits@example.jp")
    post_due()
    assert smtp.received[0].to == "waits@example.jp"


# --- What is withheld -----------------------------------------------------------------------------------------------


def test_a_deactivated_person_gets_no_mail(told, smtp, cast):
    User.objects.filter(pk=cast.kaede.pk).update(is_active=False)
    post_due()
    assert not smtp.to(cast.kaede.email)
    assert mail_of(cast.kaede).mail == "withheld"


def test_who_has_left_the_organization_gets_no_mail(told, smtp, cast):
    Membership.objects.filter(user=cast.kaede).delete()
    post_due()
    assert mail_of(cast.kaede).mail == "withheld"
    assert mail_of(cast.ren).mail == "sent"


def test_what_was_read_in_the_inbox_is_not_mailed(told, smtp, cast, move_clock):
    told.notifications.filter(user=cast.kaede).update(read_at=datetime.datetime.now(datetime.UTC))
    post_due()
    assert mail_of(cast.kaede).mail == "withheld"


def test_what_its_kind_no_longer_wants_is_not_mailed(told, smtp, bulletin):
    bulletin.wanted = False
    post_due()
    assert not smtp.received
    assert set(told.notifications.values_list("mail", flat=True)) == {"withheld"}


def test_a_change_of_preference_is_honoured_when_the_mail_is_due(told, smtp, cast):
    Preference.objects.create(user=cast.kaede, timing=Timing.DAILY)
    Preference.objects.create(user=cast.ren, timing=Timing.IN_APP)
    post_due()
    assert [mail_of(user).mail for user in (cast.midori, cast.kaede, cast.ren)] == ["sent", "digest", "none"]


# --- What the server's answers mean -----------------------------------------------------------------------------------


def test_5xx_is_final_and_disturbs_no_other(told, smtp, cast, move_clock):
    smtp.answers[cast.kaede.email] = "550 5.1.1 No such user"
    post_due()
    assert mail_of(cast.kaede).mail == "failed"
    assert mail_of(cast.kaede).mail_error == "550 5.1.1 No such user"
    assert [mail_of(user).mail for user in (cast.midori, cast.ren)] == ["sent", "sent"]
    move_clock(100 * HOUR)
    post_due()
    assert smtp.attempts[cast.kaede.email] == 1


def test_4xx_is_tried_again_later_and_disturbs_no_other(told, smtp, cast, move_clock):
    smtp.answers[cast.kaede.email] = "451 4.3.0 Later"
    post_due()
    row = mail_of(cast.kaede)
    assert (row.mail, row.mail_attempts, row.mail_error) == ("waiting", 1, "451 4.3.0 Later")
    assert [mail_of(user).mail for user in (cast.midori, cast.ren)] == ["sent", "sent"]
    post_due()
    assert smtp.attempts[cast.kaede.email] == 1, "not before its time"
    move_clock(HOUR)
    smtp.answers.clear()
    post_due()
    assert mail_of(cast.kaede).mail == "sent"


def test_4xx_is_given_up_after_72_hours_and_not_before(told, smtp, cast, move_clock):
    smtp.answers[cast.kaede.email] = "451 4.3.0 Later"
    waits = []
    for hour in range(0, 84, 1):
        move_clock(hour * HOUR)
        before = mail_of(cast.kaede).mail_attempts
        post_due()
        if mail_of(cast.kaede).mail_attempts > before:
            waits.append(hour)
    assert mail_of(cast.kaede).mail == "failed"
    assert 72 <= waits[-1] <= 77
    gaps = [later - earlier for earlier, later in itertools.pairwise(waits)]
    assert gaps == sorted(gaps, key=lambda gap: round(gap / 2.5)), f"the pauses grow: {gaps}"
    assert len(waits) < 30


def test_a_refusal_of_the_text_is_final_for_that_mail(told, smtp, cast):
    smtp.answer_to_data = "554 5.7.1 Spam"
    post_due()
    assert set(told.notifications.values_list("mail", flat=True)) == {"failed"}


@pytest.mark.parametrize("answer", ["421 Closing", "530 5.7.0 Authentication required", "503 Bad sequence"])
def test_what_the_server_says_about_us_fails_no_recipient(told, smtp, answer):
    smtp.answer_to_all = answer
    with pytest.raises(Later):
        post_due()
    assert set(told.notifications.values_list("mail", flat=True)) == {"waiting"}
    assert sum(smtp.attempts.values()) == 1, "the rest was not even tried"


def test_a_refusal_of_our_own_address_fails_no_recipient(told, smtp):
    smtp.answer_to_sender = "550 5.7.1 Sender not allowed"
    with pytest.raises(Later):
        post_due()
    assert set(told.notifications.values_list("mail", flat=True)) == {"waiting"}


def test_a_server_that_is_away_uses_up_no_attempts(told, smtp):
    smtp.down()
    with pytest.raises(Later) as later:
        post_due()
    assert 10 < later.value.seconds < 20
    assert set(told.notifications.values_list("mail", "mail_attempts")) == {("waiting", 0)}
    smtp.up()
    assert post_due() == 3


def test_control_without_connecting_first_a_server_that_is_away_uses_up_attempts(told, smtp, monkeypatch):
    monkeypatch.setattr(Transport, "ready", lambda transport: None)
    smtp.down()
    with pytest.raises(Later):
        post_due()
    assert max(told.notifications.values_list("mail_attempts", flat=True)) > 0


def test_control_without_judging_the_answer_a_final_refusal_is_tried_again(told, smtp, cast, monkeypatch, move_clock):
    monkeypatch.setattr("core.notifications.transport.judge", lambda error: Deferred("550 5.1.1 No such user"))
    smtp.answers[cast.kaede.email] = "550 5.1.1 No such user"
    post_due()
    move_clock(HOUR)
    post_due()
    assert smtp.attempts[cast.kaede.email] == 2


def test_the_longer_the_server_is_away_the_longer_the_pauses(told, smtp, move_clock):
    smtp.down()
    move_clock(HOUR)
    with pytest.raises(Later) as later:
        post_due()
    assert 240 <= later.value.seconds <= 360


def test_a_server_away_for_72_hours_makes_the_mail_fail(told, smtp, move_clock):
    smtp.down()
    move_clock(71 * HOUR)
    with pytest.raises(Later):
        post_due()
    assert set(told.notifications.values_list("mail", flat=True)) == {"waiting"}
    move_clock(73 * HOUR)
    with pytest.raises(Later):
        post_due()
    assert set(told.notifications.values_list("mail", flat=True)) == {"failed"}


def test_a_recipient_whose_mail_hangs_is_tried_again_and_disturbs_no_other(told, smtp, cast):
    smtp.hang = {cast.kaede.email}
    post_due()
    row = mail_of(cast.kaede)
    assert (row.mail, row.mail_attempts) == ("waiting", 1)
    assert [mail_of(user).mail for user in (cast.midori, cast.ren)] == ["sent", "sent"]


def test_a_server_that_hangs_on_every_mail_is_left_alone_after_three(cast, say, smtp):
    message = say()
    everyone = User.objects.all()
    tell_people(message, everyone)
    smtp.hang = {user.email for user in everyone}
    with pytest.raises(Later):
        post_due()
    assert sum(message.notifications.values_list("mail_attempts", flat=True)) == 3


def test_a_server_that_hung_up_between_two_mails_costs_no_attempt(cast, say, smtp):
    tell_people(say(), [cast.kaede, cast.ren])
    smtp.hangs_up_after = 1
    post_due()
    assert smtp.connections == 2
    assert set(Notification.objects.values_list("mail", "mail_attempts")) == {("sent", 1)}


@pytest.mark.expects_errors
def test_a_mail_whose_text_cannot_be_made_holds_up_no_other(cast, say, smtp, bulletin, caplog, monkeypatch):
    def broken(message):
        if message.title == "broken":
            raise KeyError("a secret")
        return message.title

    monkeypatch.setattr(bulletin, "mail_subject", broken)
    tell_people(say("broken"), [cast.kaede])
    tell_people(say("whole"), [cast.ren])
    post_due()
    assert mail_of(cast.kaede).mail == "waiting"
    assert mail_of(cast.ren).mail == "sent"
    assert "KeyError" in caplog.text
    assert "a secret" not in caplog.text


def test_an_address_that_no_mail_can_be_written_to_fails(cast, say, smtp):
    tell_address(say(), "a@b@example.jp")
    post_due()
    assert Notification.objects.get().mail == "failed"


# --- How the work is asked for ----------------------------------------------------------------------------------------


def test_the_planner_finds_what_a_lost_nudge_left_behind(told, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        post_what_is_due()
    assert Job.objects.filter(kind="notifications.post").count() == 1


def test_mails_whose_lane_is_dead_are_taken_over_by_another(told, move_clock, django_capture_on_commit_callbacks):
    def plan(seconds: int) -> list[str]:
        move_clock(datetime.timedelta(seconds=seconds))
        with django_capture_on_commit_callbacks(execute=True):
            post_what_is_due()
        return sorted(Job.objects.values_list("key", flat=True))

    assert plan(20) == ["post-0"]
    Job.objects.update(state=Job.State.RUNNING, leased_until=later(120))
    assert plan(25) == ["post-0"]
    assert plan(40) == ["post-0", "post-1", "post-2", "post-3"]


def test_many_mails_are_sent_in_parallel_lanes(cast, say, django_capture_on_commit_callbacks):
    message = say()
    users = User.objects.bulk_create([User(email=f"n{n}@example.jp", name=f"{n}") for n in range(30)])
    with django_capture_on_commit_callbacks(execute=True):
        tell_people(message, users)
    assert set(Job.objects.values_list("key", flat=True)) == {"post-0", "post-1"}


def test_a_claimed_mail_is_not_due_until_the_claim_runs_out(told, cast, move_clock):
    from core.notifications.services.posting import LEASE_SECONDS, _claim

    claimed = _claim()
    assert claimed is not None
    assert due().count() == 2
    move_clock(datetime.timedelta(seconds=LEASE_SECONDS + 1))
    assert due().count() == 3
