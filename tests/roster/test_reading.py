"""Finding people, in any spelling, in any order, at the same cost."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from roster.models import Contact


def names(client, **query) -> list[str]:
    response = client.get("/roster/", query)
    assert response.status_code == 200
    return [contact.name for contact in response.context["object_list"]]


@pytest.fixture
def some(cast, contact):
    contact(
        name="髙橋　楓",
        kana="たかはし かえで",
        section="選挙管理委員会事務局",
        title="主査",
        phone="０２２５（９５）１１１１",
        email="Senkan@ishinomaki.example.jp",
    )
    contact(
        name="サトウ 一郎", kana="サトウ イチロウ", duty="税", section="税務課", rank="deputy", phone="0225-95-2222"
    )
    contact(name="油井 結", duty="財政", organization=cast.shiroishi, section="DX推進課")
    contact(name="春日 陽", duty="総務", organization=cast.shichikashuku)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("髙橋", ["髙橋　楓"]),
        ("髙橋楓", ["髙橋　楓"]),
        ("髙橋 楓", ["髙橋　楓"]),
        ("楓　髙橋", ["髙橋　楓"]),
        ("タカハシ", ["髙橋　楓"]),
        ("たかはしかえで", ["髙橋　楓"]),
        ("さとう", ["サトウ 一郎"]),
        ("ｻﾄｳ", ["サトウ 一郎"]),
        ("選挙管理", ["髙橋　楓"]),
        ("ＤＸ", ["油井 結"]),
        ("主査", ["髙橋　楓"]),
        ("senkan@", ["髙橋　楓"]),
        ("0225951111", ["髙橋　楓"]),
        ("0225-95", ["髙橋　楓", "サトウ 一郎"]),
        ("９５－２２２２", ["サトウ 一郎"]),
        ("髙橋 税務課", []),
        ("%", []),
        ("_", []),
        ("\\", []),
        ("'", []),
        ("いない", []),
    ],
)
def test_people_are_found_however_they_are_written(cast, signed_in, some, words, found):
    assert names(signed_in(cast.haru), q=words) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"organization": "石巻"}, ["髙橋　楓", "サトウ 一郎"]),
        ({"organization": "042064"}, ["油井 結"]),
        ({"kind": "town"}, ["春日 陽"]),
        ({"region": "仙南圏"}, ["油井 結", "春日 陽"]),
        ({"rank": "deputy"}, ["サトウ 一郎"]),
        ({"region": "仙南圏", "kind": "city"}, ["油井 結"]),
        ({"q": "課", "rank": "deputy"}, ["サトウ 一郎"]),
    ],
)
def test_filters_narrow_together(cast, signed_in, some, query, found):
    assert names(signed_in(cast.haru), **query) == found


def test_the_filter_by_duty(cast, signed_in, some, duty):
    assert names(signed_in(cast.haru), duty=duty("財政").pk) == ["油井 結"]


@pytest.mark.parametrize(
    "query",
    [
        {"q": "\x00"},
        {"q": "あ" * 101},
        {"duty": "x"},
        {"duty": "9" * 30},
        {"rank": "boss"},
        {"kind": "x"},
        {"region": "ない圏"},
        {"sort": "password"},
        {"organization": "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace")},
    ],
)
def test_a_condition_that_makes_no_sense_is_below_500(cast, signed_in, some, query):
    assert signed_in(cast.haru).get("/roster/", query).status_code == 200


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        ("organization", "髙橋　楓"),
        ("-organization", "春日 陽"),
        ("duty", "春日 陽"),
        ("-duty", "サトウ 一郎"),
        ("-name", "サトウ 一郎"),
        ("section", "春日 陽"),
    ],
)
def test_every_order(cast, signed_in, some, sort, first):
    assert names(signed_in(cast.haru), sort=sort)[0] == first


@pytest.mark.parametrize("page", ["/roster/", "/roster/042021/"])
def test_a_page_costs_the_same_for_one_row_and_for_eight(cast, signed_in, contact, page):
    client = signed_in(cast.midori)
    client.get(page)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page).status_code == 200
        return len(captured)

    contact(name="1人目")
    one = queries()
    for number in range(7):
        contact(name=f"{number}", organization=cast.ishinomaki, duty=["税", "財政", "議会"][number % 3])
    assert queries() == one


def test_fifty_to_a_page_with_the_total(cast, signed_in, contact):
    for number in range(51):
        contact(name=f"{number:02}")
    first, second = (signed_in(cast.haru).get("/roster/", {"page": page}) for page in (1, 2))
    assert (len(first.context["object_list"]), len(second.context["object_list"])) == (50, 1)
    assert "51件" in first.content.decode()
    assert signed_in(cast.haru).get("/roster/", {"page": 3}).status_code == 404


def test_an_organizations_page_names_duty_rank_and_who_keeps_it(cast, signed_in, contact):
    contact(name="副の人", rank="deputy")
    contact(name="正の人", rank="primary")
    contact(name="よその人", organization=cast.shiroishi)
    page = signed_in(cast.midori).get("/roster/042021/")
    assert [entry.name for entry in page.context["contacts"]] == ["正の人", "副の人"]
    shown = page.content.decode()
    assert "よその人" not in shown
    assert "緑川 みどり" in shown
    assert [each.name for each in page.context["unlisted"]][:2] == ["総務", "財政"]
    assert "操作" not in signed_in(cast.kaede).get("/roster/042021/").content.decode()


def test_empty_pages_say_what_to_do(cast, signed_in):
    assert "まだ登録されていません" in signed_in(cast.kaede).get("/roster/").content.decode()
    assert "登録する" in signed_in(cast.midori).get("/roster/042021/").content.decode()
    assert "担当者を登録する" not in signed_in(cast.kaede).get("/roster/042021/").content.decode()
    assert "条件に合う担当者はいません" in signed_in(cast.kaede).get("/roster/", {"q": "x"}).content.decode()


def test_text_is_escaped(cast, signed_in, contact):
    contact(name="<script>alert(1)</script>", phone='"><img src=x>', email="a@example.jp")
    for page in ("/roster/", "/roster/042021/"):
        shown = signed_in(cast.haru).get(page).content.decode()
        assert "<script>alert" not in shown
        assert "<img src=x" not in shown


def test_a_contact_is_named_in_words(contact):
    assert str(contact()) == "石巻市 選挙 及川 蓮"
    assert Contact.objects.count() == 1
