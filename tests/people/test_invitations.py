"""Inviting: one link, one use, 14 days; an account for the new, a further post for the known."""

import datetime
import re

import pytest
from django.conf import settings

from core.notifications.models import Notification
from core.people.models import AuditEntry, Invitation, Membership, Role, Section, User
from core.people.services.inviting import NotUsable, accept_as_new_person, invite, withdraw
from tests.people.door import client, network, sign_in

NEW = "sakura@ishinomaki.example.jp"
PASSWORD = "a-long-new-one-24"
FORM = {"name": "千葉 さくら", "kana": "ちば さくら", "password": PASSWORD, "password_again": PASSWORD}


def link_in(mail) -> str:
    return re.search(re.escape(settings.PORTAL_URL) + r"(/people/join/\S+)", mail.body).group(1)


@pytest.fixture
def invited(cast, mailoutbox):
    """Midori invites Sakura, who is new, to the 総務課; the link she gets."""
    section = Section.objects.get(organization=cast.ishinomaki, name="総務課")
    invite(email=NEW, name="千葉 桜", organization=cast.ishinomaki, section=section, role=Role.MEMBER, by=cast.midori)
    return link_in(mailoutbox[0])


def post_invite(browser, people, **fields):
    return browser.post("/people/invitations/new/", {"people": people, "role": "member", **fields})


# --- Inviting --------------------------------------------------------------------------------------------


def test_midori_invites_several_at_once(cast, signed_in, mailoutbox):
    section = Section.objects.get(organization=cast.ishinomaki, name="総務課")
    people = "a@ishinomaki.example.jp\t髙﨑 𠮷葛󠄀\r\n\r\nB@Ishinomaki.example.jp、阿部　文\n"
    people += "　c@ishinomaki.example.jp  千葉 智　\n"
    answer = post_invite(signed_in(cast.midori), people, section=section.pk)
    assert answer.url == "/people/"
    assert [(one.email, one.name) for one in Invitation.objects.order_by("pk")] == [
        ("a@ishinomaki.example.jp", "髙﨑 𠮷葛󠄀"),
        ("b@ishinomaki.example.jp", "阿部　文"),
        ("c@ishinomaki.example.jp", "千葉 智"),
    ]
    assert {(one.organization, one.section, one.role) for one in Invitation.objects.all()} == {
        (cast.ishinomaki, section, "member")
    }
    assert [mail.to for mail in mailoutbox] == [[one.email] for one in Invitation.objects.order_by("pk")]
    assert "緑川 みどり" in mailoutbox[0].body
    assert "石巻市" in mailoutbox[0].body
    assert AuditEntry.objects.filter(action="person.invited", organization=cast.ishinomaki).count() == 3
    page = signed_in(cast.midori).get("/people/").content.decode()
    assert "千葉 智" in page
    assert "招待中" in page


@pytest.mark.parametrize(
    ("people", "words"),
    [
        ("", "入力してください"),
        ("sakura", "2行目：「sakura」はメールアドレスの形になっていません"),
        ("a@x.example.jp 阿部\nb@x.example.jp", "3行目：氏名がありません"),
        ("a@x.example.jp 阿部\nA@x.example.jp 安倍", "2回書かれています"),
        ("\n".join(f"a{n}@x.example.jp 阿部" for n in range(51)), "50人まで"),
        (f"{'a' * 250}@x.example.jp 阿部", "長すぎます"),
        (f"a@x.example.jp {'阿' * 101}", "長すぎます"),
        ("a@x.example.jp 阿\x00部", "文字"),
        ("a@x.example.jp 阿\x0b部", "使えません"),
    ],
)
def test_a_list_with_a_wrong_line_invites_nobody_and_keeps_what_was_typed(cast, signed_in, mailoutbox, people, words):
    answer = post_invite(signed_in(cast.midori), f"good@x.example.jp 良い人\n{people}" if people else "")
    body = answer.content.decode()
    assert answer.status_code == 200
    assert words in body
    assert "aria-invalid" in body
    assert not Invitation.objects.exists()
    assert mailoutbox == []
    assert not people or "\x00" in people or "良い人" in body


