"""Workers are killed and Redis is emptied in the middle of telling and mailing: none lost, the inbox exactly once, a
mail repeated at most once per kill and then with the same Message-ID."""

import datetime
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
import redis
from django.db import connection

from core.jobs.enqueueing import enqueue
from core.jobs.models import Job
from core.notifications.models import Message, Notification, Preference, Timing
from core.notifications.services import posting
from core.people.models import Membership, Role, User
from embedded.valkey import Valkey
from tests.faults import telling_work
from tests.smtp_sink import SmtpSink
from tests.smtp_sink import smtp as smtp  # a fixture
from tests.worker import nudging, real_worker, wait_until

pytestmark = pytest.mark.usefixtures("transactional_db")
Mail = Notification.Mail


@pytest.fixture
def valkey(tmp_path: Path) -> Iterator[Valkey]:
    """A server of our own, because it is flushed."""
    server = Valkey(tmp_path / "valkey", log=tmp_path / "valkey.log", fast=True)
    server.start()
    with nudging(server.url):
        yield server
    server.stop()


@pytest.fixture
def clock_forward(move_clock):
    moved = datetime.timedelta()

    def forward(minutes: int) -> None:
        nonlocal moved
        moved += datetime.timedelta(minutes=minutes)
        move_clock(moved)

    return forward


def people(number: int, place) -> list[User]:
    users = User.objects.bulk_create([User(email=f"p{n}@example.jp", name=f"人{n}") for n in range(number)])
    Membership.objects.bulk_create([Membership(user=user, organization=place, role=Role.MEMBER) for user in users])
    return users


def a_message(place) -> Message:
    return Message.objects.create(kind="archive.notice_withdrawn", title="通知", path="/archive/1/", sender=place)


def waiting_mails(number: int, place) -> Message:
    message = a_message(place)
    Notification.objects.bulk_create([Notification(message=message, user=user) for user in people(number, place)])
    return message


def through(sink: SmtpSink) -> dict[str, str]:
    return {"EMAIL_URL": f"smtp://127.0.0.1:{sink.port}"}


def none_is_waiting() -> bool:
    return not Notification.objects.filter(mail=Mail.WAITING).exists()


# --- A worker is killed while it sends ------------------------------------------------------------------------------


@pytest.mark.long
def test_a_killed_worker_repeats_at_most_one_mail_and_loses_none(cast, smtp, valkey, clock_forward):
    waiting_mails(80, cast.shiroishi)
    smtp.pause = 0.03
    kills = 0
    with real_worker(redis_url=valkey.url, environment=through(smtp)) as worker:
        for reached in (10, 30, 50):
            smtp.wait_for(reached, seconds=60)
            worker.kill()
            kills += 1
            assert not none_is_waiting(), "the test must strike in the middle"
            clock_forward(5)  # the claim and the job's lease run out
            worker.start()
        wait_until(none_is_waiting, worker=worker, seconds=60)
    arrived = Counter(each.to for each in smtp.received)
    assert set(arrived) == {f"p{n}@example.jp" for n in range(80)}, "nobody is missed"
    assert sum(arrived.values()) - 80 <= kills
    for address, times in arrived.items():
        assert times <= 1 + kills
        assert len({each.message_id for each in smtp.to(address)}) == 1, "a repeated mail can be recognized"


def test_a_dead_workers_mail_leaves_within_two_minutes(cast, smtp, move_clock):
    waiting_mails(1, cast.shiroishi)
    assert posting._claim() is not None  # and the worker dies
    move_clock(datetime.timedelta(seconds=80))
    assert posting.post_due() == 0, "until then it may still be at work"
    move_clock(datetime.timedelta(seconds=110))
    assert posting.post_due() == 1


# --- Several workers at once ----------------------------------------------------------------------------------------


def in_four_lanes() -> None:
    barrier = Barrier(4)

    def lane(_):
        try:
            connection.ensure_connection()
            barrier.wait(10)
            posting.post_due()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lane, range(4)))


def test_four_lanes_send_each_mail_once(cast, smtp):
    waiting_mails(60, cast.shiroishi)
    smtp.pause = 0.01
    in_four_lanes()
    assert Counter(each.to for each in smtp.received) == {f"p{n}@example.jp": 1 for n in range(60)}
    assert smtp.connections == 4


