"""Entries are written exactly as typed, once, and never over somebody else's."""

from __future__ import annotations

import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse

from core.people.models import AuditEntry
from roster.models import Contact, Duty
from roster.services.adding import AlreadyListed, add_contact
from roster.services.changing import ChangedMeanwhile, change_contact
from roster.services.removing import remove_contact

RARE = "髙﨑𠮷葛󠄀㋿— か゚"


def new(cast) -> str:
    return reverse("roster:new", args=[cast.ishinomaki.code])


def edit(entry: Contact) -> str:
    return reverse("roster:edit", args=[entry.organization.code, entry.pk])


def remove(entry: Contact) -> str:
    return reverse("roster:remove", args=[entry.organization.code, entry.pk])


def test_text_is_kept_exactly_and_shown_again(cast, signed_in, typed):
    client = signed_in(cast.midori)
    form = typed(name=RARE, kana="か゚か゚", section=RARE, title=RARE, note=RARE, phone="０２２５－９５－１１１１")
    response = client.post(new(cast), form, follow=True)
    entry = Contact.objects.get()
    assert [entry.name, entry.section, entry.title, entry.note] == [RARE] * 4
    assert (entry.kana, entry.phone) == ("か゚か゚", "０２２５－９５－１１１１")
    assert RARE in response.content.decode()
    assert (entry.version, entry.updated_by) == (1, cast.midori)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "このフィールドは必須"),
        ("name", "あ" * 101, "100"),
        ("name", "改\n行", "改行"),
        ("name", "ヌル\x00", "文字"),
        ("duty", "", "必須"),
        ("duty", "999999", "選択"),
        ("duty", "99999999999999999999999", "選択"),
        ("duty", "選挙", "選択"),
        ("rank", "boss", "選択"),
        ("phone", "95-1111", "市外局番から"),
        ("phone", "電話はありません", "市外局番から"),
        ("phone", "0" * 41, "40"),
        ("email", "アドレス", "メールアドレス"),
        ("email", "ａ@ishinomaki.example.jp\nBcc: x@example.jp", "メールアドレス"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(cast, signed_in, typed, field, value, words):
    response = signed_in(cast.midori).post(new(cast), typed(note="消えない備考", **{field: value}))
    assert response.status_code == 200
    assert any(words in message for message in response.context["form"].errors[field]), response.context["form"].errors
    assert "消えない備考" in response.content.decode()
    assert not Contact.objects.exists()


@pytest.mark.parametrize("version", ["", "0", "-1", "x", "99999999999999999999"])
def test_a_version_that_makes_no_sense_overwrites_nothing(cast, signed_in, contact, typed, version):
    entry = contact()
    client = signed_in(cast.midori)
    assert client.post(edit(entry), typed(name="上書き", version=version)).status_code in (200, 409)
    assert client.post(remove(entry), {"version": version}).status_code == 409
    assert Contact.objects.get().name == "及川 蓮"


def test_a_second_click_adds_nothing(cast, signed_in, typed):
    client = signed_in(cast.midori)
    assert client.post(new(cast), typed()).status_code == 302
    again = client.post(new(cast), typed())
    assert "すでに登録されています" in again.content.decode()
    assert Contact.objects.count() == 1
    assert AuditEntry.objects.filter(action="contact.added").count() == 1


def test_an_entry_cannot_become_the_same_as_another(cast, signed_in, contact, typed):
    contact(section="総務課", name="甲")
    entry = contact(section="総務課", name="乙")
    page = signed_in(cast.midori).post(edit(entry), typed(section="総務課", name="甲", version="1"))
    assert "すでに登録されています" in page.content.decode()
    assert sorted(Contact.objects.values_list("name", flat=True)) == ["乙", "甲"]


def test_every_change_is_in_the_audit_log_without_the_personal_data(cast, contact, duty):
    entry = add_contact(
        organization=cast.ishinomaki, by=cast.midori, duty=duty(), rank="primary", section="", name="及川 蓮"
    )
    change_contact(entry, version=1, by=cast.kanda, phone="0225-95-1111")
    remove_contact(entry, version=2, by=cast.kanda)
    entries = AuditEntry.objects.filter(action__startswith="contact.").order_by("pk")
    assert [(each.action, each.by, each.organization) for each in entries] == [
        ("contact.added", cast.midori, cast.ishinomaki),
        ("contact.changed", cast.kanda, cast.ishinomaki),
        ("contact.removed", cast.kanda, cast.ishinomaki),
    ]
    assert entries[1].details == {"fields": ["phone"]}
    assert "95-1111" not in str(list(entries.values()))


def test_saving_without_a_change_writes_nothing(cast, contact):
    entry = contact()
    assert change_contact(entry, version=1, by=cast.midori, name=entry.name) is False
    assert Contact.objects.get().version == 1
    assert not AuditEntry.objects.filter(action="contact.changed").exists()


def test_the_services_themselves_refuse_who_may_not(cast, contact, duty):
    entry = contact()
    written = {"duty": duty(), "rank": "primary", "section": "", "name": "x"}
    with pytest.raises(PermissionDenied):
        add_contact(organization=cast.ishinomaki, by=cast.kaede, **written)
    with pytest.raises(PermissionDenied):
        change_contact(entry, version=1, by=cast.akira, name="x")
    with pytest.raises(PermissionDenied):
        remove_contact(entry, version=1, by=cast.sato)


class TestTwoPeople:
    def test_the_second_sees_both_versions_and_decides(self, cast, signed_in, contact, typed):
        entry = contact()
        midori, kanda = signed_in(cast.midori), signed_in(cast.kanda)
        midori.post(edit(entry), typed(phone="0225-95-1111", version="1"))

        page = kanda.post(edit(entry), typed(phone="0225-95-2222", note="神田の備考", version="1"))
        assert page.status_code == 409
        shown = page.content.decode()
        for words in ("0225-95-1111", "0225-95-2222", "神田の備考", "ほかの人が先に保存しました", cast.midori.name):
            assert words in shown
        assert Contact.objects.get().phone == "0225-95-1111"

        again = page.context["form"]["version"].value()
        assert kanda.post(edit(entry), typed(phone="0225-95-2222", version=again)).status_code == 302
        assert Contact.objects.get().phone == "0225-95-2222"

    def test_what_was_deleted_meanwhile_can_be_added_again(self, cast, signed_in, contact, typed):
        entry = contact()
        signed_in(cast.kanda).post(remove(entry), {"version": "1"})
        page = signed_in(cast.midori).post(edit(entry), typed(note="惜しい備考", version="1"))
        assert page.status_code == 409
        assert "惜しい備考" in page.content.decode()
        assert f'action="{new(cast)}"' in page.content.decode()
        assert signed_in(cast.akira).post(edit(entry), typed(version="1")).status_code == 404

    def test_what_changed_meanwhile_is_not_deleted_unseen(self, cast, signed_in, contact):
        entry = contact()
        change_contact(entry, version=1, by=cast.midori, name="別人")
        page = signed_in(cast.kanda).post(remove(entry), {"version": "1"})
        assert page.status_code == 409
        assert "別人" in page.content.decode()
        assert Contact.objects.exists()
        assert not AuditEntry.objects.filter(action="contact.removed").exists()
        assert signed_in(cast.kanda).post(remove(entry), {"version": "2"}).status_code == 302
        assert not Contact.objects.exists()

    def test_deleting_twice_is_fine(self, cast, contact):
        entry = contact()
        seen_by_another = Contact.objects.get()
        remove_contact(entry, version=1, by=cast.kanda)
        with pytest.raises(ChangedMeanwhile) as meanwhile:
            remove_contact(seen_by_another, version=1, by=cast.kanda)
        assert meanwhile.value.current is None


@pytest.mark.django_db(transaction=True)
class TestRace:
    """Eight people save what they all saw as version 1."""

    def save_at_once(self, cast, entry: Contact, save) -> list[bool]:
        start, results = threading.Barrier(8), []

        def one(number: int) -> None:
            try:
                mine = Contact.objects.get(pk=entry.pk)
                start.wait(10)
                save(mine, f"{number}人目")
                results.append(True)
            except (ChangedMeanwhile, AlreadyListed):
                results.append(False)
            finally:
                connection.close()

        threads = [threading.Thread(target=one, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        return results

    def test_one_of_them_is_kept(self, cast, contact):
        results = self.save_at_once(
            cast, contact(), lambda mine, note: change_contact(mine, version=1, by=cast.midori, note=note)
        )
        assert sorted(results) == [False] * 7 + [True]
        assert Contact.objects.get().version == 2

    def test_without_the_version_in_the_where_they_overwrite_each_other(self, cast, contact):
        """The control run: the same race is lost by a save that looks first and writes then."""

        def save_carelessly(mine: Contact, note: str) -> None:
            if mine.version != 1:
                raise ChangedMeanwhile(mine)
            mine.note, mine.version = note, 2
            mine.save()

        assert sum(self.save_at_once(cast, contact(), save_carelessly)) > 1


def test_the_usual_duties_are_there_in_their_order(db):
    names = list(Duty.objects.values_list("name", flat=True))
    assert names[:4] == ["総務", "選挙", "財政", "税"]
    assert len(names) == 12
