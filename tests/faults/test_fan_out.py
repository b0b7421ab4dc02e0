"""A notice to 5,000 people, its worker killed and Redis emptied while the rows are being written: nobody is missed, and
nobody has it in the inbox twice. (test_mail_workers_killed.py strikes between the chunks, and at mails.)"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import redis
from django.db import connection

from archive.models import Notice
from archive.services.composing import create_draft
from archive.services.publishing import publish
from core.jobs.models import Job
from core.notifications.models import Message, Notification, Preference, Timing
from core.notifications.services import telling
from core.people.models import Membership, Role, User
from embedded.valkey import Valkey
from tests.cast import Cast
from tests.worker import nudging, real_worker, wait_until

PEOPLE = 5_000
BLOCKED = """
SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'notifications_notification'::regclass
"""


@pytest.fixture
def valkey(tmp_path: Path) -> Iterator[Valkey]:
    """A server of our own, because it is flushed."""
    server = Valkey(tmp_path / "valkey", log=tmp_path / "valkey.log", fast=True)
    server.start()
    with nudging(server.url):
        yield server
    server.stop()


@pytest.fixture
def notice(cast: Cast) -> Notice:
    """To 白石市, which has 5,000 people more. Twenty of them get mails."""
    users = User.objects.bulk_create([User(email=f"p{n}@example.jp", name=f"人{n}") for n in range(PEOPLE)])
    Membership.objects.bulk_create([Membership(user=u, organization=cast.shiroishi, role=Role.MEMBER) for u in users])
    Preference.objects.bulk_create([Preference(user=user, timing=Timing.IN_APP) for user in users[20:]])
    return create_draft(owner=cast.prefecture, by=cast.sato, title="配信", to_organizations=[cast.shiroishi])


@pytest.mark.django_db(transaction=True)
def test_killed_and_flushed_in_the_middle_everybody_is_told_once(cast, notice, valkey, move_clock):
    told = Notification.objects.filter(message__kind="archive.notice_published")
    with real_worker(redis_url=valkey.url) as worker:
        with holding_the_table():
            publish(notice.pk, by=cast.sato)
            wait_until(lambda: blocked() == 1, worker=worker, every=0.02)
            redis.Redis.from_url(valkey.url).flushall()
            worker.kill()
            assert not told.exists(), "the test must strike in the middle"
        # The database may still finish the statement whose worker has died: then everybody is told already.
        wait_until(lambda: blocked() == 0)
        assert told.count() in (0, PEOPLE + 2), "all of a statement or nothing"
        move_clock(datetime.timedelta(minutes=5))  # the dead worker's lease runs out
        worker.start()
        wait_until(lambda: not Job.objects.filter(state=Job.State.RUNNING).exists(), worker=worker)
        move_clock(datetime.timedelta(minutes=10))  # the pause before the next attempt is over
        done = Job.objects.filter(kind="archive.tell_addressees", state=Job.State.DONE)
        wait_until(done.exists, worker=worker, seconds=60)
    assert told.count() == PEOPLE + 2, "with 明石 and 油井"
    assert told.values("user").distinct().count() == PEOPLE + 2
    assert Message.objects.filter(kind="archive.notice_published").count() == 1
    assert done.get().attempts == 2


@pytest.mark.django_db
def test_control_without_the_constraint_a_second_attempt_tells_everybody_twice(cast, notice, monkeypatch):
    """What the test above would find: the dead worker's statement stands, and the next attempt writes it again."""
    assert "ON CONFLICT DO NOTHING" in telling.TELL
    monkeypatch.setattr(telling, "TELL", telling.TELL.replace("ON CONFLICT DO NOTHING", ""))
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX notification_once_per_person")
    message = Message.objects.create(kind="archive.notice_published", title="配信", sender=cast.prefecture)
    members = Membership.objects.current().filter(organization=cast.shiroishi)
    for _attempt in range(2):
        telling.tell_members(message, members)
    assert message.notifications.count() == 2 * (PEOPLE + 2)


@contextmanager
def holding_the_table() -> Iterator[None]:
    """Another session lets nobody write notifications."""
    known = connection.get_connection_params()
    where = {name: known[name] for name in ("host", "port", "user", "password", "dbname") if known.get(name)}
    with psycopg.connect(**where) as session:
        session.execute("LOCK TABLE notifications_notification IN SHARE MODE")
        yield
        session.rollback()


def blocked() -> int:
    with connection.cursor() as cursor:
        cursor.execute(BLOCKED)
        return cursor.fetchone()[0]
