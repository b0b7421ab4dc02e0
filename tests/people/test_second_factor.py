"""The second factor: apps, keys and recovery codes; one use each; mandatory by role; not passed by a new password."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import override_settings

from core.people.models import AuditEntry
from core.people.services.deactivating import reset_second_factor
from tests.cast import PASSWORD
from tests.people.door import client, code_of, factors, is_signed_in, sign_in, signed_in_by_form, with_app


def at_the_second_door(user, password=PASSWORD):
    browser = client()
    answer = sign_in(browser, user, password)
    assert answer.url == "/accounts/2fa/authenticate/"
    assert not is_signed_in(browser)
    return browser


def give(browser, code):
    return browser.post("/accounts/2fa/authenticate/", {"code": code})


def confirmed(user, password=PASSWORD):
    """Signed in, and the password typed again a moment ago."""
    browser = signed_in_by_form(user)
    browser.post("/accounts/reauthenticate/", {"password": password})
    return browser


@pytest.mark.django_db(transaction=True)
def test_kaede_sets_up_an_app_and_signs_in_with_its_code(cast, mailoutbox):
    browser = signed_in_by_form(cast.kaede)
    assert browser.get("/accounts/2fa/totp/activate/").url.startswith("/accounts/reauthenticate/")
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = browser.get("/accounts/2fa/totp/activate/").content.decode()
    assert 'src="data:image/svg+xml;base64,' in page
    secret = re.search(r'translate="no">(\w+)<', page).group(1)
    assert browser.post("/accounts/2fa/totp/activate/", {"code": "000000"}).status_code == 200
    answer = browser.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    assert answer.url == "/accounts/2fa/recovery-codes/"
    assert factors(cast.kaede) == {"totp", "recovery_codes"}
    assert "認証アプリ" in mailoutbox[0].subject
    assert AuditEntry.objects.filter(action="second_factor.added", by=cast.kaede).count() == 2
    second = at_the_second_door(cast.kaede)
    assert give(second, code_of(secret)).url == "/"
    assert is_signed_in(second)


def test_a_wrong_code_keeps_her_out_and_is_audited(cast):
    secret = with_app(cast.kaede)
    browser = at_the_second_door(cast.kaede)
    wrong = f"{(int(code_of(secret)) + 1) % 10**6:06}"
    assert "コードが正しくありません" in give(browser, wrong).content.decode()
    assert not is_signed_in(browser)
    assert AuditEntry.objects.filter(action="second_factor.failed", subject_id=str(cast.kaede.pk)).count() == 1


def test_codes_cannot_be_guessed(cast):
    secret = with_app(cast.kaede)
    browser = at_the_second_door(cast.kaede)
    right = code_of(secret)
    for number in range(5):
        give(browser, f"{(int(right) + 1 + number) % 10**6:06}")
    assert not give(browser, right).has_header("Location")
    assert not is_signed_in(browser)


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_clock_half_a_minute_off_is_forgiven(cast, steps):
    secret = with_app(cast.kaede)
    assert give(at_the_second_door(cast.kaede), code_of(secret, steps)).status_code == 302


@pytest.mark.parametrize("steps", [-3, 3])
def test_an_old_code_is_not(cast, steps):
    secret = with_app(cast.kaede)
    assert give(at_the_second_door(cast.kaede), code_of(secret, steps)).status_code == 200


def test_a_code_works_once_even_when_the_cache_was_emptied(cast):
    secret = with_app(cast.kaede)
    code = code_of(secret)
    give(at_the_second_door(cast.kaede), code)
    cache.delete(f"allauth.mfa.totp.used?user={cast.kaede.pk}&code={code}")
    again = at_the_second_door(cast.kaede)
    assert give(again, f"{code[:3]} {code[3:]}").status_code == 200
    assert not is_signed_in(again)


def test_a_recovery_code_works_once(cast):
    secret = with_app(cast.kaede)
    browser = at_the_second_door(cast.kaede)
    give(browser, code_of(secret))
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    browser.post("/accounts/2fa/recovery-codes/generate/")
    codes = re.findall(r'mu-strong">(\d{8})<', browser.get("/accounts/2fa/recovery-codes/").content.decode())
    assert len(codes) == 10
    assert give(at_the_second_door(cast.kaede), codes[3]).status_code == 302
    assert give(at_the_second_door(cast.kaede), codes[3]).status_code == 200
    assert AuditEntry.objects.filter(action="second_factor.recovery_code_used").count() == 1
    kept = browser.get("/accounts/2fa/recovery-codes/download/")
    assert codes[3] not in kept.content.decode()
    assert codes[4] in kept.content.decode()


def test_a_new_password_does_not_pass_the_second_factor(cast, mailoutbox):
    secret = with_app(cast.kaede)
    browser = client()
    browser.post("/accounts/password/reset/", {"email": cast.kaede.email})
    form = browser.get(re.search(r"http\S+?(/accounts\S+)", mailoutbox[0].body).group(1)).url
    browser.post(form, {"password1": "a-long-new-one-24", "password2": "a-long-new-one-24"})
    assert not is_signed_in(browser)
    again = at_the_second_door(cast.kaede, "a-long-new-one-24")
    assert give(again, code_of(secret)).status_code == 302


@override_settings(SECOND_FACTOR_ROLES=["manager"])
def test_a_role_that_must_have_one_gets_nowhere_without(cast):
    browser = signed_in_by_form(cast.midori)
    for path in ("/", "/people/", "/people/me/", "/accounts/password/change/", "/archive/"):
        assert browser.get(path).url == "/accounts/2fa/"
    assert browser.post("/people/sections/", {"name": "新しい課"}).url == "/accounts/2fa/"
    assert "二段階認証を設定してから" in browser.get("/accounts/2fa/").content.decode()
    with_app(cast.midori)
    assert browser.get("/people/").status_code == 200
    assert signed_in_by_form(cast.kaede).get("/people/me/").status_code == 200


@override_settings(SECOND_FACTOR_ROLES=["manager"])
def test_the_last_one_stays_where_it_is_mandatory(cast):
    browser = confirmed(cast.midori)
    with_app(cast.midori)
    page = browser.post("/accounts/2fa/totp/deactivate/")
    assert "解除できません" in page.content.decode()
    key = Authenticator.objects.create(user=cast.midori, type="webauthn", data={"name": "USB", "credential": {}})
    Authenticator.objects.filter(user=cast.midori, type="totp").delete()
    answer = browser.post(f"/accounts/2fa/webauthn/keys/{key.pk}/remove/")
    assert "二段階認証が必要です" in answer.content.decode()
    assert factors(cast.midori) == {"webauthn"}


def test_who_may_takes_it_off_again(cast, mailoutbox):
    browser = confirmed(cast.kaede)
    with_app(cast.kaede)
    assert browser.post("/accounts/2fa/totp/deactivate/").url == "/accounts/2fa/"
    assert factors(cast.kaede) == set()
    assert AuditEntry.objects.filter(action="second_factor.removed").exists()


def test_nobody_touches_another_persons_key(cast):
    key = Authenticator.objects.create(user=cast.ren, type="webauthn", data={"name": "USB", "credential": {}})
    browser = confirmed(cast.kaede)
    for what in ("remove", "edit"):
        assert browser.get(f"/accounts/2fa/webauthn/keys/{key.pk}/{what}/").status_code == 404
        assert browser.post(f"/accounts/2fa/webauthn/keys/{key.pk}/{what}/").status_code == 404
    assert factors(cast.ren) == {"webauthn"}


def test_an_administrator_helps_out_who_lost_everything(cast, signed_in):
    secret = with_app(cast.kaede)
    browser = at_the_second_door(cast.kaede)
    give(browser, code_of(secret))
    assert signed_in(cast.midori).post(f"/people/{cast.kaede.pk}/second-factor-reset/").status_code == 403
    assert factors(cast.kaede) == {"totp"}
    page = signed_in(cast.kanda).get(f"/people/{cast.kaede.pk}/second-factor-reset/").content.decode()
    assert "ご本人であることを確かめましたか" in page
    signed_in(cast.kanda).post(f"/people/{cast.kaede.pk}/second-factor-reset/")
    reset_second_factor(cast.kaede.pk, by=cast.kanda)
    assert factors(cast.kaede) == set()
    assert not is_signed_in(browser)
    assert AuditEntry.objects.filter(action="second_factor.reset").count() == 1


@pytest.mark.parametrize("body", ["", "x", "{}", '{"id": 1}', "[]", "null", '{"rawId":"\\u0000","response":{}}'])
def test_nonsense_in_place_of_a_key_is_refused_politely(cast, body):
    assert client().post("/accounts/2fa/webauthn/login/", {"credential": body}).status_code < 500
    with_app(cast.kaede)
    assert at_the_second_door(cast.kaede).post("/accounts/2fa/authenticate/", {"credential": body}).status_code < 500
