"""The list: what arrived, what was sent, filtered and counted by what may be seen."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from archive.models import Category, Notice, SavedSearch
from archive.services.acknowledging import acknowledge, note_reading
from archive.views.lists import NoticeListView
from core import clock


def titles(response) -> list[str]:
    return [notice.title for notice in response.context["object_list"]]


def test_a_member_sees_what_was_addressed_to_the_own_organization_newest_first(cast, published, signed_in):
    today = clock.today()
    published(to=[cast.ishinomaki], title="古い通知", issued_on=today - datetime.timedelta(days=3))
    published(groups=[cast.cities], title="新しい通知", issued_on=today)
    published(to=[cast.shiroishi], title="白石市だけの通知")
    response = signed_in(cast.kaede).get("/archive/")
    assert titles(response) == ["新しい通知", "古い通知"]
    assert "白石市だけ" not in response.content.decode()


def test_drafts_scheduled_and_withdrawn_are_the_owners_alone(cast, draft, signed_in):
    draft(to=[cast.ishinomaki], title="書きかけ")
    assert titles(signed_in(cast.kaede).get("/archive/")) == []
    assert titles(signed_in(cast.sato).get("/archive/")) == ["書きかけ"]
    assert titles(signed_in(cast.kanda).get("/archive/?state=draft")) == ["書きかけ"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kw=投票所", ["投票所の設置"]),
        ("kw=123号", ["交付税の算定"]),
        ("importance=high", ["交付税の算定"]),
        ("tag=選挙", ["投票所の設置"]),
        ("state=unread", ["投票所の設置"]),
        ("state=read", ["交付税の算定"]),
        ("state=awaiting", ["交付税の算定"]),
        ("start=令和2年1月1日&end=R2.12.31", ["投票所の設置"]),
        ("sort=title", ["交付税の算定", "投票所の設置"]),
        ("sort=-title", ["投票所の設置", "交付税の算定"]),
    ],
)
def test_filters_and_sorting(cast, published, signed_in, query, expected):
    published(to=[cast.ishinomaki], title="投票所の設置", tags=["選挙"], issued_on=datetime.date(2020, 5, 1))
    money = published(
        to=[cast.ishinomaki], title="交付税の算定", number="市財第123号", importance="high", needs_acknowledgement=True
    )
    note_reading(money, by=cast.kaede)
    assert titles(signed_in(cast.kaede).get(f"/archive/?{query}")) == expected


def test_acknowledging_takes_a_notice_off_the_waiting_list(cast, published, signed_in):
    notice = published(to=[cast.ishinomaki], needs_acknowledgement=True)
    acknowledge(notice, by=cast.ren)
    assert titles(signed_in(cast.kaede).get("/archive/?state=awaiting")) == []


def test_a_date_that_does_not_exist_is_said_at_its_field_and_filters_nothing(cast, published, signed_in):
    published(to=[cast.ishinomaki], title="一件")
    response = signed_in(cast.kaede).get("/archive/?start=2026年2月30日")
    assert response.context["filter"].errors["start"]
    assert titles(response) == ["一件"]


def test_the_list_costs_the_same_for_one_notice_and_for_eight(cast, published, signed_in):
    client = signed_in(cast.kaede)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get("/archive/")
        return len(captured)

    published(to=[cast.ishinomaki], tags=["選挙"])
    queries()
    one = queries()
    for number in range(7):
        published(to=[cast.ishinomaki], title=f"通知{number}", tags=["財政", f"タグ{number}"])
    assert queries() == one


def test_the_senders_list_costs_the_same_for_one_notice_and_for_eight(cast, published, signed_in):
    client = signed_in(cast.sato)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get("/archive/")
        return len(captured)

    published(to=[cast.ishinomaki], tags=["選挙"])
    queries()
    one = queries()
    for number in range(7):
        published(groups=[cast.everyone], title=f"通知{number}", tags=["財政"])
    assert queries() == one


def test_tags_complete_only_from_what_may_be_seen(cast, published, signed_in):
    published(to=[cast.ishinomaki], tags=["選挙執行", "財政"])
    published(to=[cast.shiroishi], tags=["選挙違反"])
    assert signed_in(cast.kaede).get("/archive/tags/?q=選挙").json() == ["選挙執行"]
    assert signed_in(cast.sato).get("/archive/tags/?q=選挙").json() == ["選挙執行", "選挙違反"]
    assert signed_in(cast.kaede).get("/archive/tags/?q=").json() == []


def test_issuers_complete_only_from_what_may_be_seen(cast, published, signed_in):
    published(to=[cast.shiroishi], issuer_name="総務省の白石だけの局")
    published(to=[cast.ishinomaki], issuer_name="総務省自治財政局")
    assert signed_in(cast.kaede).get("/archive/issuers/?q=総務省").json() == ["総務省自治財政局"]
    assert titles(signed_in(cast.kaede).get("/archive/?issuer=財政局")) == ["期日前投票所の設置状況について（通知）"]


def test_a_page_reads_the_rights_once(cast, published, signed_in):
    published(to=[cast.ishinomaki])
    client = signed_in(cast.kaede)
    with CaptureQueriesContext(connection) as captured:
        client.get("/archive/")
    reading_rights = [q for q in captured.captured_queries if "people_organizationgrouppermission" in q["sql"]]
    assert len(reading_rights) == 1


def test_a_long_list_is_counted_only_as_far_as_needed(cast, published, signed_in, monkeypatch):
    from core.people import counting

    monkeypatch.setattr(counting, "EXACT_UP_TO", 2)
    monkeypatch.setattr(counting, "PAGES_AHEAD", 0)
    monkeypatch.setattr(NoticeListView, "paginate_by", 2)
    for number in range(5):
        published(to=[cast.ishinomaki], title=f"通知{number}")
    client = signed_in(cast.kaede)
    first = client.get("/archive/")
    assert first.context["paginator"].is_capped
    assert "2件以上" in first.content.decode()
    third = client.get("/archive/?page=3")
    assert titles(third) == ["通知0"]
    assert not third.context["paginator"].is_capped


def test_a_saved_search_is_kept_under_a_name_and_is_the_persons_own(cast, signed_in):
    Category.objects.get_or_create(name="選挙")
    kaede, yui = signed_in(cast.kaede), signed_in(cast.yui)
    kaede.post("/archive/searches/", {"name": "選挙の未読", "query": "kw=選挙&state=unread&page=3"})
    search = SavedSearch.objects.get()
    assert "page" not in search.query
    assert "選挙の未読" in kaede.get("/archive/searches/").content.decode()
    assert "選挙の未読" not in yui.get("/archive/searches/").content.decode()
    assert yui.post(f"/archive/searches/{search.pk}/deletion/").status_code == 404
    kaede.post(f"/archive/searches/{search.pk}/deletion/")
    assert not SavedSearch.objects.exists()


def test_saving_a_search_without_a_name_says_so_and_keeps_the_conditions(cast, signed_in):
    response = signed_in(cast.kaede).post("/archive/searches/", {"name": "", "query": "kw=選挙"})
    assert response.status_code == 422
    page = response.content.decode()
    assert "名前を入力してください" in page
    assert "kw=選挙" in page


def test_members_have_no_sent_box(cast, published, signed_in):
    published(to=[cast.shiroishi], title="白石市だけの通知")
    assert titles(signed_in(cast.kaede).get("/archive/?box=sent")) == []
    assert Notice.objects.visible_to(cast.kaede).count() == 0