def test_one_who_is_here_already_stops_the_whole_list_and_its_mails(cast, signed_in, settings):
    settings.EMAIL_BACKEND = "core.notifications.outbox.OutboxBackend"
    people = f"good@x.example.jp 良い人\n{cast.kaede.email} 髙橋 楓"
    body = post_invite(signed_in(cast.midori), people).content.decode()
    assert "すでにこの団体の利用者です" in body
    assert not Invitation.objects.exists()
    assert not Notification.objects.exists()
    post_invite(signed_in(cast.midori), "good@x.example.jp 良い人")
    assert Notification.objects.get().address == "good@x.example.jp"


def test_a_deactivated_colleague_is_to_be_reactivated_instead(cast, signed_in):
    User.objects.filter(pk=cast.ren.pk).update(is_active=False)
    body = post_invite(signed_in(cast.midori), f"{cast.ren.email} 及川 蓮").content.decode()
    assert "利用停止中です。招待ではなく、利用の再開をしてください" in body


def test_inviting_again_renews_the_link_instead_of_making_a_second_one(cast, invited, mailoutbox):
    invite(email=NEW, name="千葉 桜", organization=cast.ishinomaki, section=None, role=Role.MANAGER, by=cast.midori)
    assert Invitation.objects.count() == 1
    assert client().get(invited).status_code == 404
    assert client().get(link_in(mailoutbox[1])).status_code == 200


def test_a_manager_cannot_invite_into_another_organization_or_role(cast, signed_in, mailoutbox):
    browser = signed_in(cast.midori)
    theirs = Section.objects.get(organization=cast.shiroishi, name="総務課")
    post_invite(browser, f"{NEW} 千葉 桜", section=theirs.pk)
    post_invite(browser, f"{NEW} 千葉 桜", role="administrator")
    post_invite(browser, f"{NEW} 千葉 桜", role="staff")
    assert not Invitation.objects.exists()
    post_invite(browser, f"{NEW} 千葉 桜", organization=cast.shiroishi.pk)
    assert Invitation.objects.get().organization == cast.ishinomaki


def test_who_manages_two_organizations_chooses_and_must_choose_what_fits(cast, signed_in):
    Membership.objects.create(user=cast.midori, organization=cast.shiroishi, role=Role.MANAGER)
    browser = signed_in(cast.midori)
    ours = Section.objects.get(organization=cast.ishinomaki, name="総務課")
    assert post_invite(browser, f"{NEW} 千葉 桜").status_code == 200
    wrong = post_invite(browser, f"{NEW} 千葉 桜", organization=cast.shiroishi.pk, section=ours.pk)
    assert "白石市の班・課を選んでください" in wrong.content.decode()
    post_invite(browser, f"{NEW} 千葉 桜", organization=cast.haru.memberships.get().organization_id)
    assert not Invitation.objects.exists()
    post_invite(browser, f"{NEW} 千葉 桜", organization=cast.shiroishi.pk)
    assert Invitation.objects.get().organization == cast.shiroishi


def test_administrators_invite_everywhere_with_the_roles_of_the_place(cast, signed_in):
    browser = signed_in(cast.kanda)
    refused = post_invite(browser, f"{NEW} 千葉 桜", organization=cast.shichikashuku.pk, role="staff")
    assert "七ヶ宿町では" in refused.content.decode()
    post_invite(browser, f"{NEW} 千葉 桜", organization=cast.shichikashuku.pk, role="manager")
    post_invite(browser, "new@pref.example.jp 新田 新", organization=cast.prefecture.pk, role="staff")
    assert set(Invitation.objects.values_list("organization__name", "role")) == {
        ("七ヶ宿町", "manager"),
        ("宮城県", "staff"),
    }


