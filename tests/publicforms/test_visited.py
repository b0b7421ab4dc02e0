"""What a process keeps of a form is never older than the database."""

from __future__ import annotations

import pytest

from publicforms.models import Form
from publicforms.visiting.visited import form_at
from tests.publicforms.making import make_form, opened


@pytest.fixture
def form(cast) -> Form:
    return opened(cast, slug="witnesses")


def test_the_second_visitor_costs_one_small_query(form, django_assert_num_queries):
    form_at("witnesses")
    with django_assert_num_queries(1):
        found = form_at("witnesses")
        assert (found.title, found.owner.name, found.asked_version.pk) == (form.title, "石巻市", form.version_id)


def test_every_change_is_seen_at_once(form):
    form_at("witnesses")
    for title in ("一", "二", "三"):  # all in this test's one transaction
        Form.objects.filter(pk=form.pk).update(title=title)
        assert form_at("witnesses").title == title
    type(form.owner).objects.filter(pk=form.owner_id).update(name="新石巻市")
    assert form_at("witnesses").owner.name == "新石巻市"


def test_a_form_that_moved_away_is_not_there(form):
    form_at("witnesses")
    Form.objects.filter(pk=form.pk).update(slug="elsewhere")
    assert form_at("witnesses") is None
    assert form_at("elsewhere").pk == form.pk


def test_a_draft_and_nothing_are_not_there(cast):
    make_form(cast, slug="draft")
    assert form_at("draft") is None
    assert form_at("nothing") is None


def test_what_one_request_does_with_it_reaches_no_other(form):
    first = form_at("witnesses")
    first.title = "書き換え"
    assert form_at("witnesses").title == form.title
