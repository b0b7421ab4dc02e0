"""Typing an organization's answers into the pages of a form: by keyboard through its tables, or without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from playwright.sync_api import Locator, Page

MOST_PAGES, PAGES_LOOKED_AT = 20, 4
# What can be typed into, in the order of the page, with what kind it is and whether it stands in a table.
CONTROLS = """() => [...document.querySelectorAll("#answer [name^='a.']")]
  .filter((e) => e.offsetParent !== null && !e.readOnly && !e.disabled)
  .map((e) => ({ name: e.name, kind: e.type, value: e.value, in_table: e.closest("table") !== null }))"""
FOCUSED = "() => document.activeElement.name || ''"
TABS = 12  # between two cells there may be a link, or the scrolling region of the next table


class Typist:
    """Somebody who has the answers on paper: control → text. `way` is "keyboard" or "mouse"."""

    def __init__(self, page: Page, typed: Mapping[str, str], way: str = "mouse") -> None:
        self.page, self.typed, self.way = page, typed, way
        self.by_keyboard = 0

    def answer_and_hand_in(self, look: Callable[[str], None] = lambda name: None) -> None:
        """From the first page over the confirmation to having handed in. What each page asks `look` is told."""
        for number in range(1, MOST_PAGES):
            hand_in = self.page.get_by_role("button", name=re.compile("^(代理で|再)?提出する$"))
            if hand_in.count():
                look("confirm")
                self.press(hand_in)
                return
            self.fill_page()
            if number <= PAGES_LOOKED_AT:
                look(f"form-{number}")
            self.press(self.page.locator(".mu-actionbar button[data-kind=solid]"))
        raise AssertionError(self.page.locator("main").inner_text()[:2000])

    def press(self, button: Locator) -> None:
        with self.page.expect_navigation():
            button.click()

    def fill_page(self) -> None:
        self._fill(self.page.evaluate(CONTROLS))
        shown_since = [one for one in self.page.evaluate(CONTROLS) if one["name"] in self.typed]
        self._fill([one for one in shown_since if one["kind"] != "radio" and one["value"] == ""])  # by a condition
        for remark in self.page.locator("input[name=remark]:visible").all():
            remark.check()

    def _fill(self, controls: list[dict]) -> None:
        done: set[str] = set()
        for one in controls:
            name = one["name"]
            if name not in self.typed or name in done:
                continue
            done.add(name)
            if one["kind"] == "radio":
                self.page.locator(f'[name="{name}"][value="{self.typed[name]}"]').check()
            elif one["in_table"] and self.way == "keyboard":
                self._type(name)
            else:
                self.page.locator(f'[name="{name}"]').fill(self.typed[name])

    def _type(self, name: str) -> None:
        """Tab leads from cell to cell, in the order in which the table is read."""
        for _ in range(TABS):
            self.page.keyboard.press("Tab")
            if self.page.evaluate(FOCUSED) == name:
                break
        else:
            self.page.locator(f'[name="{name}"]').click()  # the first cell of a table far below
        self.by_keyboard += 1
        self.page.keyboard.press("Control+A")
        self.page.keyboard.press("Delete")
        self.page.keyboard.insert_text(self.typed[name])
