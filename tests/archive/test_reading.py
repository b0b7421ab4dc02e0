"""Read per person, acknowledged per organization; the sender sees both, and reminds those who owe."""

from __future__ import annotations

from archive.messages_out import NoticePublished, NoticeReminder, tell_addressees, tell_reminder
from archive.models import Delivery, Reading
from archive.services.acknowledging import acknowledge, note_reading
from archive.services.reminding import remind
from archive.services.withdrawing import withdraw
from archive.tables import DeliveryTable
from core.jobs.models import Job
from core.people.models import Membership, Role


def test_opening_a_notice_is_reading_it_once(cast, published, signed_in):
    notice = published(to=[cast.ishinomaki])
    client = signed_in(cast.kaede)
    client.get(f"/archive/{notice.pk}/")
    first = Reading.objects.get().at
    client.get(f"/archive/{notice.pk}/")
    assert Reading.objects.get().at == first


def test_the_owner_looking_at_it_is_not_a_reading(cast, published, signed_in):
    notice = published(to=[cast.ishinomaki])
    signed_in(cast.sato).get(f"/archive/{notice.pk}/")
    assert not Reading.objects.exists()


def test_one_member_acknowledges_for_the_organization_and_the_first_stays_on_record(cast, published, signed_in):
    notice = published(to=[cast.ishinomaki, cast.shiroishi], needs_acknowledgement=True)
    signed_in(cast.kaede).post(f"/archive/{notice.pk}/acknowledgement/")
    signed_in(cast.ren).post(f"/archive/{notice.pk}/acknowledgement/")
    mine = Delivery.objects.get(organization=cast.ishinomaki)
    assert mine.acknowledged_by == cast.kaede
    assert Delivery.objects.get(organization=cast.shiroishi).acknowledged_at is None


def test_a_person_with_two_posts_acknowledges_for_both(cast, published):
    Membership.objects.create(user=cast.kaede, organization=cast.shiroishi, role=Role.MEMBER)
    notice = published(to=[cast.ishinomaki, cast.shiroishi], needs_acknowledgement=True)
    assert acknowledge(notice, by=cast.kaede) == 2


def test_another_organization_cannot_acknowledge(cast, published, signed_in):
    notice = published(to=[cast.ishinomaki], needs_acknowledgement=True)
    assert signed_in(cast.yui).post(f"/archive/{notice.pk}/acknowledgement/").status_code == 404
    assert acknowledge(notice, by=cast.yui) == 0


def test_the_senders_table_counts_people_who_hold_a_post_today(cast, published):
    notice = published(to=[cast.ishinomaki, cast.shiroishi], needs_acknowledgement=True)
    note_reading(notice, by=cast.kaede)
    acknowledge(notice, by=cast.midori)
    rows = {row.delivery.organization: row for row in DeliveryTable(notice).rows}
    assert (rows[cast.ishinomaki].delivery.readers, rows[cast.ishinomaki].delivery.people) == (1, 3)
    assert rows[cast.ishinomaki].state == "acknowledged"
    assert (rows[cast.shiroishi].delivery.readers, rows[cast.shiroishi].delivery.people) == (0, 2)
    assert rows[cast.shiroishi].state == "unread"


def test_the_senders_table_costs_the_same_for_one_organization_and_for_three(
    cast, published, signed_in, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = signed_in(cast.sato)
    few, many = published(to=[cast.ishinomaki]), published(groups=[cast.everyone])
    client.get(f"/archive/{few.pk}/deliveries/")
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(f"/archive/{few.pk}/deliveries/")
    with CaptureQueriesContext(connection) as three:
        client.get(f"/archive/{many.pk}/deliveries/")
    assert len(one) == len(three)


def test_the_sender_sees_where_a_mail_did_not_arrive_whoever_else_has_read_it(cast, published, signed_in):
    notice = published(to=[cast.ishinomaki])
    tell_addressees(notice)
    note_reading(notice, by=cast.kaede)
    cast.ren.notifications.update(mail="failed", mail_error="550 5.1.1 User unknown")
    page = signed_in(cast.sato).get(f"/archive/{notice.pk}/deliveries/").content.decode()
    assert "1件のアドレスに不達" in page


def test_only_those_who_owe_are_reminded(cast, published):
    notice = published(groups=[cast.everyone], needs_acknowledgement=True)
    acknowledge(notice, by=cast.kaede)
    everyone = [cast.ishinomaki.pk, cast.shiroishi.pk, cast.shichikashuku.pk]
    assert remind(notice, everyone, by=cast.sato) == 2
    assert Delivery.objects.get(organization=cast.ishinomaki).reminded_at is None
    assert Job.objects.filter(kind="archive.remind").count() == 1


def test_a_reminder_reaches_the_people_of_the_owing_organizations_each_time(cast, published):
    notice = published(to=[cast.ishinomaki, cast.shiroishi], needs_acknowledgement=True)
    for round_number in (1, 2):
        deliveries = list(notice.deliveries.filter(organization=cast.shiroishi).values_list("pk", flat=True))
        tell_reminder(notice, deliveries, round_number)
    assert cast.yui.notifications.count() == 2
    assert cast.kaede.notifications.count() == 0


def test_mail_is_not_wanted_any_more_once_read_acknowledged_or_withdrawn(cast, published):
    notice = published(to=[cast.ishinomaki, cast.shiroishi], needs_acknowledgement=True)
    tell_addressees(notice)
    tell_reminder(notice, list(notice.deliveries.values_list("pk", flat=True)), 1)

    def wanted(person, kind) -> bool:
        return kind().still_wanted(person.notifications.get(message__kind=kind.code))

    assert wanted(cast.kaede, NoticePublished)
    assert wanted(cast.kaede, NoticeReminder)
    note_reading(notice, by=cast.kaede)
    assert not wanted(cast.kaede, NoticePublished)
    assert wanted(cast.ren, NoticePublished)
    acknowledge(notice, by=cast.ren)
    assert not wanted(cast.kaede, NoticeReminder)
    assert wanted(cast.yui, NoticeReminder)
    withdraw(notice.pk, because="誤送", by=cast.sato)
    assert not wanted(cast.yui, NoticeReminder)
    assert not wanted(cast.ren, NoticePublished)


def test_every_person_of_the_addressees_is_told_once(cast, published):
    Membership.objects.create(user=cast.kaede, organization=cast.shiroishi, role=Role.MEMBER)
    notice = published(to=[cast.ishinomaki, cast.shiroishi])
    tell_addressees(notice)
    tell_addressees(notice)
    told = {n.user for n in notice_notifications(notice)}
    assert told == {cast.midori, cast.kaede, cast.ren, cast.akira, cast.yui}
    assert len(notice_notifications(notice)) == 5


def notice_notifications(notice):
    from core.notifications.models import Notification

    return list(Notification.objects.filter(message__subject_kind="archive.notice", message__subject_id=str(notice.pk)))
