"""The components page and the error pages: nothing for axe to find, nothing too small, nothing too wide."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings as portal
from django.template.loader import render_to_string
from playwright.sync_api import Page

from tests.look.conftest import Complaints
from tests.look.urls import ERRORS

AXE = Path(portal.BASE_DIR) / "node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
# A control's target: its own box, or its label's, or the larger one that ::after lays over a small button.
TOO_SMALL = """() => {
  const controls = "a.mu-button, button, input:not([type=hidden]), select, summary, .mu-choice, "
    + ".mu-pager__link, .mu-nav__link, .mu-tabs__link";
  const height = (element) => {
    const after = getComputedStyle(element, "::after");
    const extra = after.position === "absolute" && after.content !== "none" ? -2 * parseFloat(after.top) || 0 : 0;
    return element.getBoundingClientRect().height + extra;
  };
  return [...document.querySelectorAll(controls)]
    .filter((element) => element.checkVisibility() && !element.matches(".mu-date__native, [aria-hidden=true] *"))
    // A box within its label is hit wherever the label is.
    .map((element) => (element.matches("[type=radio], [type=checkbox]") && element.closest("label")) || element)
    .filter((element) => height(element) < 43.5 || element.getBoundingClientRect().width < 43.5)
    .map((element) => element.outerHTML.slice(0, 120));
}"""


@pytest.fixture
def findings(page: Page, complaints: Complaints) -> Callable[[], list[str]]:
    """What axe finds on the page, with the page's content security policy in force."""

    def run() -> list[str]:
        complaints.listening = False  # axe tries inline styles of its own
        page.evaluate(AXE.read_text(encoding="utf-8"))
        result = page.evaluate("rules => axe.run(document, { runOnly: rules })", RULES)
        return [f"{v['id']}: {node['html'][:150]}" for v in result["violations"] for node in v["nodes"]]

    return run


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [1280, 390])
def test_every_component_is_accessible(page: Page, cast, signed_in, live_server, findings, width):
    session = signed_in(cast.kaede).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page.set_viewport_size({"width": width, "height": 844})
    page.goto("/look/components/?page=2")
    assert page.locator("h1").text_content().endswith("部品一覧")
    assert page.evaluate(TOO_WIDE) == 0
    assert page.evaluate(TOO_SMALL) == []
    assert findings() == []
    page.set_viewport_size({"width": 320, "height": 256})  # 1280 x 1024 at 400 %
    assert page.evaluate(TOO_WIDE) == 0


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_every_error_page_is_accessible(page: Page, findings):
    page.set_viewport_size({"width": 390, "height": 844})
    for code in ERRORS:
        page.goto(f"/look/errors/{code}/")
        assert page.evaluate(TOO_WIDE) == 0, code
        assert findings() == [], code


@pytest.mark.parametrize("code", ERRORS)
def test_an_error_page_needs_neither_request_nor_database(code):
    assert "ホームへ戻る" in render_to_string(f"errors/{code}.html")
