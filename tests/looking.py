"""Opening pages as somebody in a real Chromium, and what must be true of every page that is looked at.

from tests.looking import chromium, complaints, looks_right, open_as, visit    # fixtures, and what to ask of a page

def test_something(cast, open_as, complaints):
    page = open_as(cast.kaede, width=390)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page

from tests.look.conftest import Complaints, chromium, complaints
from tests.look.test_components import AXE, RULES, TOO_SMALL, TOO_WIDE

__all__ = ["Complaints", "chromium", "complaints", "looks_right", "open_as", "visit"]


@contextmanager
def _pages(chromium: Browser, url: str, complaints: Complaints) -> Iterator[Callable[..., Page]]:
    """Makes pages, each of a browser of its own, whose trouble is heard."""
    contexts = []

    def make(*, width: int = 1280, javascript: bool = True) -> Page:
        context = chromium.new_context(
            base_url=url, locale="ja-JP", viewport={"width": width, "height": 900}, java_script_enabled=javascript
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.hear(str(error)))
        page.on("console", lambda message: complaints.hear(message.text) if message.type == "error" else None)
        return page

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def visit(chromium: Browser, live_server, complaints: Complaints) -> Iterator[Callable[..., Page]]:
    """`visit(width=390, javascript=False)` → a page of a stranger's browser."""
    with _pages(chromium, live_server.url, complaints) as make:
        yield make


@pytest.fixture
def open_as(chromium: Browser, live_server, signed_in, complaints: Complaints) -> Iterator[Callable[..., Page]]:
    """`open_as(cast.kaede, width=390, javascript=False)` → a page of a browser in which she is signed in."""
    with _pages(chromium, live_server.url, complaints) as make:

        def opened(user, **how) -> Page:
            page = make(**how)
            session = signed_in(user).cookies["sessionid"].value
            page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
            return page

        yield opened


def looks_right(page: Page, complaints: Complaints) -> None:
    """Nothing too wide, no target too small, nothing for axe to find. Call it last: complaints are not heard after."""
    assert page.evaluate(TOO_WIDE) == 0
    assert page.evaluate(TOO_SMALL) == []
    complaints.listening = False  # axe tries inline styles of its own
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("rules => axe.run(document, { runOnly: rules })", RULES)["violations"]
    assert [f"{each['id']}: {node['html'][:150]}" for each in found for node in each["nodes"]] == []
