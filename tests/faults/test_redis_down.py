"""Redis stops: pages answer, people stay signed in, forms are taken; it returns: what was left undone is done."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

import pytest

from archive.models import Notice
from archive.services.composing import create_draft
from core.notifications.models import Notification
from embedded.valkey import Valkey
from tests.cast import PASSWORD, Cast
from tests.live import LivePortal, live_portal, session_of
from tests.worker import real_worker, wait_until

pytestmark = pytest.mark.django_db(transaction=True)

# A page may wait for the time-outs of one cache and one nudge, no more.
PATIENCE_SECONDS = 5
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@pytest.fixture
def valkey(tmp_path: Path) -> Iterator[Valkey]:
    """A server of our own, because it is stopped."""
    server = Valkey(tmp_path / "valkey", log=tmp_path / "valkey.log", fast=True)
    server.start()
    yield server
    server.stop()


@pytest.mark.parametrize("seconds", [8, pytest.param(60, marks=pytest.mark.long)])
def test_redis_stops_and_returns(cast: Cast, valkey: Valkey, tmp_path: Path, seconds: int):
    draft = create_draft(
        owner=cast.prefecture, by=cast.sato, title="止まっている間に", to_organizations=[cast.shiroishi]
    )
    with live_portal(tmp_path, redis_url=valkey.url) as portal, real_worker(redis_url=valkey.url) as worker:
        staff = Visitor(portal, session_of(cast.sato))
        member = Visitor(portal, session_of(cast.yui))
        assert member.get("/").status == 200
        valkey.kill()
        until = time.monotonic() + seconds

        publication = f"/archive/{draft.pk}/publication/"
        assert staff.post(publication, {"when": "now"}).status == 302
        draft.refresh_from_db()
        assert draft.state == Notice.State.PUBLISHED
        assert _sign_in(portal, cast).status == 302, "sign-in and its rate limits need no Redis"
        while time.monotonic() < until:
            for address in ("/", "/archive/", f"/archive/{draft.pk}/", "/inbox/"):
                answer = member.get(address)
                assert answer.status == 200, f"{address}: {answer.status}, no longer signed in?"
                assert answer.seconds < PATIENCE_SECONDS, f"{address} took {answer.seconds:.1f} s"

        valkey.start()
        wait_until(_everybody_is_told(draft, cast), worker=worker, seconds=90)
    assert Notification.objects.filter(user=cast.yui, message__subject_id=str(draft.pk)).count() == 1


def test_control_a_portal_that_trusts_redis_loses_its_people(cast: Cast, valkey: Valkey, tmp_path: Path):
    """The same stop with sessions in the cache and a cache that does not forgive."""
    portal = LivePortal(tmp_path, redis_url=valkey.url)
    portal.environment["DJANGO_SETTINGS_MODULE"] = "tests.faults.fragile_settings"
    try:
        portal.start()
        signed_in = _sign_in(portal, cast)
        session = re.search(r"sessionid=([^;]+)", signed_in.cookies)[1]
        assert Visitor(portal, session).get("/").status == 200
        valkey.kill()
        assert Visitor(portal, session).get("/").status in (302, 500)
    finally:
        portal.stop()


def _sign_in(portal: LivePortal, cast: Cast) -> Answer:
    return Visitor(portal).post("/accounts/login/", {"login": cast.kaede.email, "password": PASSWORD})


def _everybody_is_told(notice: Notice, cast: Cast):
    told = Notification.objects.filter(message__subject_id=str(notice.pk))
    return lambda: set(told.values_list("user", flat=True)) == {cast.akira.pk, cast.yui.pk}


@dataclass
class Answer:
    status: int
    seconds: float
    text: str
    cookies: str


class _StayHere(HTTPRedirectHandler):
    def redirect_request(self, *args, **kwargs):
        return None


class Visitor:
    """A browser without a screen."""

    def __init__(self, portal: LivePortal, session: str = "") -> None:
        self.portal = portal
        self.cookies = {"sessionid": session} if session else {}
        self._opener = build_opener(_StayHere)

    def get(self, address: str) -> Answer:
        return self._ask(Request(self.portal.url + address))

    def post(self, address: str, data: dict[str, str]) -> Answer:
        """Open the page, fill in its form, send it."""
        page = self.get(address)
        token = TOKEN.search(page.text)
        assert token, f"{address} has no form ({page.status})."
        filled = urlencode({**data, "csrfmiddlewaretoken": token[1]}).encode()
        return self._ask(Request(self.portal.url + address, data=filled, headers={"Referer": self.portal.url}))

    def _ask(self, request: Request) -> Answer:
        request.add_header("Cookie", "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        start = time.monotonic()
        try:
            response = self._opener.open(request, timeout=30)
        except HTTPError as refused:
            response = refused
        text = response.read().decode(errors="replace")
        seconds = time.monotonic() - start
        set_cookies = response.headers.get_all("Set-Cookie") or []
        for cookie in set_cookies:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(response.status, seconds, text, "; ".join(set_cookies))