@pytest.mark.parametrize("name", ["kaede", "sato"])
def test_members_and_staff_invite_nobody(cast, signed_in, invited, name):
    browser = signed_in(getattr(cast, name))
    pk = Invitation.objects.get().pk
    assert browser.get("/people/invitations/new/").status_code == 403
    assert post_invite(browser, "a@x.example.jp 阿部").status_code == 403
    assert browser.post(f"/people/invitations/{pk}/resending/").status_code == 403
    assert browser.post(f"/people/invitations/{pk}/withdrawal/").status_code == 403
    assert Invitation.objects.unanswered().count() == 1


def test_another_organizations_invitation_does_not_exist(cast, signed_in, invited, mailoutbox):
    pk = Invitation.objects.get().pk
    browser = signed_in(cast.akira)
    assert browser.post(f"/people/invitations/{pk}/resending/").status_code == 404
    assert browser.post(f"/people/invitations/{pk}/withdrawal/").status_code == 404
    assert NEW not in browser.get("/people/").content.decode()
    assert len(mailoutbox) == 1
    assert client().get(invited).status_code == 200


# --- Answering -------------------------------------------------------------------------------------------


def test_sakura_registers_and_signs_in(cast, invited):
    browser = client()
    page = browser.get(invited).content.decode()
    assert 'value="千葉 桜"' in page
    assert "石巻市 総務課" in page
    assert browser.post(invited, FORM).url == "/accounts/login/"
    sakura = User.objects.get(email=NEW)
    assert (sakura.name, sakura.kana) == ("千葉 さくら", "ちば さくら")
    post = sakura.memberships.get()
    assert (post.organization, post.section.name, post.role) == (cast.ishinomaki, "総務課", "member")
    assert sign_in(browser, sakura, PASSWORD).url == "/"
    joined = AuditEntry.objects.get(action="person.joined")
    assert (joined.by, joined.organization) == (sakura, cast.ishinomaki)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": ""}, "入力してください"),
        ({"password_again": "another-one-2424"}, "2回の入力が違っています"),
        ({"password": "short", "password_again": "short"}, "12"),
        ({"password": "password1234", "password_again": "password1234"}, "一般的"),
        ({"password": "sakura@ishinomaki", "password_again": "sakura@ishinomaki"}, "似"),
        ({"name": "千葉\x00桜"}, "ヌル文字"),
    ],
)
def test_what_is_wrong_is_said_and_the_link_stays_good(invited, change, words):
    answer = client().post(invited, FORM | change)
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert not User.objects.filter(email=NEW).exists()
    assert client().post(invited, FORM).status_code == 302


@pytest.mark.parametrize("state", ["accepted", "withdrawn", "expired", "resent"])
def test_a_link_that_cannot_be_used_says_so_and_does_nothing(cast, invited, move_clock, mailoutbox, state):
    invitation = Invitation.objects.get()
    if state == "accepted":
        client().post(invited, FORM)
    if state == "withdrawn":
        withdraw(invitation.pk, by=cast.midori)
    if state == "expired":
        move_clock(datetime.timedelta(days=14, seconds=1))
    if state == "resent":
        invite(email=NEW, name="千葉 桜", organization=cast.ishinomaki, section=None, role=Role.MEMBER, by=cast.midori)
    status, words = {
        "accepted": (410, "すでに登録に使われています"),
        "withdrawn": (410, "取り消されました"),
        "expired": (410, "期限が切れています"),
        "resent": (404, "新しいリンクが送られています"),
    }[state]
    people = User.objects.count()
    for answer in (client().get(invited), client().post(invited, FORM)):
        assert answer.status_code == status
        assert words in answer.content.decode()
        assert NEW not in answer.content.decode()
        assert "石巻市" not in re.search("<main.*</main>", answer.content.decode(), re.S).group()
    assert User.objects.count() == people


def test_the_link_is_good_to_the_last_second(invited, move_clock):
    move_clock(datetime.timedelta(days=14, seconds=-60))
    assert client().post(invited, FORM).status_code == 302


