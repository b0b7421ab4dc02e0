"""A form inside the city's own site: listed origins only, on another origin, with cookies blocked."""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

from core.questions.definition import Condition, Question
from core.questions.definition import Test as Comparison
from publicforms.models import Submission
from publicforms.visiting.embedding import frame_ancestors, is_origin
from tests.cast import make_cast
from tests.live import CHROMIUM, LivePortal, committed_data, live_portal
from tests.publicforms.making import QUESTIONS, opened

ADDRESS = "/forms/witnesses/"


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("https://www.city.example.jp", True),
        ("http://10.4.0.7:8080", True),
        ("http://[2001:db8::1]:8080", True),
        ("https://www.city.example.jp/", False),
        ("https://*.example.jp", False),
        ("https://a.jp; script-src *", False),
        ("https://a.jp\nX-Frame-Options: x", False),
        ("javascript:alert(1)", False),
        ("*", False),
        ("", False),
    ],
)
def test_an_origin_is_a_scheme_a_name_and_a_port(text, fits):
    assert is_origin(text) is fits
    assert frame_ancestors([text]) == ([text] if fits else [])


@pytest.mark.django_db
def test_the_policy_names_the_listed_sites_and_nobody_else(cast):
    opened(cast, slug="witnesses", embed_origins=["https://www.city.example.jp", "https://a.jp; script-src *"])
    page = Client().get(ADDRESS)
    policy = page["Content-Security-Policy"]
    assert "frame-ancestors https://www.city.example.jp;" in f"{policy};"
    assert "'none' https" not in policy
    assert "a.jp" not in policy
    assert "X-Frame-Options" not in page


@pytest.mark.django_db
def test_without_a_list_nobody_frames_it(cast):
    opened(cast, slug="witnesses")
    page = Client().get(ADDRESS)
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"


# --- In a browser ---


class City(BaseHTTPRequestHandler):
    """The city's site: a page with the form in a frame."""

    framed = ""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(f'<!doctype html><title>市</title><iframe src="{self.framed}" width=800 height=900>'.encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def city() -> Iterator[int]:
    """Its port. By the name localhost it is another site than the portal at 127.0.0.1."""
    server = ThreadingHTTPServer(("", 0), City)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def portal(django_db_setup, django_db_blocker, city) -> Iterator[LivePortal]:
    with committed_data(django_db_blocker), tempfile.TemporaryDirectory() as folder:
        for_witnesses = Condition((Comparison("job", "is", "witness"),))
        asked = Question("which", "short_text", "どの投票所ですか", show_if=for_witnesses)
        opened(make_cast(), *QUESTIONS, asked, slug="witnesses", embed_origins=[f"http://localhost:{city}"])
        with live_portal(Path(folder)) as portal:
            City.framed = portal.url + ADDRESS
            yield portal


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium that gives framed pages no cookies."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=[*CHROMIUM, "--test-third-party-cookie-phaseout"]
        )
        yield browser
        browser.close()
        connections.close_all()  # Django's own for Playwright's loop; nobody else would close them


@pytest.fixture
def page(portal, browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    assert context.cookies() == []
    context.close()


@pytest.mark.django_db
def test_hanako_applies_inside_the_citys_page(portal, page, city):
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.goto(f"http://localhost:{city}/")
    frame = page.frame_locator("iframe")
    frame.get_by_label("姓", exact=True).fill("佐藤")
    frame.get_by_label("名", exact=True).fill("花子")
    frame.get_by_label("メールアドレス").fill("hanako@example.jp")
    frame.locator('[data-question="which"][data-unmet]').wait_for(state="attached")
    frame.get_by_label("投票立会人").check()
    # The server is asked what follows from that, without a cookie too, and the browser works for its proof.
    frame.locator('[data-question="which"]:not([data-unmet])').wait_for(state="visible")
    frame.locator('input[name="proof"]:not([value=""])').wait_for(state="attached", timeout=20_000)
    frame.get_by_role("button", name="確認画面へ進む").click()
    assert len(frame.locator('input[name="proof"]').input_value()) > 200
    frame.get_by_role("button", name="送信する").click()
    frame.get_by_text("受付番号は、お問い合わせのときに必要です。").wait_for()
    assert complaints == []
    assert Submission.objects.get().receipt in frame.locator("main").inner_text()


def test_another_sites_frame_stays_empty(portal, page, city):
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text))
    page.goto(f"http://127.0.0.1:{city}/")
    page.wait_for_timeout(500)
    assert page.frame_locator("iframe").locator("form").count() == 0
    assert any("frame-ancestors" in said for said in refused)
