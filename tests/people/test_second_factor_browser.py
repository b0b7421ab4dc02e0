"""Keys with a real browser and its virtual authenticator; the pages at the door under axe and the CSP."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect, sync_playwright

from core.people.models import AuditEntry, Invitation, Membership, Role, Section
from core.people.services.inviting import invite
from tests.cast import PASSWORD
from tests.people.door import code_of, factors, with_app
from tests.people.test_invitations import link_in

pytestmark = [pytest.mark.long, pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = (settings.BASE_DIR / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
HOME = re.compile(r"//[^/]+/$")
WATCH_CSP = "document.addEventListener('securitypolicyviolation', e => console.error('CSP', e.violatedDirective))"
# Set to a folder, the pages are kept there as pictures.
PICTURES = os.environ.get("PICTURES", "")


@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium, live_server) -> Iterator[Page]:
    """At "localhost", because WebAuthn knows no numeric addresses. A complaint of the browser fails the test."""
    context = chromium.new_context(base_url=live_server.url, locale="ja-JP")
    context.add_init_script(WATCH_CSP)
    opened = context.new_page()
    heard: list[str] = []
    opened.deaf = False  # until the next page, once axe and the camera have styled what they look at
    opened.on("framenavigated", lambda _frame: setattr(opened, "deaf", False))
    opened.on("pageerror", lambda error: heard.append(str(error)))
    opened.on("console", lambda said: heard.append(said.text) if said.type == "error" and not opened.deaf else None)
    yield opened
    context.close()
    assert not heard


def with_key(page: Page, *, knows_its_owner: bool) -> tuple:
    """A key that somebody touches at once; one that knows its owner (by PIN) can be a passkey."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    key = {
        "protocol": "ctap2",
        "transport": "internal" if knows_its_owner else "usb",
        "hasResidentKey": knows_its_owner,
        "hasUserVerification": knows_its_owner,
        "isUserVerified": knows_its_owner,
        "automaticPresenceSimulation": True,
    }
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": key})
    return session, made["authenticatorId"]


def sign_in(page: Page, person) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("メールアドレス").fill(person.email)
    page.get_by_label("パスワード").fill(PASSWORD)
    page.get_by_role("button", name="ログイン", exact=True).click()


def sign_out(page: Page) -> None:
    page.goto("/accounts/logout/")
    page.locator("main").get_by_role("button", name="ログアウト").click()
    expect(page.get_by_role("heading", name="ログイン", exact=True)).to_be_visible()


def type_password_again(page: Page) -> None:
    page.locator("main").get_by_label("パスワード").fill(PASSWORD)
    page.get_by_role("button", name="確認する").click()


def test_a_passkey_signs_in_without_a_password(page, cast):
    with_key(page, knows_its_owner=True)
    sign_in(page, cast.kaede)
    page.goto("/accounts/2fa/webauthn/add/")
    type_password_again(page)
    page.get_by_label("キーの名前").fill("職場のパソコン")
    page.get_by_label("このキーだけでログインできるようにする").check()
    page.get_by_role("button", name="キーを登録する").click()
    expect(page.get_by_role("heading", name="リカバリーコード", exact=True)).to_be_visible()
    page.goto("/accounts/2fa/webauthn/")
    expect(page.get_by_text("職場のパソコン").first).to_be_visible()
    expect(page.get_by_text("パスキー（これだけでログイン）")).to_be_visible()
    sign_out(page)
    page.get_by_role("button", name="パスキーでログイン").click()
    expect(page).to_have_url(HOME)
    page.goto("/people/me/")
    expect(page.locator("main").get_by_text(cast.kaede.email)).to_be_visible()
    entry = AuditEntry.objects.filter(action="person.signed_in").first()
    assert (entry.by, entry.details["methods"]) == (cast.kaede, ["webauthn"])


def test_a_security_key_is_the_second_factor_and_says_so_when_it_is_missing(page, cast):
    session, key = with_key(page, knows_its_owner=False)
    sign_in(page, cast.kaede)
    page.goto("/accounts/2fa/webauthn/add/")
    type_password_again(page)
    page.get_by_role("button", name="キーを登録する").click()
    expect(page.get_by_role("heading", name="リカバリーコード", exact=True)).to_be_visible()
    assert factors(cast.kaede) == {"webauthn", "recovery_codes"}
    sign_out(page)
    sign_in(page, cast.kaede)
    expect(page.get_by_role("heading", name="二段階認証", exact=True)).to_be_visible()
    page.get_by_role("button", name="キーを使う").click()
    expect(page).to_have_url(HOME)
    sign_out(page)
    session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": key})
    with_key(page, knows_its_owner=False)  # another key, unknown to the portal
    sign_in(page, cast.kaede)
    page.get_by_role("button", name="キーを使う").click()
    expect(page.get_by_text("キーを確認できませんでした")).to_be_visible(timeout=30_000)


