"""Measures the notice list in a process of its own; prints JSON."""

from __future__ import annotations

import json
import statistics

from django.core.paginator import Page
from django.db import connection
from django.forms.models import ModelChoiceIterator
from django.template.response import TemplateResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from archive.views.lists import NoticeListView
from bench.measure import milliseconds
from core.people.models import User

TIMES = 40
PATH = "/archive/"


def main() -> None:
    client = Client()
    member = User.objects.get(email="member@bench.example.jp")
    client.force_login(member, backend="allauth.account.auth_backends.AuthenticationBackend")

    response = client.get(PATH)
    assert response.status_code == 200
    assert len(response.context_data["object_list"]) == 50, "both sizes must show a full page"
    with CaptureQueriesContext(connection):
        client.get(PATH)
        queries = len(connection.queries_log)

    real, view = NoticeListView.get, _from_memory(_evaluated(response.context_data))
    times: dict[str, list[float]] = {"page": [], "from_memory": []}
    for number in range(TIMES + 5):
        for name, function in (("page", real), ("from_memory", view)):
            NoticeListView.get = function
            elapsed = milliseconds(lambda: client.get(PATH))
            if number >= 5:
                times[name].append(elapsed)
    print(json.dumps({name: statistics.median(found) for name, found in times.items()} | {"queries": queries}))


def _evaluated(context: dict) -> dict:
    """The view's context with every query of it answered: rows, tags, counts, the choices of the filter."""
    page: Page = context["page_obj"]
    page.object_list = list(page.object_list)
    context |= {"object_list": page.object_list, "notice_list": page.object_list}
    for field in context["filter"].fields.values():
        if isinstance(getattr(field, "choices", None), ModelChoiceIterator):
            field.widget.choices = list(field.choices)
    return context


def _from_memory(context: dict):
    def get(view: NoticeListView, request, *args, **kwargs) -> TemplateResponse:
        return TemplateResponse(request, view.template_name, context | {"view": view})

    return get


if __name__ == "__main__":
    main()
