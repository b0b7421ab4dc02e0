"""Quotas: set, raised, lowered, taken away, while people are in and while people wait."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from core.questions.definition import Question
from publicforms.models import Event, Form, Place, Submission, Tally
from publicforms.services import placing, submitting
from publicforms.services.placing import Full, give_back
from publicforms.services.placing_limits import set_limits
from publicforms.services.publishing import locked, publish
from tests.publicforms.making import JOBS, as_visited, make_form, opened, submitted, typed

pytestmark = pytest.mark.django_db
WHOLE, CLERK = ("", ""), ("job", "clerk")


def taken(form: Form) -> dict[tuple[str, str], tuple[int, int]]:
    return {(place.question, place.option): (place.limit, place.taken) for place in Place.objects.filter(form=form)}


def standings(*submissions: Submission) -> list[str]:
    return [Submission.objects.get(pk=one.pk).standing for one in submissions]


def test_quotas_are_set_on_the_page_for_the_form_and_its_options(cast, signed_in):
    form = make_form(cast)
    client = signed_in(cast.midori)
    text = client.get(f"/forms/manage/{form.pk}/places/").content.decode()
    for words in ("フォーム全体", "投票立会人", "選挙事務従事者", "開票事務"):
        assert words in text
    response = client.post(f"/forms/manage/{form.pk}/places/", {"limit": "40", "limit.job.clerk": "5"})
    assert response["Location"] == f"/forms/manage/{form.pk}/places/"
    assert taken(form) == {WHOLE: (40, 0), CLERK: (5, 0)}
    client.post(f"/forms/manage/{form.pk}/places/", {"limit": "", "limit.job.clerk": "6"})
    assert taken(form) == {CLERK: (6, 0)}


@pytest.mark.parametrize("limit", ["-1", "多い", "1.5", "99999999999", "\x00"])
def test_a_number_that_is_none_is_told_and_kept(cast, signed_in, limit):
    form = make_form(cast, places={WHOLE: 3})
    response = signed_in(cast.midori).post(f"/forms/manage/{form.pk}/places/", {"limit": limit})
    assert response.status_code == 422
    assert response.context["form"]["limit"].value() == limit
    assert taken(form) == {WHOLE: (3, 0)}


def test_only_what_was_changed_is_saved(cast, signed_in):
    """What a colleague set after the page was opened stays, where the person left the field alone."""
    form = make_form(cast, places={WHOLE: 3})
    set_limits(form.pk, {CLERK: 2}, by=cast.midori)
    signed_in(cast.midori).post(f"/forms/manage/{form.pk}/places/", {"limit": "4", "limit.job.clerk": "2"})
    assert taken(form) == {WHOLE: (4, 0), CLERK: (2, 0)}


def test_raising_a_limit_moves_up_who_waits_in_their_order(cast, signed_in):
    form = opened(cast, places={WHOLE: 1}, has_waitlist=True)
    people = [submitted(form) for _ in range(4)]
    assert standings(*people) == ["counted", "waiting", "waiting", "waiting"]
    response = signed_in(cast.midori).post(f"/forms/manage/{form.pk}/places/", {"limit": "3"}, follow=True)
    assert "キャンセル待ちの2人が繰り上がりました" in response.content.decode()
    assert standings(*people) == ["counted", "counted", "counted", "waiting"]
    assert taken(form) == {WHOLE: (3, 3)}
    assert Event.objects.filter(what=Event.What.MOVED_UP).count() == 2
    assert dict(Tally.objects.filter(form=form).values_list("standing", "number")) == {"counted": 3, "waiting": 1}


def test_lowering_below_what_is_taken_is_allowed_and_said(cast, signed_in):
    form = opened(cast, places={WHOLE: 5}, has_waitlist=True)
    people = [submitted(form) for _ in range(3)]
    response = signed_in(cast.midori).post(f"/forms/manage/{form.pk}/places/", {"limit": "2"}, follow=True)
    assert "受け付けた申込は、そのまま有効です" in response.content.decode()
    assert standings(*people) == ["counted"] * 3
    assert standings(submitted(form)) == ["waiting"]


def test_a_quota_that_comes_later_counts_who_is_there_already(cast):
    form = opened(cast)
    clerk = submitted(form, typed(mail="a@example.jp", job="clerk"))
    submitted(form, typed(mail="b@example.jp", job="witness"))
    set_limits(form.pk, {WHOLE: 3, CLERK: 1}, by=cast.midori)
    assert taken(form) == {WHOLE: (3, 2), CLERK: (1, 1)}
    form = as_visited(form)
    with pytest.raises(Full):
        submitted(form, typed(mail="c@example.jp", job="clerk"))
    clerk.refresh_from_db()
    give_back(clerk)
    assert taken(form) == {WHOLE: (3, 1), CLERK: (1, 0)}


def test_a_quota_that_comes_later_costs_the_same_for_two_and_for_nine(cast):
    form, counted = opened(cast), []
    for number in (2, 7):
        for _ in range(number):
            submitted(form)
        with CaptureQueriesContext(connection) as queries:
            set_limits(form.pk, {WHOLE: 20}, by=cast.midori)
        counted.append(len(queries))
        set_limits(form.pk, {WHOLE: None}, by=cast.midori)
    assert counted[0] == counted[1]


def test_words_of_ones_own_take_no_options_place(cast):
    jobs = {"options": list(JOBS), "with_other": True}
    form = opened(cast, Question("job", "single_choice", "希望する仕事", settings=jobs), places={CLERK: 1})
    sent = submitted(form, {"a.job": ["other"], "a.job.other": ["clerk"]})
    assert sent.sheet.answers["job"] == {"other": "clerk"}
    assert taken(form) == {CLERK: (1, 0)}


def test_who_waited_for_a_quota_that_is_taken_away_moves_up(cast):
    form = opened(cast, places={WHOLE: 10, CLERK: 1}, has_waitlist=True)
    people = [submitted(form, typed(mail=f"{n}@example.jp", job="clerk")) for n in range(3)]
    assert standings(*people) == ["counted", "waiting", "waiting"]
    assert len(set_limits(form.pk, {CLERK: None}, by=cast.midori)) == 2
    assert standings(*people) == ["counted"] * 3
    assert taken(form) == {WHOLE: (10, 3)}


def test_a_quota_of_an_option_that_is_not_asked_keeps_a_form_from_opening(cast, signed_in):
    form = make_form(cast, places={("job", "gone"): 3})
    client = signed_in(cast.midori)
    assert "なくなった選択肢の定員を外す" in client.get(f"/forms/manage/{form.pk}/").content.decode()
    client.post(f"/forms/manage/{form.pk}/places/", {"limit.job.gone": ""})
    assert taken(form) == {}
    assert publish(form.pk, by=cast.midori).state == "published"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("protected", [True, False], ids=["protected", "control: the form first"])
def test_who_sets_a_limit_and_who_sends_in_do_not_wait_for_each_other(cast, monkeypatch, protected):
    """Both take the places first, then the turnstile."""
    form = opened(cast, places={WHOLE: 5})
    has_place, refuse = threading.Event(), submitting._refuse_if_over

    def slowly(*args):
        has_place.set()
        threading.Event().wait(0.5)
        refuse(*args)

    monkeypatch.setattr(submitting, "_refuse_if_over", slowly)

    def send() -> None:
        try:
            submitted(form)
        finally:
            connections.close_all()

    def limit() -> None:
        has_place.wait(10)
        try:
            if protected:
                set_limits(form.pk, {WHOLE: 6}, by=cast.midori)
            else:
                with transaction.atomic():
                    placing.hold(locked(form.pk).pk)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        ended = [future.exception(30) for future in [pool.submit(send), pool.submit(limit)]]
    if protected:
        assert ended == [None, None]
        assert taken(form) == {WHOLE: (6, 1)}
    else:
        assert any(isinstance(error, OperationalError) for error in ended)
