"""A notice reaches exactly those it is addressed to, once."""

from __future__ import annotations

import datetime
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.db.models import QuerySet

from archive.models import Delivery, Notice
from archive.services import publishing
from archive.services.publishing import NotPublishable, publish, schedule, unschedule
from archive.services.withdrawing import withdraw
from archive.work import publish_scheduled
from core import clock
from core.jobs.models import Job
from core.people.models import AuditEntry, Organization, OrganizationGroup


def delivered_to(notice: Notice) -> list[str]:
    return [delivery.organization.name for delivery in notice.deliveries.select_related("organization")]


def test_those_addressed_see_it_and_nobody_else(cast, draft):
    notice = publish(draft(to=[cast.ishinomaki, cast.shichikashuku]).pk, by=cast.sato)
    assert delivered_to(notice) == ["石巻市", "七ヶ宿町"]
    seen_by = [p for p in (cast.kaede, cast.haru, cast.yui) if Notice.objects.visible_to(p).filter(pk=notice.pk)]
    assert seen_by == [cast.kaede, cast.haru]


def test_an_organization_in_two_groups_and_named_gets_it_once(cast, draft):
    groups = [cast.everyone, cast.cities]
    notice = publish(draft(to=[cast.ishinomaki], groups=groups).pk, by=cast.sato)
    assert delivered_to(notice) == ["石巻市", "白石市", "七ヶ宿町"]


def test_an_organization_that_was_merged_away_is_not_addressed(cast, draft):
    Organization.objects.filter(pk=cast.shiroishi.pk).update(valid_to=clock.today() - datetime.timedelta(days=1))
    notice = publish(draft(groups=[cast.cities]).pk, by=cast.sato)
    assert delivered_to(notice) == ["石巻市"]


def test_without_recipients_nothing_is_sent(cast, draft):
    notice = draft(groups=[OrganizationGroup.objects.create(name="空のグループ")])
    with pytest.raises(NotPublishable, match="宛先の団体がありません"):
        publish(notice.pk, by=cast.sato)
    notice.refresh_from_db()
    assert notice.is_draft
    assert not Job.objects.exists()


def test_publishing_twice_sends_once(cast, draft):
    notice = draft(to=[cast.ishinomaki])
    first = publish(notice.pk, by=cast.sato)
    second = publish(notice.pk, by=cast.kanda)
    assert first.published_at == second.published_at
    assert Delivery.objects.count() == 1
    assert Job.objects.filter(kind="archive.tell_addressees").count() == 1
    assert AuditEntry.objects.filter(action="notice.published").count() == 1


@pytest.mark.django_db(transaction=True)
def test_eight_people_publishing_at_once_send_once(cast, draft):
    notice = draft(to=[cast.ishinomaki, cast.shiroishi])

    def press(_: int) -> None:
        try:
            publish(notice.pk, by=cast.sato)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(press, range(8)))
    assert Delivery.objects.filter(notice=notice).count() == 2
    assert AuditEntry.objects.filter(action="notice.published").count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_control_without_the_lock_sends_twice(cast, draft, monkeypatch):
    """What the row lock is for: without it two clicks both find a draft."""
    notice = draft(to=[cast.ishinomaki])
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **_: self)
    barrier, deliver = Barrier(2), publishing._deliver

    def both_arrive(notice: Notice) -> int:
        barrier.wait(timeout=10)
        return deliver(notice) or 1

    monkeypatch.setattr(publishing, "_deliver", both_arrive)
    # The second UPDATE of the same row waits for the first to commit, so let the meeting stand before it.
    monkeypatch.setattr(Notice, "save", lambda self, **_: None)

    def press(_: int) -> None:
        try:
            publish(notice.pk, by=cast.sato)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(press, range(2)))
    assert AuditEntry.objects.filter(action="notice.published").count() == 2


def test_a_withdrawn_notice_is_gone_for_the_addressees_at_once(cast, published, signed_in):
    notice = published(to=[cast.ishinomaki])
    client = signed_in(cast.kaede)
    assert client.get(f"/archive/{notice.pk}/").status_code == 200
    withdraw(notice.pk, because="添付ファイルに誤りがありました。", by=cast.sato)
    assert client.get(f"/archive/{notice.pk}/").status_code == 404
    with pytest.raises(NotPublishable):
        publish(notice.pk, by=cast.sato)


def test_scheduling_in_the_past_is_refused(cast, draft):
    with pytest.raises(NotPublishable, match="これから先"):
        schedule(draft(to=[cast.ishinomaki]).pk, at=clock.now() - datetime.timedelta(minutes=1), by=cast.sato)


def test_a_scheduled_notice_goes_out_when_its_time_has_come(cast, draft, move_clock):
    notice = schedule(draft(to=[cast.ishinomaki]).pk, at=clock.now() + datetime.timedelta(hours=2), by=cast.sato)
    publish_scheduled()
    assert not Notice.objects.visible_to(cast.kaede).exists()
    move_clock(datetime.timedelta(hours=3))
    publish_scheduled()
    publish_scheduled()
    assert Notice.objects.visible_to(cast.kaede).get() == notice
    assert Job.objects.filter(kind="archive.tell_addressees").count() == 1


def test_a_scheduled_notice_whose_addressees_are_gone_becomes_a_draft_and_its_author_is_told(cast, draft, move_clock):
    notice = schedule(draft(to=[cast.shiroishi]).pk, at=clock.now() + datetime.timedelta(hours=2), by=cast.sato)
    Organization.objects.filter(pk=cast.shiroishi.pk).update(valid_to=clock.today() - datetime.timedelta(days=1))
    move_clock(datetime.timedelta(hours=3))
    publish_scheduled()
    notice.refresh_from_db()
    assert notice.is_draft
    assert cast.sato.notifications.get().message.context["reason"].startswith("宛先の団体がありません")


def test_a_cancelled_schedule_sends_nothing(cast, draft, move_clock):
    notice = schedule(draft(to=[cast.ishinomaki]).pk, at=clock.now() + datetime.timedelta(hours=2), by=cast.sato)
    unschedule(notice.pk, by=cast.sato)
    move_clock(datetime.timedelta(hours=3))
    publish_scheduled()
    assert not Delivery.objects.exists()
