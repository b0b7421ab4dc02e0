"""Working the pages of an organization's response as a person does: names and texts in, pages out."""

from __future__ import annotations

import re
from html import unescape

from django.test import Client
from django.urls import reverse

from core.people.models import Organization
from surveys.models import Response, Survey
from tests.surveys.making import response_of


class Pages:
    """One person at one organization's response."""

    def __init__(self, client: Client, survey: Survey, organization: Organization) -> None:
        self.client, self.survey, self.organization = client, survey, organization
        self.edit = "1"

    def address(self, name: str = "answer_form", *more: object) -> str:
        return reverse(f"surveys:{name}", args=[self.survey.pk, self.organization.code, *more])

    def get(self, name: str = "answer_form", **query):
        page = self.client.get(self.address(name), query)
        found = re.search(r'name="edit" value="(\d+)"', page.content.decode())
        self.edit = found[1] if found else self.edit
        return page

    def post(self, name: str, *more: object, follow: bool = False, **fields):
        return self.client.post(self.address(name, *more), fields, follow=follow)

    def start(self):
        self.post("answer_start")
        return self.get()

    def press(self, button: str, value: str = "1", *, follow: bool = True, remarks=(), page: int = 1, **typed):
        fields = {"edit": self.edit, "page": str(page), button: value, "remark": [str(pk) for pk in remarks]}
        named = {f"a.{name.replace('__', '.')}": text for name, text in typed.items()}
        return self.client.post(self.address(), fields | named, follow=follow)

    def confirm(self):
        return self.client.get(self.address("answer_confirm"))

    def hand_in(self, seen: str | None = None, **fields):
        seen = seen or self.seen()
        return self.client.post(self.address("answer_confirm"), {"seen": seen} | fields, follow=True)

    def seen(self) -> str:
        page = self.confirm()
        found = re.search(r'name="seen" value="([^"]*)"', page.content.decode())
        assert found, page.status_code
        return unescape(found[1])

    def answer(self, **typed):
        """From the first page to having handed in."""
        self.start()
        self.press("confirm", **typed or {"voters": "1204"})
        return self.hand_in()

    @property
    def response(self) -> Response:
        return response_of(self.survey, self.organization)


def words(page) -> str:
    return re.sub(r"\s+", "", re.sub(r"<[^>]*>", "", unescape(page.content.decode())))
