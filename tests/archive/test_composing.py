"""Writing a notice through its pages."""

from __future__ import annotations

import datetime

from django.core.files.uploadedfile import SimpleUploadedFile

from archive.models import Notice
from core import clock
from core.files.models import StoredFile
from core.people.japanese_dates import format_japanese_date
from core.people.models import Role, Verb
from core.people.services.roles import grant_to_role

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def written(**changes):
    return {
        "title": "投票所の確認について（通知）",
        "importance": "normal",
        "body": "標記の件について、別紙のとおり通知します。",
        **changes,
    }


def test_a_draft_is_saved_addressed_confirmed_and_sent(cast, signed_in):
    client = signed_in(cast.sato)
    form = written(owner=cast.prefecture.pk, to_organizations=[cast.ishinomaki.pk], to_groups=[cast.cities.pk])
    response = client.post("/archive/new/", form | {"confirm": "1"})
    notice = Notice.objects.get()
    assert response.url == f"/archive/{notice.pk}/publication/"
    page = client.get(response.url).content.decode()
    assert "2団体、5人に届きます" in page
    response = client.post(response.url, {"when": "now"})
    assert response.url == f"/archive/{notice.pk}/deliveries/"
    notice.refresh_from_db()
    assert notice.is_published
    assert notice.issued_on == clock.today()


def test_text_survives_exactly(cast, signed_in):
    rare = "髙﨑𠮷葛󠄀㋿— か゚ ～〜\n　全角の字下げ"
    signed_in(cast.sato).post("/archive/new/", written(owner=cast.prefecture.pk, title="髙﨑𠮷葛󠄀㋿—か゚", body=rare))
    notice = Notice.objects.get()
    assert notice.title == "髙﨑𠮷葛󠄀㋿—か゚"
    assert notice.body.replace("\r\n", "\n") == rare


def test_nul_is_refused_clearly_and_nothing_is_lost(cast, signed_in):
    response = signed_in(cast.sato).post("/archive/new/", written(owner=cast.prefecture.pk, title="件名\x00"))
    assert response.status_code == 200
    assert response.context["form"].errors["title"]
    assert "標記の件について" in response.content.decode()
    assert not Notice.objects.exists()


def test_a_refused_file_loses_neither_the_words_nor_the_other_files(cast, signed_in):
    files = [
        SimpleUploadedFile("別紙1.pdf", PDF, "application/pdf"),
        SimpleUploadedFile("空.txt", b"", "text/plain"),
    ]
    response = signed_in(cast.sato).post("/archive/new/", written(owner=cast.prefecture.pk, files=files))
    assert response.status_code == 422
    page = response.content.decode()
    assert "「空.txt」は空" in page
    notice = Notice.objects.get()
    assert [a.file.name for a in notice.attachments.all()] == ["別紙1.pdf"]
    # What is saved from this page on is saved into that draft: no second one.
    assert f'action="/archive/{notice.pk}/edit/"' in page


def test_attachments_are_taken_off_with_their_bytes(cast, draft, signed_in):
    client = signed_in(cast.sato)
    notice = draft(to=[cast.ishinomaki])
    upload = SimpleUploadedFile("別紙1.pdf", PDF, "application/pdf")
    client.post(f"/archive/{notice.pk}/edit/", written(version=1, files=[upload]))
    attachment = notice.attachments.get()
    response = client.post(f"/archive/{notice.pk}/edit/", written(version=2, detach=[attachment.pk]))
    assert response.status_code == 302
    assert not notice.attachments.exists()
    assert not StoredFile.objects.exists()


def test_taking_off_another_notices_attachment_changes_nothing(cast, draft, signed_in):
    client = signed_in(cast.sato)
    mine, other = draft(to=[cast.ishinomaki]), draft(to=[cast.ishinomaki])
    upload = SimpleUploadedFile("別紙1.pdf", PDF, "application/pdf")
    client.post(f"/archive/{other.pk}/edit/", written(version=1, files=[upload]))
    client.post(f"/archive/{mine.pk}/edit/", written(version=1, detach=[other.attachments.get().pk]))
    assert other.attachments.count() == 1


def test_a_draft_is_opened_again_as_it_was_left(cast, draft, signed_in):
    notice = draft(to=[cast.ishinomaki], groups=[cast.cities], tags=["選挙", "投票所"], issued_on=clock.today())
    page = signed_in(cast.sato).get(f"/archive/{notice.pk}/edit/")
    assert "選挙、投票所" in page.content.decode()
    assert format_japanese_date(clock.today()) in page.content.decode()
    assert page.context["reach"].organizations == 2


def test_two_people_saving_the_same_draft_the_second_sees_both(cast, draft, signed_in):
    notice = draft(to=[cast.ishinomaki])
    first, second = signed_in(cast.sato), signed_in(cast.kanda)
    first.post(f"/archive/{notice.pk}/edit/", written(version=1, title="佐藤の件名"))
    response = second.post(f"/archive/{notice.pk}/edit/", written(version=1, title="神田の件名"))
    assert response.status_code == 409
    page = response.content.decode()
    assert "佐藤の件名" in page
    assert "神田の件名" in page
    notice.refresh_from_db()
    assert notice.title == "佐藤の件名"
    response = second.post(
        f"/archive/{notice.pk}/edit/", written(version=response.context["form"].data["version"], title="神田の件名")
    )
    assert response.status_code == 302
    notice.refresh_from_db()
    assert notice.title == "神田の件名"


