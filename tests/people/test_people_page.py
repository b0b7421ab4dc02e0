"""The manager's page: who is here, as what, and what may be done about it."""

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from core.people.access import organizations_for, user_may
from core.people.models import AuditEntry, Membership, Role, Section, User, Verb
from core.people.services.deactivating import deactivate, reactivate
from core.people.services.posts import change_post, end_post
from tests.people.door import client, is_signed_in, sign_in, signed_in_by_form, with_app

CANARIES = ("明石 晃", "油井 結", "春日 陽", "佐藤 健", "神田 明", "白石市", "七ヶ宿町")


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def post_of(user: User) -> Membership:
    return Membership.objects.select_related("organization").get(user=user)


def page_of(browser, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, answer.status_code
    return re.search("<main.*</main>", answer.content.decode(), re.S).group()


# --- The list --------------------------------------------------------------------------------------------


def test_midori_sees_her_people_and_nobody_elses(cast, signed_in):
    with_app(cast.ren)
    page = page_of(signed_in(cast.midori), "/people/")
    for shown in ("緑川 みどり", "髙橋 楓", "及川 蓮", "ren@ishinomaki.example.jp", "総務課", "団体管理者", "設定済み"):
        assert shown in page
    for canary in CANARIES:
        assert canary not in page


def test_an_administrator_sees_all_and_filters(cast, signed_in):
    browser = signed_in(cast.kanda)
    page = page_of(browser, "/people/")
    assert all(canary in page for canary in CANARIES)
    only = page_of(browser, f"/people/?organization={cast.shiroishi.pk}")
    assert "明石 晃" in only
    assert "髙橋 楓" not in only
    found = page_of(browser, "/people/?q=KAEDE@ishi")
    assert "髙橋 楓" in found
    assert "及川 蓮" not in found


def test_the_filters_of_state_role_and_second_factor(cast, signed_in):
    with_app(cast.ren)
    deactivate(cast.kaede.pk, by=cast.midori)
    browser = signed_in(cast.midori)

    def names(query):
        page = page_of(browser, f"/people/?{query}")
        return {name for name in ("緑川 みどり", "髙橋 楓", "及川 蓮") if name in page}

    assert names("state=active") == {"緑川 みどり", "及川 蓮"}
    assert names("state=stopped") == {"髙橋 楓"}
    assert names("role=manager") == {"緑川 みどり"}
    assert names("factor=yes") == {"及川 蓮"}
    assert names("factor=no") == {"緑川 みどり", "髙橋 楓"}
    end_post(post_of(cast.ren).pk, last_day=None, by=cast.midori)
    assert names("") == {"緑川 みどり", "髙橋 楓"}
    assert names("state=ended") == {"及川 蓮"}


@pytest.mark.parametrize(
    "query", ["organization=1", "organization=x", "q=%00", "state=x", "role=x", "sort=x", "factor=9"]
)
def test_a_nonsense_or_foreign_filter_shows_nothing_foreign(cast, signed_in, query):
    query = query.replace("organization=1", f"organization={cast.shiroishi.pk}")
    page = page_of(signed_in(cast.midori), f"/people/?{query}")
    assert "明石 晃" not in page


@pytest.mark.parametrize("sort", ["name", "-name", "place", "-place", "last_login", "-last_login"])
def test_every_order_works(cast, signed_in, sort):
    assert "髙橋 楓" in page_of(signed_in(cast.kanda), f"/people/?sort={sort}")


def test_the_list_costs_the_same_for_one_and_for_eight(cast, signed_in):
    def cost():
        browser = signed_in(cast.midori)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page_of(browser, "/people/")
        return len(queries)

    before = cost()
    for number in range(8):
        person = User.objects.create(email=f"p{number}@ishinomaki.example.jp", name=f"阿部 {number}")
        Membership.objects.create(user=person, organization=cast.ishinomaki, role=Role.MEMBER)
    assert cost() == before


# --- Who may not -----------------------------------------------------------------------------------------


def all_paths(person: User, post: Membership, section: Section) -> list[str]:
    return [
        f"/people/{person.pk}/",
        f"/people/{person.pk}/deactivation/",
        f"/people/{person.pk}/reactivation/",
        f"/people/{person.pk}/posts/new/",
        f"/people/posts/{post.pk}/",
        f"/people/posts/{post.pk}/end/",
        f"/people/sections/{section.pk}/",
    ]


def without_token(answer) -> str:
    return re.sub(r"\b[0-9A-Za-z]{64}\b", "", answer.content.decode())


def everything(cast) -> list:
    return [
        list(User.objects.order_by("pk").values_list("pk", "is_active", "name")),
        list(Membership.objects.order_by("pk").values_list("pk", "role", "section", "title", "valid_to")),
        list(Section.objects.order_by("pk").values_list("pk", "name")),
    ]


@pytest.mark.parametrize("name", ["kaede", "sato"])
def test_a_member_trying_the_managers_pages_gets_403(cast, signed_in, name):
    browser = signed_in(getattr(cast, name))
    section = Section.objects.get(organization=cast.ishinomaki, name="総務課")
    before = everything(cast)
    for path in ["/people/", "/people/sections/", *all_paths(cast.ren, post_of(cast.ren), section)]:
        assert browser.get(path).status_code == 403, path
        assert browser.post(path, {"name": "x", "role": "manager"}).status_code in (403, 405), path
    assert browser.post(f"/people/sections/{section.pk}/removal/").status_code == 403
    assert browser.get(f"/people/organizations/{cast.ishinomaki.pk}/publishing/").status_code == 403
    assert everything(cast) == before


def test_to_a_manager_another_organizations_people_do_not_exist(cast, signed_in):
    browser = signed_in(cast.midori)
    section = Section.objects.get(organization=cast.shiroishi, name="総務課")
    before = everything(cast)
    missing = browser.get("/people/99999999/")
    for path in all_paths(cast.yui, post_of(cast.yui), section):
        answer = browser.get(path)
        assert answer.status_code == 404, path
        assert without_token(answer) == without_token(missing)
        assert browser.post(path, {"name": "x", "role": "manager"}).status_code in (404, 405), path
    assert browser.post(f"/people/sections/{section.pk}/removal/").status_code == 404
    assert (
        browser.post(f"/people/organizations/{cast.ishinomaki.pk}/publishing/", {"allowed": "yes"}).status_code == 403
    )
    assert everything(cast) == before


def test_nothing_is_changed_by_get(cast, signed_in):
    browser = signed_in(cast.kanda)
    section = Section.objects.get(organization=cast.ishinomaki, name="総務課")
    before = everything(cast)
    for path in all_paths(cast.ren, post_of(cast.ren), section):
        assert browser.get(path).status_code == 200
    assert browser.get(f"/people/sections/{section.pk}/removal/").status_code == 405
    assert everything(cast) == before


# --- Posts -----------------------------------------------------------------------------------------------


def test_midori_makes_kaede_a_manager_in_another_section(cast, signed_in):
    post = post_of(cast.kaede)
    section = Section.objects.create(organization=cast.ishinomaki, name="財政課")
    page = page_of(signed_in(cast.midori), f"/people/posts/{post.pk}/")
    assert "県職員" not in page
    fields = {"section": section.pk, "role": "manager", "title": "主査"}
    assert signed_in(cast.midori).post(f"/people/posts/{post.pk}/", fields).url == f"/people/{cast.kaede.pk}/"
    post.refresh_from_db()
    assert (post.section, post.role, post.title) == (section, "manager", "主査")
    assert user_may(fresh(cast.kaede), Verb.MANAGE_PEOPLE, cast.ishinomaki)
    entry = AuditEntry.objects.get(action="post.changed")
    assert (entry.by, entry.organization) == (cast.midori, cast.ishinomaki)
    assert entry.details["before"]["role"] == "member"


@pytest.mark.parametrize("fields", [{"role": "administrator"}, {"role": "staff"}, {"role": ""}, {"section": "foreign"}])
def test_a_post_takes_only_roles_and_sections_of_its_place(cast, signed_in, fields):
    post = post_of(cast.kaede)
    theirs = Section.objects.get(organization=cast.shiroishi, name="総務課")
    fields = {"role": "member", "section": ""} | fields
    fields["section"] = theirs.pk if fields["section"] == "foreign" else fields["section"]
    assert signed_in(cast.midori).post(f"/people/posts/{post.pk}/", fields).status_code == 200
    post.refresh_from_db()
    assert (post.role, post.section.name) == ("member", "総務課")


def test_the_roster_is_given_to_a_person_and_taken_back(cast, signed_in):
    post = post_of(cast.kaede)
    browser = signed_in(cast.midori)
    fields = {"section": post.section_id, "role": "member"}
    browser.post(f"/people/posts/{post.pk}/", fields | {"edits_roster": "on"})
    assert organizations_for(fresh(cast.kaede), Verb.EDIT_ROSTER) == {cast.ishinomaki.pk}
    assert re.search(r'name="edits_roster"[^>]* checked', page_of(browser, f"/people/posts/{post.pk}/"))
    browser.post(f"/people/posts/{post.pk}/", fields)
    assert organizations_for(fresh(cast.kaede), Verb.EDIT_ROSTER) == frozenset()
    actions = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["right.granted", "right.revoked"]


def test_a_further_post_in_the_own_organization(cast, signed_in):
    section = Section.objects.create(organization=cast.ishinomaki, name="財政課")
    fields = {"section": section.pk, "role": "member", "title": ""}
    for _ in range(2):  # a double click
        signed_in(cast.midori).post(f"/people/{cast.kaede.pk}/posts/new/", fields)
    assert cast.kaede.memberships.count() == 2
    assert AuditEntry.objects.filter(action="post.added").count() == 1


def test_the_same_post_twice_is_refused(cast, signed_in):
    section = Section.objects.create(organization=cast.ishinomaki, name="財政課")
    second = Membership.objects.create(user=cast.kaede, organization=cast.ishinomaki, section=section, role=Role.MEMBER)
    fields = {"section": Membership.objects.filter(user=cast.kaede).first().section_id, "role": "member"}
    answer = signed_in(cast.midori).post(f"/people/posts/{second.pk}/", fields)
    assert "すでにあります" in answer.content.decode()


def test_ending_a_post_works_on_the_next_request(cast, signed_in):
    browser = signed_in_by_form(cast.kaede)
    post = post_of(cast.kaede)
    assert signed_in(cast.midori).post(f"/people/posts/{post.pk}/end/", {"last_day": ""}).status_code == 302
    assert "所属なし" in browser.get("/people/me/").content.decode()
    assert organizations_for(fresh(cast.kaede), Verb.READ_RECORDS) == frozenset()
    assert cast.kaede.memberships.count() == 1
    assert AuditEntry.objects.get(action="post.ended").organization == cast.ishinomaki


def test_a_post_may_end_on_a_day_to_come(cast, signed_in, move_clock):
    post = post_of(cast.kaede)
    last = clock.today() + datetime.timedelta(days=10)
    signed_in(cast.midori).post(f"/people/posts/{post.pk}/end/", {"last_day": last.isoformat()})
    assert user_may(fresh(cast.kaede), Verb.READ_RECORDS, cast.ishinomaki)
    move_clock(datetime.timedelta(days=11))
    assert not user_may(fresh(cast.kaede), Verb.READ_RECORDS, cast.ishinomaki)


@pytest.mark.parametrize("last_day", ["昨日", "2月30日", "9999999"])
def test_a_last_day_that_is_none_is_refused(cast, signed_in, last_day):
    post = post_of(cast.kaede)
    answer = signed_in(cast.midori).post(f"/people/posts/{post.pk}/end/", {"last_day": last_day})
    assert answer.status_code == 200
    yesterday = clock.today() - datetime.timedelta(days=1)
    answer = signed_in(cast.midori).post(f"/people/posts/{post.pk}/end/", {"last_day": yesterday.isoformat()})
    assert "今日より前の日" in answer.content.decode()
    post.refresh_from_db()
    assert post.valid_to is None


def test_the_last_manager_stays_until_there_is_another(cast, signed_in):
    post = post_of(cast.midori)
    browser = signed_in(cast.midori)
    ended = browser.post(f"/people/posts/{post.pk}/end/", {"last_day": ""})
    changed = browser.post(f"/people/posts/{post.pk}/", {"role": "member", "section": post.section_id})
    for answer in (ended, changed):
        assert "団体管理者がひとりもいなくなる" in answer.content.decode()
    change_post(post_of(cast.kaede).pk, section=None, role=Role.MANAGER, title="", edits_roster=False, by=cast.midori)
    assert browser.post(f"/people/posts/{post.pk}/end/", {"last_day": ""}).url == "/"
    assert browser.get("/people/").status_code == 403


def test_a_deactivated_manager_is_no_other_manager(cast):
    change_post(post_of(cast.kaede).pk, section=None, role=Role.MANAGER, title="", edits_roster=False, by=cast.midori)
    deactivate(cast.kaede.pk, by=cast.midori)
    with pytest.raises(Exception, match="ひとりもいなくなる"):
        end_post(post_of(cast.midori).pk, last_day=None, by=cast.midori)


def test_an_administrator_may_end_the_last_managers_post(cast):
    end_post(post_of(cast.midori).pk, last_day=None, by=cast.kanda)
    assert not Membership.objects.current().filter(user=cast.midori).exists()


# --- Deactivating ----------------------------------------------------------------------------------------


def test_a_deactivated_person_is_out_and_comes_back_with_their_posts(cast, signed_in):
    browser = signed_in_by_form(cast.kaede)
    midori = signed_in(cast.midori)
    page = page_of(midori, f"/people/{cast.kaede.pk}/deactivation/")
    assert "ログイン中の画面もすぐに使えなくなります" in page
    for _ in range(2):  # a double click
        midori.post(f"/people/{cast.kaede.pk}/deactivation/")
    assert not is_signed_in(browser)
    assert sign_in(client(), cast.kaede).url == "/accounts/inactive/"
    assert AuditEntry.objects.filter(action="person.deactivated").count() == 1
    midori.post(f"/people/{cast.kaede.pk}/reactivation/")
    assert not is_signed_in(browser)  # the old session does not come back to life
    assert is_signed_in(signed_in_by_form(cast.kaede))
    assert user_may(fresh(cast.kaede), Verb.READ_RECORDS, cast.ishinomaki)


def test_nobody_deactivates_themselves(cast, signed_in):
    for person in (cast.midori, cast.kanda):
        assert signed_in(person).post(f"/people/{person.pk}/deactivation/").status_code == 403
        assert fresh(person).is_active


def test_who_has_a_post_elsewhere_is_deactivated_by_administrators_only(cast, signed_in):
    Membership.objects.create(user=cast.kaede, organization=cast.shiroishi, role=Role.MEMBER)
    browser = signed_in(cast.midori)
    page = page_of(browser, f"/people/{cast.kaede.pk}/")
    assert "白石市" not in page
    assert "利用を停止する" not in page
    assert browser.post(f"/people/{cast.kaede.pk}/deactivation/").status_code == 403
    assert fresh(cast.kaede).is_active
    signed_in(cast.kanda).post(f"/people/{cast.kaede.pk}/deactivation/")
    assert not fresh(cast.kaede).is_active


def test_the_last_administrator_stays(cast, signed_in):
    other = User.objects.create(email="other@pref.example.jp", name="別の管理者")
    post = Membership.objects.create(user=other, organization=cast.prefecture, role=Role.ADMINISTRATOR)
    signed_in(other).post(f"/people/{cast.kanda.pk}/deactivation/")
    assert not fresh(cast.kanda).is_active
    reactivate(cast.kanda.pk, by=other)
    end_post(post.pk, last_day=None, by=cast.kanda)
    with pytest.raises(Exception, match="県管理者がひとりもいなくなる"):
        end_post(post_of(cast.kanda).pk, last_day=None, by=cast.kanda)
    with pytest.raises(Exception, match="県管理者がひとりもいなくなる"):
        deactivate(cast.kanda.pk, by=other)
    assert fresh(cast.kanda).is_active


# --- Sections and rights ---------------------------------------------------------------------------------


def test_sections_are_added_renamed_and_removed_when_unused(cast, signed_in):
    browser = signed_in(cast.midori)
    browser.post("/people/sections/", {"name": "財政課", "organization": cast.ishinomaki.pk})
    section = Section.objects.get(organization=cast.ishinomaki, name="財政課")
    again = browser.post("/people/sections/", {"name": "財政課", "organization": cast.ishinomaki.pk})
    assert "すでにあります" in again.content.decode()
    browser.post(f"/people/sections/{section.pk}/", {"name": "財務課"})
    section.refresh_from_db()
    assert section.name == "財務課"
    browser.post(f"/people/sections/{section.pk}/removal/")
    assert not Section.objects.filter(pk=section.pk).exists()
    used = Section.objects.get(organization=cast.ishinomaki, name="総務課")
    answer = browser.post(f"/people/sections/{used.pk}/removal/", follow=True)
    assert "所属している方がいるため、削除できません" in answer.content.decode()
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == [
        "section.added",
        "section.renamed",
        "section.removed",
    ]


def test_a_manager_adds_no_section_elsewhere(cast, signed_in):
    before = everything(cast)
    signed_in(cast.midori).post("/people/sections/", {"name": "財政課", "organization": cast.shiroishi.pk})
    assert everything(cast) == before


def test_an_administrator_lets_managers_publish_and_takes_it_back(cast, signed_in):
    browser = signed_in(cast.kanda)
    path = f"/people/organizations/{cast.ishinomaki.pk}/publishing/"
    assert "発出できません" in page_of(browser, path)
    for _ in range(2):
        browser.post(path, {"allowed": "yes"})
    assert user_may(fresh(cast.midori), Verb.PUBLISH, cast.ishinomaki)
    assert not user_may(fresh(cast.kaede), Verb.PUBLISH, cast.ishinomaki)
    browser.post(path, {"allowed": "no"})
    assert not user_may(fresh(cast.midori), Verb.PUBLISH, cast.ishinomaki)
    actions = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["right.granted", "right.revoked"]
    assert browser.get(f"/people/organizations/{cast.prefecture.pk}/publishing/").status_code == 404


# --- The own settings ------------------------------------------------------------------------------------


def test_everybody_finds_their_own_settings(cast, signed_in):
    page = page_of(signed_in(cast.kaede), "/people/me/")
    for link in ("/accounts/password/change/", "/accounts/2fa/", "/accounts/sessions/"):
        assert f'href="{link}"' in page
    assert "石巻市" in page
    assert "総務課" in page


def test_a_name_is_stored_as_typed(cast, signed_in):
    browser = signed_in(cast.kaede)
    browser.post("/people/me/", {"name": "髙﨑 𠮷葛󠄀か゚", "kana": "たかさき"})
    assert fresh(cast.kaede).name == "髙﨑 𠮷葛󠄀か゚"
    assert AuditEntry.objects.get(action="person.renamed").organization == cast.ishinomaki
    for bad in ("", "二行\nの名", "ヌル\x00", "長" * 101):
        assert browser.post("/people/me/", {"name": bad}).status_code == 200
    assert fresh(cast.kaede).name == "髙﨑 𠮷葛󠄀か゚"
