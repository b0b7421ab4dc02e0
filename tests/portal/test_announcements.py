"""お知らせ: written by those who publish, shown in its time."""

from __future__ import annotations

import datetime

from core import clock
from core.people.models import AuditEntry
from portal.models import Announcement
from portal.services.announcing import announce


def put_up(cast, title="点検のため利用できません", **times) -> Announcement:
    fields = {"owner": cast.prefecture, "title": title, "body": "11月28日の朝です。", "shown_from": None}
    return announce(Announcement(), by=cast.sato, **fields | times)


def test_staff_put_up_an_announcement_and_everyone_sees_it(cast, signed_in):
    form = {"owner": cast.prefecture.pk, "title": "点検のお知らせ", "body": "本文"}
    assert signed_in(cast.sato).post("/announcements/new/", form).status_code == 302
    assert "点検のお知らせ" in signed_in(cast.kaede).get("/").content.decode()
    assert AuditEntry.objects.filter(action="announcement.posted").count() == 1


def test_members_cannot_write_and_cannot_edit(cast, signed_in):
    announcement = put_up(cast)
    kaede = signed_in(cast.kaede)
    assert kaede.get("/announcements/new/").status_code == 403
    assert kaede.post(f"/announcements/{announcement.pk}/edit/", {}).status_code == 403
    assert kaede.post(f"/announcements/{announcement.pk}/end/").status_code == 403


def test_before_its_time_and_after_its_end_only_the_owner_sees_it(cast, signed_in, move_clock):
    now = clock.now()
    coming = put_up(cast, shown_from=now + datetime.timedelta(hours=1), shown_until=now + datetime.timedelta(hours=2))
    kaede, sato = signed_in(cast.kaede), signed_in(cast.sato)
    path = f"/announcements/{coming.pk}/"
    assert kaede.get(path).status_code == 404
    assert sato.get(path).status_code == 200
    move_clock(datetime.timedelta(minutes=90))
    assert kaede.get(path).status_code == 200
    move_clock(datetime.timedelta(hours=3))
    assert kaede.get(path).status_code == 404


def test_ending_takes_it_down_and_ending_twice_changes_nothing(cast, signed_in):
    announcement = put_up(cast)
    sato = signed_in(cast.sato)
    sato.post(f"/announcements/{announcement.pk}/end/")
    sato.post(f"/announcements/{announcement.pk}/end/")
    assert signed_in(cast.kaede).get(f"/announcements/{announcement.pk}/").status_code == 404
    assert AuditEntry.objects.filter(action="announcement.ended").count() == 1


def test_an_end_before_the_beginning_is_said_at_its_field(cast, signed_in):
    form = {"owner": cast.prefecture.pk, "title": "逆", "body": "本文"}
    times = {
        "shown_from_date": "R9.2.1",
        "shown_from_time": "10:00",
        "shown_until_date": "R9.2.1",
        "shown_until_time": "09:00",
    }
    response = signed_in(cast.sato).post("/announcements/new/", form | times)
    assert "掲載開始より後" in response.context["form"].errors["shown_until"][0]


def test_an_announcement_is_put_up_only_for_an_organization_one_publishes_for(cast, signed_in):
    form = {"owner": cast.shiroishi.pk, "title": "白石市として", "body": "本文"}
    response = signed_in(cast.sato).post("/announcements/new/", form)
    assert response.context["form"].errors["owner"]
    assert not Announcement.objects.exists()