def test_a_published_notice_is_not_rewritten(cast, published, signed_in):
    notice = published(to=[cast.ishinomaki])
    response = signed_in(cast.sato).post(f"/archive/{notice.pk}/edit/", written(version=1, title="書き換え"))
    assert response.status_code == 302
    notice.refresh_from_db()
    assert notice.title != "書き換え"


def test_the_running_count_counts_each_organization_once(cast, signed_in):
    form = {"to_organizations": [cast.ishinomaki.pk], "to_groups": [cast.everyone.pk, cast.cities.pk]}
    page = signed_in(cast.sato).post("/archive/addressees/", form).content.decode()
    assert "3団体" in page
    assert "6人" in page


def test_the_confirmation_page_says_when_nobody_would_get_it(cast, draft, signed_in):
    notice = draft()
    client = signed_in(cast.sato)
    assert "宛先の団体がありません" in client.get(f"/archive/{notice.pk}/publication/").content.decode()
    response = client.post(f"/archive/{notice.pk}/publication/", {"when": "now"})
    assert response.status_code == 422
    notice.refresh_from_db()
    assert notice.is_draft


def test_a_schedule_in_the_past_is_said_at_its_field(cast, draft, signed_in):
    notice = draft(to=[cast.ishinomaki])
    yesterday = format_japanese_date(clock.today() - datetime.timedelta(days=1))
    response = signed_in(cast.sato).post(
        f"/archive/{notice.pk}/publication/", {"when": "later", "at_date": yesterday, "at_time": "09:00"}
    )
    assert response.status_code == 422
    assert "これから先の日時" in response.context["form"].errors["at"][0]


def test_an_acknowledgement_date_needs_an_acknowledgement(cast, signed_in):
    tomorrow = format_japanese_date(clock.today() + datetime.timedelta(days=1))
    form = written(owner=cast.prefecture.pk, acknowledge_by=tomorrow)
    response = signed_in(cast.sato).post("/archive/new/", form)
    assert response.context["form"].errors["acknowledge_by"]


def test_members_do_not_compose(cast, signed_in):
    assert signed_in(cast.kaede).get("/archive/new/").status_code == 403
    assert signed_in(cast.midori).post("/archive/new/", written()).status_code == 403


def test_managers_compose_where_an_administrator_granted_it_and_only_for_the_own_organization(cast, signed_in):
    grant_to_role(Verb.PUBLISH, cast.shiroishi, Role.MANAGER)
    client = signed_in(cast.akira)
    response = client.post("/archive/new/", written(owner=cast.prefecture.pk))
    assert response.context["form"].errors["owner"]
    assert client.post("/archive/new/", written(owner=cast.shiroishi.pk)).status_code == 302
    assert Notice.objects.get().owner == cast.shiroishi


def test_a_draft_can_be_copied_and_thrown_away(cast, published, signed_in):
    client = signed_in(cast.sato)
    notice = published(to=[cast.ishinomaki], tags=["選挙"])
    copied = Notice.objects.get(pk=client.post(f"/archive/{notice.pk}/copies/").url.split("/")[2])
    assert list(copied.to_organizations.all()) == [cast.ishinomaki]
    assert list(copied.tags.names()) == ["選挙"]
    client.post(f"/archive/{copied.pk}/deletion/")
    assert not Notice.objects.filter(pk=copied.pk).exists()
    client.post(f"/archive/{notice.pk}/deletion/")
    assert Notice.objects.filter(pk=notice.pk).exists()


def test_withdrawing_needs_a_reason(cast, published, signed_in):
    notice = published(to=[cast.ishinomaki])
    client = signed_in(cast.sato)
    assert client.post(f"/archive/{notice.pk}/withdrawal/", {"because": ""}).status_code == 422
    assert client.post(f"/archive/{notice.pk}/withdrawal/", {"because": "誤りのため"}).status_code == 302
    notice.refresh_from_db()
    assert notice.withdrawn_because == "誤りのため"


def test_reminding_asks_first_and_then_sends(cast, published, signed_in):
    notice = published(groups=[cast.everyone], needs_acknowledgement=True)
    client = signed_in(cast.sato)
    page = client.post(f"/archive/{notice.pk}/reminders/", {"organizations": [cast.shiroishi.pk]}).content.decode()
    assert "1団体、2人に督促します" in page
    assert not notice.deliveries.filter(reminders__gt=0).exists()
    form = {"organizations": [cast.shiroishi.pk], "confirmed": "1"}
    client.post(f"/archive/{notice.pk}/reminders/", form)
    assert [d.organization for d in notice.deliveries.filter(reminders=1)] == [cast.shiroishi]
