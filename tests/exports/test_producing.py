"""Making the file: whole or absent, and said so."""

import datetime
import logging
import os

import psycopg
import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.core.files.storage import default_storage
from django.db import OperationalError

from core.exports import keeping
from core.exports.models import Export
from core.exports.services import producing, requesting
from core.exports.services.cancelling import cancel
from core.exports.services.producing import produce
from core.exports.work import pick_up_left_exports, sweep_once_an_hour
from core.jobs.models import Job
from core.jobs.running import run_one
from core.notifications.kinds import kind_of
from core.notifications.letters import letter
from core.notifications.models import Notification
from core.people.access import forget_rights
from core.people.models import AuditEntry, Membership
from tests.exports.conftest import LARGE
from tests.exports.producers import Rows, expected, expected_hash

pytestmark = pytest.mark.django_db
State = Export.State


def told(user) -> list[str]:
    return list(Notification.objects.filter(user=user).values_list("message__kind", flat=True))


def test_a_worker_makes_a_long_one_and_tells_who_asked(ask, cast):
    export = ask(rows=300, size=LARGE)
    assert run_one("exports")
    export.refresh_from_db()
    assert (export.state, export.rows, export.sha256) == (State.DONE, 300, expected_hash(300))
    assert (export.progress, export.total) == (300, 300)
    assert told(cast.kaede) == ["exports.ready"]
    assert Job.objects.get(kind="exports.produce").state == Job.State.DONE


@pytest.mark.parametrize(
    ("definition", "subject", "words"),
    [
        ({}, "【書き出し完了】テストの書き出し", "24時間のうちにダウンロード"),
        ({"encoding": "cp932", "bad": 2}, "【要確認】テストの書き出し", "表せない文字が見つかりました"),
    ],
)
def test_the_mail_says_what_to_do_and_leads_to_the_page(definition, subject, words, ask, cast):
    export = ask(size=LARGE, **definition)
    run_one("exports")
    notification = Notification.objects.get(user=cast.kaede)
    mail = letter(notification)
    assert mail.subject.endswith(subject)
    assert words in mail.body
    assert export.get_absolute_url() in mail.body
    assert kind_of(notification.message).still_wanted(notification)
    Export.objects.filter(pk=export.pk).update(state=State.EXPIRED, content="")
    assert not kind_of(notification.message).still_wanted(notification)


def test_who_may_no_longer_see_what_is_in_it_gets_no_mail_of_it(ask, cast):
    ask(size=LARGE)
    run_one("exports")
    notification = Notification.objects.get(user=cast.kaede)
    assert kind_of(notification.message).still_wanted(notification)
    Membership.objects.filter(user=cast.kaede).update(organization=cast.shiroishi, section=None)
    forget_rights(notification.user)
    assert not kind_of(notification.message).still_wanted(notification)


def test_a_small_one_tells_nobody(ask, cast):
    ask()
    assert told(cast.kaede) == []


def test_what_is_done_is_not_made_again(ask):
    export = ask()
    name = export.content.name
    produce(export)
    export.refresh_from_db()
    assert export.content.name == name


@pytest.mark.expects_errors
@pytest.mark.parametrize(("fail", "words"), [("full", "空き容量"), ("bug", "問題が起きた")])
def test_what_cannot_be_made_says_so_and_leaves_no_file(fail, words, ask, cast, files_left):
    for export in (ask(rows=300, fail=fail, fail_at=200), ask(rows=300, fail=fail, fail_at=200, size=LARGE)):
        run_one("exports")
        export.refresh_from_db()
        assert export.state == State.FAILED
        assert words in export.reason
        assert "秘密" not in export.reason
        assert not export.content
    assert not files_left()
    assert told(cast.kaede) == ["exports.failed"]
    assert AuditEntry.objects.filter(action="export.failed").count() == 2


