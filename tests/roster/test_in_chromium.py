"""The roster's pages in a real Chromium: wide, on a phone, by keyboard, and without JavaScript."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from core.people.models import Kind
from roster.models import Contact
from tests.cast import organization
from tests.looking import Complaints, looks_right

pytestmark = [pytest.mark.long, pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def entry(cast, contact, duty) -> Contact:
    """One of many, some of them with long names."""
    union = organization("049999", "気仙沼・本吉地域広域行政事務組合", Kind.ASSOCIATION, region="気仙沼・本吉圏")
    duty("監査")
    contact(
        organization=union,
        duty="市町村合併・広域行政",
        name="葛󠄀西 𠮷之助",
        kana="かさい よしのすけ",
        section="総務課 広域行政推進係",
        title="課長補佐（総括）",
        phone="0226-22-0000（内線2333）",
        email="kouiki-gyousei-suishin@kesennuma-motoyoshi.example.jp",
        note="火曜日は本吉総合支所にいます",
    )
    for number in range(52):
        contact(
            organization=cast.shiroishi,
            name=f"白石 {number}子",
            kana="しろいし",
            duty="税",
            section="税務課",
            phone="0224-25-2111",
        )
    contact(name="緑 太郎", kana="みどり たろう", duty="総務", section="総務課", rank="deputy", phone="0225-95-1111")
    return contact(
        name="及川 蓮",
        kana="おいかわ れん",
        section="選挙管理委員会事務局",
        title="主査",
        phone="0225-95-1111",
        email="senkan@ishinomaki.example.jp",
    )


def pages(entry: Contact) -> dict[str, str]:
    code = entry.organization.code
    return {
        "list": reverse("roster:list"),
        "filtered": reverse("roster:list") + "?q=しろいし&rank=primary&page=2",
        "empty": reverse("roster:list") + "?q=いない",
        "organization": reverse("roster:organization", args=[code]),
        "long": reverse("roster:organization", args=["049999"]),
        "new": reverse("roster:new", args=[code]),
        "edit": reverse("roster:edit", args=[code, entry.pk]),
        "remove": reverse("roster:remove", args=[code, entry.pk]),
    }


@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_is_accessible(cast, open_as, entry, width, complaints: Complaints):
    for address in pages(entry).values():
        page = open_as(cast.kanda, width=width)
        page.goto(address)
        looks_right(page, complaints)
    assert not complaints.heard


@pytest.mark.parametrize("javascript", [True, False])
def test_an_entry_is_added_corrected_and_removed(cast, open_as, entry, javascript, complaints: Complaints):
    page = open_as(cast.midori, width=390, javascript=javascript)
    page.goto(reverse("roster:list"))
    page.get_by_role("link", name="石巻市の名簿").click()
    page.get_by_role("link", name="監査").click()
    expect(page.get_by_label("業務")).to_contain_text("監査")
    page.get_by_label("氏名").fill("髙﨑 𠮷子")
    page.get_by_label("電話番号").fill("95-1111")
    page.get_by_role("button", name="登録する").click()
    expect(page.get_by_role("alert")).to_contain_text("市外局番から")
    expect(page.get_by_label("氏名")).to_have_value("髙﨑 𠮷子")
    page.get_by_label("電話番号").fill("0225-95-1111")
    page.get_by_role("button", name="登録する").click()
    expect(page.get_by_text("監査の担当者「髙﨑 𠮷子」を登録しました。")).to_be_visible()
    page.get_by_role("row", name="髙﨑").get_by_role("link", name="削除").click()
    page.get_by_role("button", name="削除する").click()
    expect(page.get_by_text("「髙﨑 𠮷子」を名簿から削除しました。")).to_be_visible()
    assert not complaints.heard


@pytest.mark.parametrize("width", [1280, 390])
def test_two_people_at_once(cast, open_as, entry, width, complaints: Complaints):
    first, second = open_as(cast.midori, width=width), open_as(cast.kanda, width=width)
    for page in (first, second):
        page.goto(pages(entry)["edit"])
    first.get_by_label("電話番号").fill("0225-95-2222")
    second.get_by_label("電話番号").fill("0225-95-3333")
    first.get_by_role("button", name="保存する").click()
    expect(first.get_by_text("変更を保存しました")).to_be_visible()
    second.get_by_role("button", name="保存する").click()
    expect(second.get_by_role("alert")).to_contain_text("ほかの人が先に保存しました")
    expect(second.get_by_role("row", name="電話番号")).to_contain_text("0225-95-2222")
    looks_right(second, complaints)
    second.get_by_role("button", name="保存する").click()
    expect(second.get_by_text("変更を保存しました")).to_be_visible()
    assert Contact.objects.get(pk=entry.pk).phone == "0225-95-3333"