def test_control_without_the_row_lock_mails_are_sent_twice(cast, smtp, monkeypatch):
    assert "FOR UPDATE SKIP LOCKED" in posting.CLAIM
    monkeypatch.setattr(posting, "CLAIM", posting.CLAIM.replace("FOR UPDATE SKIP LOCKED", ""))
    waiting_mails(60, cast.shiroishi)
    in_four_lanes()
    assert len(smtp.received) > 60


def test_control_without_the_claim_mails_are_sent_twice(cast, smtp, monkeypatch):
    """A lock alone is over when the claim is committed: the time that it holds stands in the row."""
    monkeypatch.setattr(posting, "LEASE_SECONDS", 0)
    waiting_mails(60, cast.shiroishi)
    smtp.pause = 0.01
    in_four_lanes()
    assert len(smtp.received) > 60


# --- A fan-out to 5,000 people --------------------------------------------------------------------------------------


@pytest.fixture
def five_thousand(cast) -> Message:
    users = people(5000, cast.shiroishi)
    Preference.objects.bulk_create([Preference(user=user, timing=Timing.IN_APP) for user in users[50:]])
    message = a_message(cast.prefecture)
    enqueue("test.tell", message=message.pk, organization=cast.shiroishi.pk)
    return message


WORK = [telling_work.__name__]


@pytest.mark.long
def test_a_fan_out_to_5000_survives_killed_workers_and_a_flushed_redis(
    cast, smtp, valkey, clock_forward, five_thousand
):
    told = five_thousand.notifications
    with real_worker(work=WORK, redis_url=valkey.url, environment=through(smtp)) as worker:
        for reached in (500, 1500, 3000):
            wait_until(lambda reached=reached: told.count() >= reached, worker=worker, every=0.02, seconds=90)
            redis.Redis.from_url(valkey.url).flushall()
            worker.kill()
            assert told.count() < 5000, "the test must strike in the middle"
            clock_forward(5)  # the job's lease runs out
            worker.start()
            wait_until(lambda: not Job.objects.filter(state=Job.State.RUNNING).exists(), worker=worker)
            clock_forward(5)  # the pause before its next attempt is over
        wait_until(lambda: told.count() == 5002, worker=worker, seconds=120)  # with 明石 and 油井
        wait_until(none_is_waiting, worker=worker, seconds=60)
    assert told.values("user").distinct().count() == 5002, "in everybody's inbox exactly once"
    arrived = Counter(each.to for each in smtp.received)
    assert set(arrived) == {f"p{n}@example.jp" for n in range(50)} | {cast.akira.email, cast.yui.email}
    assert sum(arrived.values()) <= 52 + 3


@pytest.mark.long
def test_control_without_its_row_a_fan_out_stays_undone(cast, smtp, valkey, clock_forward, five_thousand):
    told = five_thousand.notifications
    with real_worker(work=WORK, redis_url=valkey.url, environment=through(smtp)) as worker:
        wait_until(lambda: told.count() >= 500, worker=worker, every=0.02)
        redis.Redis.from_url(valkey.url).flushall()
        worker.kill()
        Job.objects.filter(kind="test.tell").delete()
        clock_forward(5)
        worker.start()
        with pytest.raises(AssertionError):
            wait_until(lambda: told.count() == 5002, worker=worker, seconds=8)


# --- The mail server goes away and comes back -----------------------------------------------------------------------


def test_the_backlog_drains_when_the_mail_server_returns(cast, smtp, valkey, clock_forward):
    smtp.down()
    message = waiting_mails(30, cast.shiroishi)
    with real_worker(redis_url=valkey.url, environment=through(smtp)) as worker:
        tried = Job.objects.filter(kind="notifications.post", error__contains="接続できません")
        wait_until(tried.exists, worker=worker)
        assert set(message.notifications.values_list("mail", "mail_attempts")) == {("waiting", 0)}
        smtp.up()
        clock_forward(1)
        wait_until(none_is_waiting, worker=worker)
    assert len(smtp.received) == 30