def test_no_room_in_the_storage_says_so(ask, monkeypatch, files_left, caplog):
    def no_room(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(keeping, "keep", no_room)
    with caplog.at_level(logging.CRITICAL):
        export = ask()
    assert export.state == State.FAILED
    assert "空き容量" in export.reason
    assert not files_left()


@pytest.mark.parametrize(
    ("error", "words"),
    [(psycopg.errors.DiskFull("No space left on device"), "空き容量"), (SoftTimeLimitExceeded(), "1時間以内に")],
)
def test_no_room_to_sort_and_no_time_left_are_said_too_and_not_tried_again(error, words, ask, monkeypatch, caplog):
    def stopped(*_, **__):
        raise error

    export = ask(size=LARGE)
    monkeypatch.setattr(Rows, "write", stopped)
    with caplog.at_level(logging.CRITICAL):
        assert run_one("exports")
    export.refresh_from_db()
    assert export.state == State.FAILED
    assert words in export.reason
    assert Job.objects.get(kind="exports.produce").state == Job.State.DONE


def test_what_no_room_makes_any_more_says_so(ask):
    export = ask(size=LARGE)
    Export.objects.filter(pk=export.pk).update(producer="test.gone")
    assert run_one("exports")
    export.refresh_from_db()
    assert export.state == State.FAILED
    assert "なくなりました" in export.reason


def test_an_error_after_the_file_was_taken_over_leaves_none(ask, monkeypatch, files_left, caplog):
    def out_of_order(*_, **__):
        raise RuntimeError

    monkeypatch.setattr(producing, "_finish", out_of_order)
    with caplog.at_level(logging.CRITICAL):
        assert ask().state == State.FAILED
    assert not files_left()


def test_a_connection_that_breaks_after_the_commit_costs_no_file(ask, monkeypatch):
    def finish_and_hear_nothing(*arguments, **fields):
        finish(*arguments, **fields)
        raise OperationalError("server closed the connection unexpectedly")

    finish = producing._finish
    monkeypatch.setattr(producing, "_finish", finish_and_hear_nothing)
    export = ask()
    assert (export.state, export.content.read()) == (State.DONE, expected(20))


def test_what_takes_longer_than_a_page_may_goes_to_a_worker(ask, cast, monkeypatch, files_left):
    def timed_out(*_, **__):
        raise OperationalError("canceling statement due to statement timeout")

    with monkeypatch.context() as patch:
        patch.setattr(Rows, "write", timed_out)
        export = ask(rows=300)
    assert (export.state, export.in_background, files_left()) == (State.QUEUED, True, [])
    assert run_one("exports")
    export.refresh_from_db()
    assert export.sha256 == expected_hash(300)
    assert told(cast.kaede) == ["exports.ready"]


@pytest.mark.expects_errors
def test_a_worker_tries_again_when_the_database_was_away(ask, monkeypatch, move_clock):
    def away(*_, **__):
        raise OperationalError("server closed the connection unexpectedly")

    export = ask(rows=300, size=LARGE)
    with monkeypatch.context() as patch:
        patch.setattr(Rows, "write", away)
        assert run_one("exports")
    export.refresh_from_db()
    assert export.state == State.RUNNING
    move_clock(datetime.timedelta(seconds=60))
    assert run_one("exports")
    export.refresh_from_db()
    assert export.sha256 == expected_hash(300)


def test_who_lost_the_right_while_it_waited_gets_none(ask, cast, files_left):
    export = ask(size=LARGE)
    Membership.objects.filter(user=cast.kaede).delete()
    assert run_one("exports")
    export.refresh_from_db()
    assert export.state == State.FAILED
    assert "権限" in export.reason
    assert not files_left()
    assert told(cast.kaede) == []


def test_what_is_cancelled_at_the_last_moment_leaves_no_file(ask, cast, monkeypatch, files_left):
    """It was written already when it was cancelled: the file must not stay."""
    export = ask(size=LARGE)

    def keep_and_be_cancelled(*arguments):
        cancel(export, by=cast.kaede)
        return keep(*arguments)

    keep = keeping.keep
    monkeypatch.setattr(keeping, "keep", keep_and_be_cancelled)
    assert run_one("exports")
    export.refresh_from_db()
    assert export.state == State.CANCELLED
    assert not files_left()
    assert told(cast.kaede) == []


def test_a_run_that_was_taken_over_cannot_finish(ask, monkeypatch, files_left):
    """The first worker was slow and has lost its lease; the second one's file is the one that counts."""
    export = ask(rows=200, size=LARGE)

    def keep_late(*arguments):
        monkeypatch.setattr(keeping, "keep", keep)
        produce(export)
        return keep(*arguments)

    keep = keeping.keep
    monkeypatch.setattr(keeping, "keep", keep_late)
    produce(export)
    export.refresh_from_db()
    assert export.state == State.DONE
    assert export.content.read() == expected(200)
    assert [path.name for path in files_left()] == [export.content.name.rpartition("/")[2]]
    assert AuditEntry.objects.filter(action="export.produced").count() == 1


def test_what_a_dead_web_process_was_making_is_given_to_a_worker(ask, monkeypatch, move_clock):
    with monkeypatch.context() as patch:
        patch.setattr(requesting, "produce", lambda export: None)  # it died before it began
        export = ask(rows=300)
    pick_up_left_exports()
    assert not Job.objects.filter(kind="exports.produce").exists(), "it may still be at it"
    move_clock(datetime.timedelta(seconds=181))
    pick_up_left_exports()
    pick_up_left_exports()
    assert run_one("exports")
    export.refresh_from_db()
    assert export.sha256 == expected_hash(300)


def test_what_killed_every_worker_is_given_up_and_said_so(ask, cast, move_clock):
    export = ask(size=LARGE)
    Job.objects.filter(kind="exports.produce").update(state=Job.State.DEAD)
    move_clock(datetime.timedelta(seconds=181))
    pick_up_left_exports()
    export.refresh_from_db()
    assert export.state == State.FAILED
    assert "何度か試しました" in export.reason
    assert told(cast.kaede) == ["exports.failed"]


def test_halves_and_orphans_are_swept_and_nothing_else(ask, files_left, storage, move_clock):
    kept = ask()
    orphan = storage / "exports" / "ab" / ("ab" * 16)
    orphan.parent.mkdir(parents=True, exist_ok=True)  # one run in 256 begins with these letters, too
    orphan.write_bytes(b"half")
    half = keeping.workshop() / "7-abc"
    half.write_bytes(b"half")
    parts = keeping.workshop() / "workbook-xyz"
    parts.mkdir()
    (parts / "sheet1").write_bytes(b"half")
    assert keeping.sweep() == 0, "they may be in the making"
    move_clock(datetime.timedelta(hours=1, minutes=1))
    for each in (half, parts):
        os.utime(each, (0, 0))
    assert keeping.sweep() == 3
    assert [path.name for path in files_left()] == [kept.content.name.rpartition("/")[2]]


def test_a_file_that_goes_while_the_sweep_looks_does_not_stop_it(storage, monkeypatch):
    file = storage / "exports" / "ab" / ("ab" * 16)
    file.parent.mkdir(parents=True)
    file.write_bytes(b"")

    def look_too_late(name):
        file.unlink()
        return look(name)

    look = default_storage.get_modified_time
    with monkeypatch.context() as patch:
        patch.setattr(default_storage, "get_modified_time", look_too_late)
        assert keeping.sweep() == 0
    assert not file.exists()


def test_there_is_always_one_sweep_waiting(db):
    sweep_once_an_hour()
    sweep_once_an_hour()
    assert Job.objects.filter(kind="exports.sweep").count() == 1
