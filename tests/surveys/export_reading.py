"""Taking all answers of a survey along, and reading the files again."""

from __future__ import annotations

import csv
import io
import re

from django.test import Client

from surveys.models import Survey

UNIT = re.compile(r"（[^（）]*）$")


def exported(client: Client, survey: Survey, **chosen: str) -> bytes:
    """The file that the page gives at once."""
    asked = {"format": "wide", "values": "words", "encoding": "utf-8-sig"} | chosen
    response = client.post(f"/surveys/{survey.pk}/export/", asked)
    assert response.status_code == 200, response.headers.get("Location")
    assert "attachment" in response["Content-Disposition"]
    return b"".join(response.streaming_content)


def lines_of(content: bytes, encoding: str = "utf-8-sig") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(encoding), newline="")))


def table_of(client: Client, survey: Survey) -> list[dict[str, str]]:
    """Organization by organization; where there is no value, in the words of the state beside it."""
    content = exported(client, survey)
    assert content.startswith(b"\xef\xbb\xbf")
    return [{name: text or _state(name, line) for name, text in line.items()} for line in lines_of(content)]


def _state(name: str, line: dict[str, str]) -> str:
    plain = UNIT.sub("", name)
    for stem in (plain, plain.split("：")[0]):
        state = line.get(f"{stem} 状態")
        if state is not None:
            return state
    return ""