def test_a_link_works_once_even_for_two_who_click_at_once(cast, invited):
    secret = invited.rstrip("/").rsplit("/", 1)[1]
    fields = {"name": "千葉 桜", "kana": "", "password": PASSWORD}
    accept_as_new_person(secret, **fields)
    with pytest.raises(NotUsable):
        accept_as_new_person(secret, **fields)
    assert User.objects.filter(email=NEW).count() == 1


@pytest.mark.parametrize("secret", ["x", "a" * 43, "%00", "..%2f..", "𠮷"])
def test_made_up_links_lead_to_one_page(db, secret):
    answer = client().get(f"/people/join/{secret}/")
    assert answer.status_code == 404
    assert client().post(f"/people/join/{secret}/", FORM).status_code == 404


def test_only_a_hash_of_the_link_is_kept(invited):
    secret = invited.rstrip("/").rsplit("/", 1)[1]
    assert secret not in str(Invitation.objects.values().get())
    assert secret not in str(list(AuditEntry.objects.values()))


def test_the_form_needs_its_token(invited):
    from django.test import Client

    assert Client(enforce_csrf_checks=True, REMOTE_ADDR=network()).post(invited, FORM).status_code == 403


# --- Somebody who has an account: 兼務 ---------------------------------------------------------------------


@pytest.fixture
def yui_invited(cast, mailoutbox):
    """Midori of 石巻市 invites Yui of 白石市; the link she gets."""
    invite(
        email=cast.yui.email, name="油井", organization=cast.ishinomaki, section=None, role=Role.MEMBER, by=cast.midori
    )
    return link_in(mailoutbox[-1])


def test_yui_signs_in_and_holds_two_posts_with_one_account(cast, yui_invited):
    browser = client()
    page = browser.get(yui_invited).content.decode()
    assert "すでに登録されています" in page
    assert browser.post(yui_invited, FORM).status_code == 302
    assert not Membership.objects.filter(user=cast.yui, organization=cast.ishinomaki).exists()
    door = re.search(r'href="(/accounts/login/\?next=[^"]+)"', page).group(1)
    answer = browser.post(door, {"login": cast.yui.email, "password": "demo-password", "next": yui_invited})
    assert answer.url == yui_invited
    assert "所属を追加します" in browser.get(yui_invited).content.decode()
    assert browser.post(yui_invited).url == "/"
    assert set(cast.yui.memberships.values_list("organization__name", "role")) == {
        ("白石市", "member"),
        ("石巻市", "member"),
    }
    assert User.objects.filter(email=cast.yui.email).count() == 1
    assert browser.get(yui_invited).status_code == 410


def test_somebody_elses_link_adds_nothing_and_tells_nothing(cast, signed_in, yui_invited, invited):
    browser = signed_in(cast.haru)
    for link in (yui_invited, invited):
        for answer in (browser.get(link), browser.post(link, FORM)):
            assert answer.status_code == 403
            assert "ほかの方あて" in answer.content.decode()
            assert "石巻市" not in answer.content.decode()
    assert cast.haru.memberships.count() == 1
    assert not User.objects.filter(email=NEW).exists()


def test_an_invitation_does_not_bring_a_deactivated_account_back(cast, yui_invited):
    User.objects.filter(pk=cast.yui.pk).update(is_active=False)
    assert "利用が停止されています" in client().get(yui_invited).content.decode()
    assert client().post(yui_invited, FORM).status_code == 403
    assert cast.yui.memberships.count() == 1


def test_who_came_by_another_invitation_meanwhile_adds_the_post(cast, invited, mailoutbox):
    invite(email=NEW, name="千葉 桜", organization=cast.shiroishi, section=None, role=Role.MEMBER, by=cast.akira)
    client().post(invited, FORM)
    assert "すでに登録されています" in client().get(link_in(mailoutbox[1])).content.decode()


def test_the_page_behind_the_link_exists_in_english(cast, invited):
    browser = client()
    browser.post("/accounts/language/", {"language": "en", "next": invited})
    page = browser.get(invited).content.decode()
    assert "Registration" in page
    assert "Organization member" in page
