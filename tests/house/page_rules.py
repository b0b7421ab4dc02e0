"""What is true of every page: one frame, nothing inline, nothing from elsewhere, a token in every form."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from urllib.parse import urlsplit

# Attributes by which a browser fetches something, or sends something somewhere.
FETCHING = {"src", "srcset", "poster", "data", "action", "formaction", "hx-get", "hx-post"}
# A link leads away only when somebody follows it; these elements fetch by themselves.
FETCHING_LINKS = {"link", "use", "image"}

# Public pages need no cookie (decision 10); test_access_table.py has what stands in the token's place.
PUBLIC = re.compile(r"/forms/(?!manage/)")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.broken: list[str] = []
        self.count: Counter[str] = Counter()
        self.language = ""
        self.title = ""
        self._in_title = self._in_svg = False
        self._form: dict[str, str] | None = None
        self.ids: Counter[str] = Counter()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        self.count[tag] += 1
        self._in_svg = self._in_svg or tag == "svg"
        self._in_title = tag == "title" and not self._in_svg
        if "id" in given:
            self.ids[given["id"]] += 1
        if tag == "html":
            self.language = given.get("lang", "")
        if tag == "style" or "style" in given:
            self.broken.append(f"<{tag}> has an inline style: use a class")
        if tag == "script" and "src" not in given and given.get("type") not in ("application/json", "importmap"):
            self.broken.append("an inline script: put it into static/js/ and find its element by a data- attribute")
        if any(name.startswith("on") for name in given):
            self.broken.append(f"<{tag}> has an inline handler: use a data- attribute and a module in static/js/")
        for name, value in given.items():
            fetches = name in FETCHING or (name == "href" and tag in FETCHING_LINKS)
            if value.strip().lower().startswith("javascript:") or (fetches and urlsplit(value).netloc):
                self.broken.append(f"<{tag} {name}={value!r}> leads outside")
        if tag == "form":
            self._form = given
        if tag == "input" and given.get("name") == "csrfmiddlewaretoken" and self._form is not None:
            self._form["token"] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._form is not None:
            posts = self._form.get("method", "get").lower() == "post"
            if posts and not self._form.get("token") and not PUBLIC.match(self._form.get("action", "")):
                self.broken.append(f"a form to {self._form.get('action') or 'its own page'} has no CSRF token")
            self._form = None
        if tag == "svg":
            self._in_svg = False
        if tag == "title":
            self._in_title = False

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data


def broken_rules(page: str, *, whole: bool) -> list[str]:
    """What is wrong with this page (`whole`) or this part of one."""
    reader = _Reader()
    reader.feed(page)
    broken = list(dict.fromkeys(reader.broken))
    broken += [f"the id {name!r} stands {times} times" for name, times in reader.ids.items() if times > 1]
    if whole:
        if reader.language not in ("ja", "en"):
            broken.append('<html> has no lang="ja" or "en"')
        if not reader.title.strip():
            broken.append("no <title>")
        if reader.count["h1"] != 1:
            broken.append(f"{reader.count['h1']} <h1>: every page has one")
        if reader.count["main"] != 1:
            broken.append(f"{reader.count['main']} <main>: every page has one")
    return broken
