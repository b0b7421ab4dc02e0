"""The inbox pages."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.notifications.models import Notification, Preference
from core.notifications.services.reading import mark_read
from core.notifications.services.telling import tell_people
from core.people.models import Organization

INBOX = "/inbox/"


@pytest.fixture
def tell(say):
    def tell_one(user, title="投票所の確認について", **fields):
        message = say(title, **fields)
        tell_people(message, [user])
        return message.notifications.get(user=user)

    return tell_one


def unread(user):
    return Notification.objects.visible_to(user).unread().count()


def test_it_lists_the_persons_own_entries_and_no_others(cast, tell, signed_in):
    tell(cast.kaede, "楓あての回覧")
    tell(cast.yui, "結あての回覧")
    page = signed_in(cast.kaede).get(INBOX).content.decode()
    assert "楓あての回覧" in page
    assert "結あての回覧" not in page


def test_looking_at_the_inbox_changes_nothing(cast, tell, signed_in):
    entry = tell(cast.kaede)
    client = signed_in(cast.kaede)
    client.get(INBOX)
    assert client.get(reverse("inbox:open", args=[entry.pk])).status_code == 200
    assert unread(cast.kaede) == 1


def test_somebody_elses_entry_looks_like_a_missing_one(cast, tell, signed_in):
    entry = tell(cast.yui)
    client = signed_in(cast.kaede)
    foreign, missing = (client.get(reverse("inbox:open", args=[pk])) for pk in (entry.pk, 10**25))
    assert foreign.status_code == missing.status_code == 404
    bodies = {re.sub(rb'("X-CSRFToken": "|value=")[^"]+', b"", each.content) for each in (foreign, missing)}
    assert len(bodies) == 1


def test_marking_one_several_and_all(cast, tell, signed_in):
    first, second = tell(cast.kaede), tell(cast.kaede)
    for _ in range(3):
        tell(cast.kaede)
    client = signed_in(cast.kaede)
    client.post(reverse("inbox:read"), {"item": [first.pk, second.pk]})
    assert unread(cast.kaede) == 3
    client.post(reverse("inbox:read"), {"all": "1"})
    assert unread(cast.kaede) == 0


def test_marking_another_persons_entry_changes_nothing(cast, tell, signed_in):
    entry = tell(cast.yui)
    signed_in(cast.kaede).post(reverse("inbox:read"), {"item": entry.pk})
    assert unread(cast.yui) == 1


@pytest.mark.parametrize("item", ["", "x", "-1", "1e3", "９", "99999999999999999999", "\x00", "1; DROP TABLE"])
def test_nonsense_marks_nothing_and_breaks_nothing(cast, tell, signed_in, item):
    tell(cast.kaede)
    assert signed_in(cast.kaede).post(reverse("inbox:read"), {"item": item}).status_code == 302
    assert unread(cast.kaede) == 1


def test_nothing_is_marked_by_get(cast, tell, signed_in):
    assert signed_in(cast.kaede).get(reverse("inbox:read")).status_code == 405
    assert signed_in(cast.kaede).get(reverse("inbox:retry")).status_code in (403, 405)


def test_it_comes_back_to_the_list_as_it_was_and_nowhere_else(cast, tell, signed_in):
    entry, client = tell(cast.kaede), signed_in(cast.kaede)
    for wanted, got in (
        ("/inbox/?state=unread&page=2", "/inbox/?state=unread&page=2"),
        ("https://evil.example/", INBOX),
        ("//evil.example/inbox/", INBOX),
        ("/archive/", INBOX),
    ):
        assert client.post(reverse("inbox:read"), {"item": entry.pk, "next": wanted}).url == got


def test_filters(cast, tell, signed_in):
    tell(cast.kaede, "財政の回覧")
    tell(cast.kaede, "選挙の回覧")
    read = tell(cast.kaede, "読んだ回覧")
    client = signed_in(cast.kaede)
    client.post(reverse("inbox:read"), {"item": read.pk})

    def titles(**query):
        return [entry.message.title for entry in client.get(INBOX, query).context["object_list"]]

    assert titles() == ["読んだ回覧", "選挙の回覧", "財政の回覧"]
    assert titles(state="unread") == ["選挙の回覧", "財政の回覧"]
    assert titles(q="財政") == ["財政の回覧"]
    assert len(titles(kind="tests.bulletin")) == 3
    assert titles(kind="archive.notice_published") == []
    assert len(titles(kind="no.such.kind")) == 3
    assert client.get(INBOX, {"q": "\x00"}).status_code == 200


def test_an_empty_inbox_says_what_to_do(cast, signed_in):
    assert "お知らせは、まだ届いていません" in signed_in(cast.kaede).get(INBOX).content.decode()


def test_fifty_on_a_page(cast, say, signed_in):
    for number in range(51):
        tell_people(say(f"{number}"), [cast.kaede])
    page = signed_in(cast.kaede).get(INBOX)
    assert len(page.context["object_list"]) == 50
    assert "51件" in page.content.decode()


@pytest.mark.parametrize("address", [INBOX, "/inbox/failures/"])
def test_one_row_and_eight_cost_the_same_queries(cast, tell, signed_in, address):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    def tell_kanda():
        tell(cast.kanda, sender=Organization.objects.order_by("?").first())
        Notification.objects.filter(user=cast.kanda).update(mail="failed", organization=cast.ishinomaki)

    client = signed_in(cast.kanda)
    tell_kanda()
    queries()  # the first request of a session writes the session
    one = queries()
    for _ in range(7):
        tell_kanda()
    assert queries() == one


def test_the_records_page_marks_what_was_said_about_it(cast, tell):
    about = tell(cast.kaede, subject=cast.ishinomaki)
    tell(cast.kaede, subject=cast.shiroishi)
    tell(cast.yui, subject=cast.ishinomaki)
    assert mark_read(cast.kaede, cast.ishinomaki) == 1
    about.refresh_from_db()
    assert not about.is_unread
    assert unread(cast.kaede) == 1
    assert unread(cast.yui) == 1


def test_choosing_how_to_be_told(cast, signed_in):
    client = signed_in(cast.kaede)
    page = client.get(reverse("inbox:preference"))
    assert page.context["form"].initial == {"timing": "at_once"}
    assert client.post(reverse("inbox:preference"), {"timing": "daily"}).status_code == 302
    assert Preference.objects.get(user=cast.kaede).timing == "daily"
    assert client.post(reverse("inbox:preference"), {"timing": "never"}).status_code == 200
    assert Preference.objects.get(user=cast.kaede).timing == "daily"


@pytest.mark.parametrize("name", ["list", "preference", "failures"])
def test_nobody_is_asked_to_sign_in(db, client, name):
    response = client.get(reverse(f"inbox:{name}"))
    assert response.status_code == 302
    assert "/accounts/login/" in response.url
