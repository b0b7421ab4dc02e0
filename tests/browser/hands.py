"""How a person works a page: with a mouse, or with the keyboard alone. The main path is written once for both."""

from __future__ import annotations

import re
from mimetypes import guess_type

from playwright.sync_api import FileChooser, FilePayload, Page, expect

# The words by which a person knows the control that has the focus.
NAME_OF_FOCUSED = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return { name: "", kind: "" };
  const labels = e.labels ? [...e.labels].map((label) => label.textContent) : [];
  const name = e.getAttribute("aria-label") || labels.join(" ") || e.textContent || e.value || "";
  return { name: name.replace(/\\s+/g, " ").trim(), kind: e.type || e.tagName.toLowerCase() };
}"""
# Something must show where one is: an outline or a shadow that the control does not have otherwise.
FOCUS_SHOWS = """() => {
  const shown = (e) => {
    const style = getComputedStyle(e);
    return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none";
  };
  const e = document.activeElement;
  return [e, ...(e.labels || []), e.nextElementSibling].some((each) => each && shown(each));
}"""


def payload(files: dict[str, bytes]) -> list[FilePayload]:
    """By content: a browser in the C locale finds no path with Japanese in it."""
    return [
        FilePayload(name=name, mimeType=guess_type(name)[0] or "application/octet-stream", buffer=content)
        for name, content in files.items()
    ]


class Mouse:
    def __init__(self, page: Page) -> None:
        self.page = page

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_label(label).first.fill(text)

    def tick(self, label: str) -> None:
        self.page.get_by_label(label, exact=True).check()

    def pick(self, label: str) -> None:
        self.page.get_by_role("radio", name=label, exact=True).check()

    def choose(self, label: str, option: str) -> None:
        """By a part of the option's words, as a person finds it in the list."""
        select = self.page.get_by_label(label).first
        words = select.locator("option", has_text=option).first.text_content() or ""
        select.select_option(label=words)

    def unfold(self, summary: str) -> None:
        self.page.locator("summary", has_text=summary).click()

    def attach(self, label: str, files: dict[str, bytes]) -> None:
        self.page.get_by_label(label).set_input_files(payload(files))

    def press(self, button: str) -> None:
        self.page.get_by_role("button", name=button, exact=True).click()

    def follow(self, link: str) -> None:
        self.page.get_by_role("link", name=link).first.click()


class Keyboard:
    """Tab, Space, Enter and letters. Every stop on the way must show that it has the focus."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._choosers: list[FileChooser] = []
        # From the start: asked for just before the key is pressed, it may come too late.
        page.on("filechooser", lambda chooser: self._choosers.append(chooser))

    def fill(self, label: str, text: str) -> None:
        self._go_to(label, ("text", "textarea", "email", "password", "search"))
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def tick(self, label: str) -> None:
        self._go_to(label, ("checkbox",), exact=True)
        self.page.keyboard.press("Space")

    def pick(self, label: str) -> None:
        """Tab leads to the group, the arrows to the button within it."""
        group = self.page.get_by_role("radio", name=label, exact=True).get_attribute("name")
        for _ in range(250):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("() => document.activeElement.name") == group:
                break
        for _ in range(20):
            if self.page.evaluate(NAME_OF_FOCUSED)["name"] == label:
                self.page.keyboard.press("Space")
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{label!r} cannot be picked by the arrow keys on {self.page.url}.")

    def choose(self, label: str, option: str) -> None:
        self._go_to(label, ("select-one",))
        for _ in range(100):
            chosen = self.page.evaluate("() => document.activeElement.selectedOptions?.[0]?.textContent ?? ''")
            if option in chosen:
                return
            self.page.keyboard.press("ArrowDown")
            self.page.wait_for_timeout(20)
        raise AssertionError(f"{option!r} is not among the choices of {label!r} on {self.page.url}.")

    def unfold(self, summary: str) -> None:
        self._go_to(summary, ("summary",))
        self.page.keyboard.press("Enter")

    def attach(self, label: str, files: dict[str, bytes]) -> None:
        self._go_to(label, ("file",))
        self.page.keyboard.press("Space")
        for _ in range(100):
            if self._choosers:
                break
            self.page.wait_for_timeout(100)
        self._choosers.pop().set_files(payload(files))

    def press(self, button: str) -> None:
        self._go_to(button, ("submit", "button"), exact=True)
        self._and_wait("Enter")

    def follow(self, link: str) -> None:
        self._go_to(link, ("a",))
        self._and_wait("Enter")

    def _and_wait(self, key: str) -> None:
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    def _go_to(self, name: str, kinds: tuple[str, ...], *, exact: bool = False) -> None:
        focused: dict[str, str] = {}
        for _ in range(250):
            self.page.keyboard.press("Tab")
            before, focused = focused, self.page.evaluate(NAME_OF_FOCUSED)
            inside = focused == before and focused["kind"] in (
                "date",
                "time",
            )  # the browser's own parts
            if focused["kind"] and not inside:
                assert self.page.evaluate(FOCUS_SHOWS), f"Nobody sees that {focused} has the focus."
            named = focused["name"] == name if exact else name in focused["name"]
            if named and focused["kind"] in kinds:
                return
        raise AssertionError(f"{name!r} cannot be reached with Tab on {self.page.url}.")


def on_page(page: Page, heading: str) -> None:
    expect(page.locator("h1")).to_contain_text(re.compile(heading))