# --- How the pages look ----------------------------------------------------------------------------------


def look(page: Page, name: str) -> None:
    """At both widths: zero violations by axe, and nothing wider than the window."""
    page.deaf = True
    page.evaluate(AXE)
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        found = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
        assert not [f"{one['id']}: {one['nodes'][0]['html']}" for one in found["violations"]], f"{name} at {width}"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} is wider than {width}"
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)
    page.set_viewport_size({"width": 1280, "height": 900})


def test_the_pages_at_the_door_are_accessible(page, cast, mailoutbox):
    for name, path in {
        "login": "/accounts/login/",
        "password-reset": "/accounts/password/reset/",
        "password-reset-done": "/accounts/password/reset/done/",
        "password-reset-bad": "/accounts/password/reset/key/1-x/",
        "password-reset-key-done": "/accounts/password/reset/key/done/",
        "inactive": "/accounts/inactive/",
    }.items():
        page.goto(path)
        look(page, name)
    page.goto("/accounts/login/")
    page.get_by_role("button", name="ログイン", exact=True).click()
    look(page, "login-errors")
    page.get_by_role("button", name="English").click()
    look(page, "login-english")
    page.get_by_role("button", name="日本語").click()
    invite(
        email="sakura@x.example.jp",
        name="千葉 桜",
        organization=cast.ishinomaki,
        section=None,
        role=Role.MEMBER,
        by=cast.midori,
    )
    invite(email=cast.yui.email, name="油井", organization=cast.ishinomaki, section=None, role="member", by=cast.midori)
    page.goto(link_in(mailoutbox[0]))
    look(page, "join")
    page.goto(link_in(mailoutbox[1]))
    look(page, "join-sign-in")
    with_app(cast.kaede)
    sign_in(page, cast.kaede)
    look(page, "second-door")


def test_the_own_settings_are_accessible(page, cast):
    sign_in(page, cast.kaede)
    page.goto("/accounts/2fa/totp/activate/")
    look(page, "reauthenticate")
    type_password_again(page)
    look(page, "app-activate")
    page.get_by_label("認証アプリに表示された").fill(code_of(page.locator("code").inner_text()))
    page.get_by_role("button", name="設定する").click()
    look(page, "recovery-codes")
    for name, path in {
        "me": "/people/me/",
        "second-factor": "/accounts/2fa/",
        "app-deactivate": "/accounts/2fa/totp/deactivate/",
        "recovery-codes-new": "/accounts/2fa/recovery-codes/generate/",
        "key-add": "/accounts/2fa/webauthn/add/",
        "keys": "/accounts/2fa/webauthn/",
        "sessions": "/accounts/sessions/",
        "password-change": "/accounts/password/change/",
        "logout": "/accounts/logout/",
    }.items():
        page.goto(path)
        look(page, name)


def test_the_managers_pages_are_accessible(page, cast):
    section = Section.objects.create(organization=cast.ishinomaki, name="石巻市水道企業局総務課")
    post = Membership.objects.get(user=cast.kaede)
    for number, role in enumerate(("member", "manager")):
        invite(
            email=f"new{number}@ishinomaki.example.jp",
            name="千葉 桜",
            organization=cast.ishinomaki,
            section=section,
            role=role,
            by=cast.midori,
        )
    Invitation.objects.filter(email__startswith="new1").update(expires_at="2020-01-01T00:00:00+09:00")
    sign_in(page, cast.midori)
    paths = {
        "people": "/people/",
        "people-none": "/people/?q=nobody",
        "person": f"/people/{cast.kaede.pk}/",
        "deactivation": f"/people/{cast.kaede.pk}/deactivation/",
        "reactivation": f"/people/{cast.kaede.pk}/reactivation/",
        "post": f"/people/posts/{post.pk}/",
        "post-end": f"/people/posts/{post.pk}/end/",
        "post-new": f"/people/{cast.kaede.pk}/posts/new/",
        "invite": "/people/invitations/new/",
        "sections": "/people/sections/",
        "section": f"/people/sections/{section.pk}/",
    }
    for name, path in paths.items():
        page.goto(path)
        look(page, name)
    page.goto("/people/invitations/new/")
    page.get_by_label("招待する方").fill("だれか")
    page.get_by_role("button", name="招待のメールを送る").click()
    look(page, "invite-errors")
    sign_out(page)
    sign_in(page, cast.kanda)
    for name, path in {
        "people-admin": f"/people/?organization={cast.ishinomaki.pk}",
        "people-admin-all": "/people/",
        "sections-admin": "/people/sections/",
        "invite-admin": "/people/invitations/new/",
        "publishing-right": f"/people/organizations/{cast.ishinomaki.pk}/publishing/",
        "second-factor-reset": f"/people/{cast.kaede.pk}/second-factor-reset/",
    }.items():
        page.goto(path)
        look(page, name)
