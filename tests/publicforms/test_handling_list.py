"""The list of a form's submissions: who sees it, filters, orders, pages, counts, columns."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.people.models import AuditEntry
from publicforms.handling.pages import page_of
from publicforms.models import Form, Submission
from publicforms.services.handling import assign, set_status
from publicforms.services.withdrawing import withdraw
from tests.publicforms.handling_making import CANARY, applied, page, recruiting, status_of
from tests.publicforms.making import QUESTIONS, make_form, opened, submitted


@pytest.fixture
def form(cast) -> Form:
    return recruiting(cast)


@pytest.fixture
def address(form) -> str:
    return reverse("forms:submissions", args=[form.pk])


def shown(text: str, there: list[Submission]) -> list[Submission]:
    """Those whose receipt numbers stand in the list, in the order of the page."""
    found = [one for one in there if f"{one.receipt}</a>" in text]
    return sorted(found, key=lambda one: text.index(f"{one.receipt}</a>"))


def test_midori_sees_what_came_in_the_newest_first(form, address, cast, signed_in):
    there = applied(form, 3)
    text = page(signed_in(cast.midori), address)
    assert shown(text, there) == there[::-1]
    assert "3件" in text
    assert f"{CANARY}　第0" in text


@pytest.mark.parametrize(("who", "status"), [("kaede", 404), ("akira", 404), ("kanda", 404), ("ren", 200)])
def test_others_do_not_find_it(form, address, cast, signed_in, who, status):
    applied(form)
    assert signed_in(getattr(cast, who)).get(address).status_code == status


def test_a_draft_says_that_nothing_can_have_come(cast, signed_in):
    draft = make_form(cast)
    text = page(signed_in(cast.midori), reverse("forms:submissions", args=[draft.pk]))
    assert "まだ公開していません。" in text


def test_those_of_an_anonymous_form_are_not_shown_one_by_one(cast, signed_in):
    secret = opened(cast, QUESTIONS[2], audience="colleagues", is_anonymous=True, slug="secret")
    sent = submitted(secret, {"a.job": ["clerk"]})
    text = page(signed_in(cast.midori), reverse("forms:submissions", args=[secret.pk]))
    assert sent.receipt not in text
    assert "1件ずつは表示しません。" in text
    one = reverse("forms:submission", args=[secret.pk, sent.receipt])
    assert signed_in(cast.midori).get(one).status_code == 404


def test_the_filters_leave_what_matches(form, address, cast, signed_in):
    there = applied(form, 4)
    decided = status_of(form, "決定")
    set_status(form, [there[0].pk, there[1].pk], decided, by=cast.midori)
    assign(form, [there[1].pk], cast.ren, by=cast.midori)
    withdraw(there[2], by=cast.midori)
    Submission.objects.filter(pk=there[3].pk).update(
        submitted_at=datetime.datetime(2026, 1, 5, 9, tzinfo=datetime.UTC), channel="paper"
    )
    client = signed_in(cast.midori)
    for query, expected in (
        (f"status={decided.pk}", {0, 1}),
        ("standing=withdrawn", {2}),
        ("standing=valid", {0, 1, 3}),
        (f"assignee={cast.ren.pk}", {1}),
        ("assignee=none", {0, 2, 3}),
        ("channel=paper", {3}),
        ("until=R8.1.31", {3}),
        ("since=2026-02-01", {0, 1, 2}),
        ("a_job=clerk", {1}),
        (f"q={there[2].receipt.lower().replace('-', ' ')}", {2}),
        ("q=第3", {3}),
        (f"q={CANARY}&status={decided.pk}", {0, 1}),
    ):
        text = page(client, f"{address}?{query}")
        assert {there.index(one) for one in shown(text, there)} == expected, query
        assert f"{len(expected)}件" in text, query


@pytest.mark.parametrize(
    "query",
    [
        "status=x",
        "status=999999999999999999999",
        "since=きのう",
        "sort=x",
        "after=1.2",
        "assignee=-1",
        "before=9.99999999999999999.1.%00",
        "columns=x",
        "channel=x",
        "a_job=x",
        "q=%00",
    ],
)
def test_an_address_that_means_nothing_is_no_error(form, address, cast, signed_in, query):
    applied(form)
    assert signed_in(cast.midori).get(f"{address}?{query}").status_code == 200


@pytest.mark.parametrize("sort", ["date", "-date", "status", "-status", "receipt", "-receipt"])
def test_the_pages_hold_everybody_once_in_every_order_forth_and_back(form, cast, sort):
    there = applied(form, 9)
    set_status(form, [one.pk for one in there[::2]], status_of(form, "決定"), by=cast.midori)
    set_status(form, [there[1].pk], status_of(form, "確認中"), by=cast.midori)
    statuses = list(form.statuses.order_by("position"))
    everything = Submission.objects.filter(form=form)
    places = {one.pk: one.position for one in statuses}
    keys = {
        "date": lambda one: (one.submitted_at, one.pk),
        "receipt": lambda one: (one.receipt, one.pk),
        "status": lambda one: (-places[one.status_id], one.submitted_at, one.pk),
    }
    falling, key = sort.startswith("-"), sort.removeprefix("-")
    expected = sorted(everything, key=keys[key], reverse=falling if key != "status" else not falling)
    read, query, pages = [], f"sort={sort}", []
    while True:
        found = page_of(everything, QueryDict(query), statuses, size=2)
        pages.append((query, found.ids))
        read += found.ids
        if not found.next:
            break
        query = found.next.removeprefix("?")
    assert read == [one.pk for one in expected]
    assert [len(ids) for _, ids in pages] == [2, 2, 2, 2, 1]
    back = [found.ids]
    while found.previous:
        found = page_of(everything, QueryDict(found.previous.removeprefix("?")), statuses, size=2)
        back.append(found.ids)
    assert back[::-1] == [ids for _, ids in pages]


def test_the_columns_are_those_that_the_address_names(form, address, cast, signed_in):
    applied(form, 1)
    client = signed_in(cast.midori)
    text = page(client, f"{address}?columns=note")
    assert "備考0" in text
    assert f"{CANARY}　第0" not in text
    assert "備考0" not in page(client, f"{address}?chosen=1")


def test_the_counters_say_how_many_stand_where(form, address, cast, signed_in):
    there = applied(form, 3)
    set_status(form, [there[0].pk], status_of(form, "決定"), by=cast.midori)
    withdraw(there[1], by=cast.midori)
    found = signed_in(cast.midori).get(address).context["tally"]
    assert [(item["label"], item["number"]) for item in found] == [
        ("受付", 1),
        ("確認中", 0),
        ("決定", 1),
        ("見送り", 0),
    ]


def test_an_open_list_tells_what_came_meanwhile(form, address, cast, signed_in):
    there = applied(form, 2)
    client = signed_in(cast.midori)
    opened = client.get(address, {"sort": "date"}).context
    known = {"sort": "date", "live": opened["opened"], "known": opened["known"]}
    assert client.get(address, known).status_code == 204

    set_status(form, [there[0].pk], status_of(form, "決定"), by=cast.midori)
    moved = client.get(address, known)
    assert [item["number"] for item in moved.context["tally"]] == [1, 0, 1, 0]
    assert "届いた" not in moved.content.decode()

    withdraw(there[1], by=cast.midori)
    applied(form, 3)
    came = client.get(address, known).content.decode()
    assert '<a href="?sort=date">開いたあとに届いた3件を表示する</a>' in came
    assert CANARY not in came
    assert AuditEntry.objects.filter(action="submissions.listed").count() <= 1  # opening it, where it shows names


def test_asking_what_came_reads_the_counters_alone(form, address, cast, signed_in):
    applied(form, 1)
    client = signed_in(cast.midori)
    with CaptureQueriesContext(connection) as captured:
        client.get(address, {"live": 0, "known": ""})
    assert not [query for query in captured if "publicforms_submission" in query["sql"]]


def test_the_list_costs_the_same_for_one_and_for_eight(form, address, cast, signed_in):
    for client in (signed_in(cast.midori), signed_in(cast.ren)):
        for query in ("", "?sort=status&columns=name&columns=job", "?q=備考"):
            applied(form, 1)
            costs = []
            for more in (0, 7):
                applied(form, more)
                client.get(address + query)
                with CaptureQueriesContext(connection) as captured:
                    client.get(address + query)
                costs.append(len(captured))
            assert costs[0] == costs[1], query
            Submission.objects.all().delete()


def test_who_reads_names_in_the_list_is_on_record_without_them(form, address, cast, signed_in):
    applied(form, 2)
    page(signed_in(cast.midori), f"{address}?columns=name")
    page(signed_in(cast.midori), f"{address}?columns=note")
    page(signed_in(cast.ren), f"{address}?columns=name")
    entry = AuditEntry.objects.get(action="submissions.listed")
    assert (entry.by, entry.details, entry.organization) == (cast.midori, {"number": 2}, cast.ishinomaki)


def test_words_that_nobody_wrote_find_nothing(form, address, cast, signed_in):
    applied(form, 1)
    assert "条件に合う申込はありません。" in page(signed_in(cast.midori), f"{address}?q=いない人")
