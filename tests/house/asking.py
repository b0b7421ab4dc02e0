"""One request by one person, and what came of it in the words of the access table."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from tests.house import access_publicforms
from tests.house.world import World

LOGIN = "/accounts/login/"
TOKEN = re.compile(
    rb'(name="(?:csrfmiddlewaretoken|token)" value=|"X-CSRFToken": ?|name="csrf-token" content=|data-proof=)"[^"]+"'
)
DRAWING = re.compile(rb"chart-[0-9a-f]{10}")  # the ids within a drawing, other ones each time

# How an address names its thing, where that is not simply `pk`.
KWARGS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "roster:organization": lambda organization: {"code": organization.code},
    "roster:new": lambda organization: {"code": organization.code},
    "roster:edit": lambda contact: {"code": contact.organization.code, "pk": contact.pk},
    "roster:remove": lambda contact: {"code": contact.organization.code, "pk": contact.pk},
    "files:page": lambda file: {"pk": file.pk, "number": 1},
    "people:join": lambda secret: {"secret": secret},
    **{
        f"questions:{name}": lambda version: {"pk": version.questionnaire_id, "number": version.number}
        for name in ("version", "version_differences", "affected", "paper")
    },
    **{
        f"questions:{name}": lambda questionnaire: {"pk": questionnaire.pk, "key": "voters"}
        for name in ("question", "condition")
    },
    **{
        f"questions:{name}": lambda questionnaire: {"pk": questionnaire.pk, "key": "rule"}
        for name in ("check", "check_removal")
    },
    **{
        f"surveys:{name}": lambda response: {"pk": response.survey_id, "code": response.organization.code}
        for name in (
            *("answer_form", "answer_start", "answer_draft", "answer_confirm", "answer_merge", "answer_sheet"),
            *("answer_print", "answer_pdf", "answer_sections", "review", "recall", "not_applicable"),
            *("response", "response_pdf", "return", "acceptance", "exemption", "extension"),
            *("proxy", "proxy_form", "proxy_draft", "proxy_confirm", "proxy_merge"),
        )
    },
    "surveys:section_done": lambda assignment: {
        "pk": assignment.response.survey_id,
        "code": assignment.response.organization.code,
        "section_pk": assignment.section_id,
    },
    "surveys:submission": lambda past: {
        "pk": past.sheet.submitted_for.survey_id,
        "code": past.sheet.organization.code,
        "edit": past.edit,
    },
    "surveys:inquiry": lambda inquiry: {"pk": inquiry.survey_id, "inquiry_pk": inquiry.pk},
    "surveys:file_replacement": lambda attached: {"pk": attached.survey_id, "file_pk": attached.pk},
    "surveys:collation_question": lambda survey: {"pk": survey.pk, "key": "voters"},
    "surveys:crosstab_chart": lambda survey: {"pk": survey.pk, "ending": "svg"},
    "surveys:crosstab_table_removal": lambda table: {"survey_pk": table.survey_id, "pk": table.pk},
    "questions:library_item": lambda slug: {"slug": slug},
    "questions:postcode": lambda code: {"code": code},
    "account_reset_password_from_key": lambda key: {"uidb36": key[0], "key": key[1]},
    **access_publicforms.KWARGS,
}


def address_of(name: str, thing: Any = None) -> str:
    if thing is None:
        return reverse(name)
    make = KWARGS.get(name, lambda thing: {"pk": thing.pk})
    return reverse(name, kwargs=make(thing))


def address_in(world: World, name: str, of: str) -> str:
    return address_of(name, None if of == "-" else getattr(world, of))


def ask(client: Client, method: str, address: str, data: dict | None = None) -> HttpResponseBase:
    """The answer; whatever the request changed, in the database and in the browser, is undone."""
    cookies = copy.deepcopy(client.cookies)
    with transaction.atomic():
        response = getattr(client, method.lower())(address, data or {})
        if response.streaming:
            response.streamed = b"".join(response.streaming_content)
        transaction.set_rollback(True)
    client.cookies = cookies
    return response


def body_of(response: HttpResponseBase) -> bytes:
    return getattr(response, "streamed", b"") if response.streaming else response.content


def outcome(response: HttpResponseBase) -> str:
    """The status, or "login" for the way to the sign-in page."""
    if response.status_code == 302 and response["Location"].startswith(LOGIN):
        return "login"
    return str(response.status_code)


def without_tokens(body: bytes) -> bytes:
    """A page without what differs from one answer to the next."""
    return DRAWING.sub(b"", TOKEN.sub(b"", body))
