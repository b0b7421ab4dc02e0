"""What a browser without script would send of a form, read from the page as it was delivered."""

from __future__ import annotations

from html.parser import HTMLParser


def fields_of(html: str, form_id: str) -> dict[str, list[str]]:
    """The controls of <form id="…"> with their values: what is ticked, chosen or typed."""
    reader = _Reader(form_id)
    reader.feed(html)
    assert reader.found, f"There is no form {form_id!r}."
    return reader.sent


class _Reader(HTMLParser):
    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.form_id, self.found, self.inside = form_id, False, False
        self.sent: dict[str, list[str]] = {}
        self.templates = 0  # what stands in a <template> is not sent
        self.textarea: str | None = None
        self.text = ""
        self.select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form" and given.get("id") == self.form_id:
            self.found = self.inside = True
        self.templates += tag == "template"
        if not self.inside or self.templates:
            return
        name, value = given.get("name") or "", given.get("value")
        if tag == "input" and name:
            if given.get("type") not in ("checkbox", "radio") or "checked" in given:
                self._send(name, value if value is not None else "on" if "checked" in given else "")
        elif tag == "textarea":
            self.textarea, self.text = name, ""
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in given:
            self._send(self.select, value or "")

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        self.templates -= tag == "template"
        if tag == "textarea" and self.textarea is not None:
            self._send(self.textarea, self.text.removeprefix("\n"))
            self.textarea = None
        if tag == "select":
            self.select = None

    def _send(self, name: str, value: str) -> None:
        if name:
            self.sent.setdefault(name, []).append(value)
