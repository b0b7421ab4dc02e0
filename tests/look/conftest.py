"""A real Chromium for the pages that show components and for those that try the scripts."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass
class Complaints:
    """What the browser complained about: script errors, blocked styles, files not found."""

    heard: list[str] = field(default_factory=list)
    listening: bool = True

    def hear(self, words: str) -> None:
        if self.listening:
            self.heard.append(words)


@pytest.fixture
def complaints() -> Complaints:
    return Complaints()


@pytest.fixture
def page(chromium: Browser, live_server, settings, complaints: Complaints) -> Iterator[Page]:
    """A page at the addresses of tests/look/urls.py. A complaint of the browser fails the test."""
    settings.ROOT_URLCONF = "tests.look.urls"
    context = chromium.new_context(base_url=live_server.url, locale="ja-JP")
    opened = context.new_page()
    opened.on("pageerror", lambda error: complaints.hear(str(error)))
    opened.on("console", lambda message: complaints.hear(message.text) if message.type == "error" else None)
    yield opened
    context.close()
    assert not complaints.heard
