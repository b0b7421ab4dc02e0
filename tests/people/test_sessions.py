"""A session ends by idling, by age, by a new password, by another device, by deactivation."""

import time

import pytest
from django.conf import settings

from core.people.middleware import SEEN, STARTED
from core.people.models import User
from tests.cast import PASSWORD
from tests.people.door import client, is_signed_in, sign_in, signed_in_by_form


def stamped(browser, **seconds_ago):
    session = browser.session
    for stamp, seconds in seconds_ago.items():
        session[stamp] = int(time.time()) - seconds
    session.save()
    return browser


@pytest.mark.parametrize(
    ("started", "seen", "alive"),
    [
        (60, 60, True),
        (4 * 3600, 3 * 3600 - 60, True),
        (4 * 3600, 3 * 3600 + 60, False),
        (12 * 3600 - 60, 60, True),
        (12 * 3600 + 60, 60, False),
    ],
)
def test_a_session_lives_three_idle_hours_and_twelve_in_all(cast, started, seen, alive):
    browser = signed_in_by_form(cast.kaede)
    assert is_signed_in(browser)
    assert is_signed_in(stamped(browser, **{STARTED: started, SEEN: seen})) is alive


def test_using_it_keeps_a_session_from_idling_but_not_from_ageing(cast):
    browser = signed_in_by_form(cast.kaede)
    is_signed_in(browser)
    for hours in (2, 4, 6, 8, 10):
        stamped(browser, **{STARTED: hours * 3600, SEEN: 2 * 3600})
        assert is_signed_in(browser)
    stamped(browser, **{STARTED: 12 * 3600 + 1, SEEN: 2 * 3600})
    assert not is_signed_in(browser)


def test_what_an_open_page_asks_by_itself_does_not_keep_a_session(cast):
    browser = signed_in_by_form(cast.kaede)
    is_signed_in(browser)
    for by_itself, kept in (("1", 2 * 3600), (None, 0)):
        stamped(browser, **{STARTED: 4 * 3600, SEEN: 2 * 3600})
        browser.get("/exports/", headers={"X-Asked-By-Itself": by_itself} if by_itself else {})
        assert abs(time.time() - browser.session[SEEN] - kept) < 60


def test_the_door_says_why_one_is_back_there(cast):
    browser = signed_in_by_form(cast.kaede)
    is_signed_in(browser)
    stamped(browser, **{SEEN: 4 * 3600})
    assert "ログアウトしました" in browser.get("/people/me/", follow=True).content.decode()


def test_signing_in_again_starts_a_new_twelve_hours(cast):
    browser = signed_in_by_form(cast.kaede)
    is_signed_in(browser)
    stamped(browser, **{STARTED: 13 * 3600})
    assert not is_signed_in(browser)
    sign_in(browser, cast.kaede)
    assert is_signed_in(browser)
    assert time.time() - browser.session[STARTED] < 60


def test_a_new_password_ends_the_other_sessions_and_renews_this_one(cast, mailoutbox):
    office, home = signed_in_by_form(cast.kaede), signed_in_by_form(cast.kaede)
    key = office.cookies[settings.SESSION_COOKIE_NAME].value
    fields = {"oldpassword": PASSWORD, "password1": "a-long-new-one-24", "password2": "a-long-new-one-24"}
    assert office.post("/accounts/password/change/", fields).url == "/people/me/"
    assert is_signed_in(office)
    assert office.cookies[settings.SESSION_COOKIE_NAME].value != key
    assert not is_signed_in(home)
    assert "パスワードを変更" in mailoutbox[-1].subject


def test_the_other_devices_are_listed_and_can_be_signed_out(cast):
    office, home = signed_in_by_form(cast.kaede), signed_in_by_form(cast.kaede)
    stranger = signed_in_by_form(cast.ren)
    page = office.get("/accounts/sessions/").content.decode()
    assert page.count("Chrome（Windows）") == 2
    assert page.count("この端末") == 1
    office.post("/accounts/sessions/")
    assert is_signed_in(office)
    assert not is_signed_in(home)
    assert is_signed_in(stranger)


def test_a_deactivated_person_is_out_at_the_next_request(cast):
    browser = signed_in_by_form(cast.kaede)
    assert is_signed_in(browser)
    User.objects.filter(pk=cast.kaede.pk).update(is_active=False)
    for path in ("/", "/people/me/", "/accounts/sessions/", "/accounts/password/change/"):
        answer = browser.get(path)
        assert answer.status_code == 302
        assert answer.url.startswith("/accounts/login/")


def test_the_cookie_ends_with_the_browser_and_is_not_for_scripts(cast):
    cookie = signed_in_by_form(cast.kaede).cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == ""


def test_pages_of_signed_in_people_are_kept_nowhere(cast):
    answer = signed_in_by_form(cast.kaede).get("/people/me/")
    assert answer["Cache-Control"] == "no-store"
    assert "no-store" in client().get("/accounts/login/")["Cache-Control"]
