"""Sending in: once, whole, until the last second, and never more than there are places."""

from __future__ import annotations

import datetime
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction

from core import clock
from core.jobs.models import Job
from core.questions.definition import Question
from core.questions.services.saving import NotComplete
from publicforms.models import Event, Form, Place, Submission, Tally
from publicforms.services import placing, submitting
from publicforms.services.placing_limits import set_limits
from publicforms.services.publishing import locked
from publicforms.services.settings import save_settings
from publicforms.services.submitting import AlreadySent, NotOpen, submit
from publicforms.services.withdrawing import withdraw
from tests.publicforms.making import as_visited, entry_for, opened, submitted, typed

QUIET = (Question("age", "single_choice", "年代", settings={"options": [{"key": "x", "label": "20代"}]}),)


def test_what_hanako_sends_is_stored_with_its_follow_up(cast):
    form = opened(cast)
    sent = submitted(form, typed())
    assert sent.sheet.answers["job"] == "witness"
    assert sent.address == "hanako@example.jp"
    assert sent.pk == sent.sheet_id
    assert "hanako" in sent.sheet.folded
    assert "hanako" not in sent.folded
    assert Event.objects.get(submission=sent).what == Event.What.SUBMITTED
    assert Job.objects.filter(kind="publicforms.follow_up", payload__submission=sent.pk).count() == 1
    assert Tally.objects.get(form=form, standing="counted").number == 1


def test_the_same_page_sent_again_is_the_same_submission(cast):
    form = opened(cast)
    entry = entry_for(form)
    assert submit(form, entry) == submit(form, entry)
    assert Submission.objects.count() == 1


def test_what_is_missing_stores_nothing(cast):
    form = opened(cast)
    with pytest.raises(NotComplete) as refused:
        submitted(form, typed(mail="hanako"))
    assert [problem.key for problem in refused.value.checked.problems] == ["mail"]
    assert not Submission.objects.exists()


@pytest.mark.parametrize(("seconds", "taken"), [(-1, True), (1, False)])
def test_the_last_second_is_the_database_clocks(cast, move_clock, seconds, taken):
    form = opened(cast, closes=1)
    move_clock(datetime.timedelta(days=1, seconds=seconds))
    if taken:
        assert submitted(form).standing == "counted"
    else:
        with pytest.raises(NotOpen) as refused:
            submitted(form)
        assert refused.value.moment == Form.Moment.AFTER
        assert not Submission.objects.exists()


def test_one_person_applies_once_and_again_after_withdrawing(cast):
    form = opened(cast, once_by="mail")
    first = submitted(form, typed())
    with pytest.raises(AlreadySent):
        submitted(form, typed(mail="ＨＡＮＡＫＯ@example.jp"))
    Submission.objects.filter(pk=first.pk).update(standing="withdrawn", withdrawn_at=first.submitted_at)
    assert submitted(form, typed()).pk != first.pk


def ruled(form: Form, cast, **known: object) -> Form:
    return as_visited(save_settings(form.pk, edit=form.edit, by=cast.midori, **known))


def test_a_rule_that_comes_later_knows_who_applied_before(cast):
    form = opened(cast)
    hanako, again = submitted(form, typed(note="車椅子")), submitted(form, typed())
    gone = submitted(form, typed(mail="g@example.jp"))
    withdraw(gone)
    form = ruled(form, cast, once_by="mail")
    with pytest.raises(AlreadySent):
        submitted(form, typed())
    assert submitted(form, typed(mail="g@example.jp")).standing == "counted"
    people = Submission.objects.in_bulk([hanako.pk, again.pk])
    assert people[hanako.pk].person
    assert people[again.pk].person is None, "both stay: they were let in when everybody was"
    form = ruled(form, cast, once_by="note")
    with pytest.raises(AlreadySent):
        submitted(form, typed(mail="other@example.jp", note="車椅子"))
    form = ruled(form, cast, once_by="")
    assert submitted(form, typed()).person is None


def test_an_anonymous_answer_knows_the_day_and_no_more(cast):
    form = opened(cast, *QUIET, audience="colleagues", is_anonymous=True)
    sent = submitted(form, {"a.age": ["x"]})
    sent.refresh_from_db()
    midnight = sent.submitted_at.astimezone(datetime.timezone(datetime.timedelta(hours=9)))
    assert (midnight.hour, midnight.minute, midnight.second, midnight.microsecond) == (0, 0, 0, 0)
    sheet = sent.sheet
    assert sheet.created_at == sheet.updated_at == sheet.completed_at == sent.submitted_at == sent.updated_at
    assert not Event.objects.exists()
    assert not Job.objects.filter(kind__startswith="publicforms").exists()


# --- Many at once ---


def at_once(number, function):
    """`function(place)` by so many threads, all let go together; what each returned or raised."""
    together = threading.Barrier(number)

    def one(place):
        try:
            together.wait(30)
            return function(place)
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(one, range(number)))


@pytest.mark.django_db(transaction=True)
def test_fifty_times_the_same_page_is_one_submission(cast):
    form = opened(cast)
    entry = entry_for(form)
    sent = at_once(25, lambda _: submit(form, entry).receipt)
    assert len(set(sent)) == 1
    assert Submission.objects.count() == 1
    assert Job.objects.filter(kind="publicforms.follow_up").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("run", [1, 2, 3])
def test_a_hundred_at_once_for_ten_places_are_ten(cast, run):
    form = opened(cast, places={("", ""): 10})
    entries = [entry_for(form) for _ in range(100)]
    sent = at_once(100, lambda place: submit(form, entries[place]))
    assert sum(isinstance(each, Submission) for each in sent) == 10
    assert sum(isinstance(each, placing.Full) for each in sent) == 90
    assert Submission.objects.count() == 10
    assert Place.objects.get().taken == 10
    assert Tally.objects.get().number == 10


@pytest.mark.django_db(transaction=True)
def test_control_who_only_looks_before_taking_overbooks(cast, monkeypatch):
    form = opened(cast, places={("", ""): 10})
    entries = [entry_for(form) for _ in range(30)]
    all_have_looked = threading.Barrier(30)

    def look_and_take(places):
        free = [place for place in places if Place.objects.get(pk=place.pk).left]
        all_have_looked.wait(30)
        if not free:
            raise placing.Full(list(places))

    monkeypatch.setattr(placing, "take", look_and_take)
    sent = at_once(30, lambda place: submit(form, entries[place]))
    assert sum(isinstance(each, Submission) for each in sent) == 30


def counted_when_closed(form, monkeypatch, find):
    """Closes the form while somebody's submission is stored but not committed. Returns (then counted, in the end)."""
    stored, go_on = threading.Event(), threading.Event()
    real = submitting.count

    def count_slowly(*args):
        stored.set()
        go_on.wait(10)
        real(*args)

    monkeypatch.setattr(submitting, "count", count_slowly)

    def close():
        stored.wait(10)
        threading.Timer(0.5, go_on.set).start()
        with transaction.atomic():
            found = find(form.pk)
            counted = Submission.objects.filter(form=form).count()
            go_on.set()
            Form.objects.filter(pk=found.pk).update(state="closed", closed_at=clock.now())
        return counted

    entry = entry_for(form)
    counted = at_once(2, lambda place: submit(form, entry) if place else close())[0]
    return counted, Submission.objects.count()


@pytest.mark.django_db(transaction=True)
def test_after_it_is_closed_the_count_never_changes(cast, monkeypatch):
    assert counted_when_closed(opened(cast), monkeypatch, locked) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_control_without_the_forms_lock_one_more_comes_in(cast, monkeypatch):
    assert counted_when_closed(opened(cast), monkeypatch, lambda pk: Form.objects.get(pk=pk)) == (0, 1)


@pytest.mark.django_db(transaction=True)
def test_a_quota_that_comes_meanwhile_counts_everybody_or_is_looked_at_again(cast, monkeypatch):
    form = opened(cast)
    real, entry = submitting.pass_through, entry_for(form)

    def somebody_sets_a_limit(form_id):
        if not Place.objects.exists():
            at_once(1, lambda _: set_limits(form.pk, {("", ""): 10}, by=cast.midori))
        real(form_id)

    monkeypatch.setattr(submitting, "pass_through", somebody_sets_a_limit)
    with pytest.raises(submitting.Changed):
        submit(form, entry)
    assert submit(form, entry).places == [["", ""]]
    assert Place.objects.get().taken == Submission.objects.count() == 1


def test_who_comes_after_it_was_closed_is_refused(cast):
    form = opened(cast)
    Form.objects.filter(pk=form.pk).update(state="closed")
    with pytest.raises(NotOpen):
        submitted(form)  # its page was opened before
    assert not Submission.objects.exists()


def test_the_waitlist_moves_up_in_its_order_past_whose_choice_is_full(cast):
    form = opened(cast, places={("", ""): 2, ("job", "count"): 1}, has_waitlist=True)
    first = submitted(form, typed(mail="1@example.jp", job="count"))
    second = submitted(form, typed(mail="2@example.jp"))
    third = submitted(form, typed(mail="3@example.jp", job="count"))
    fourth = submitted(form, typed(mail="4@example.jp"))
    fifth = submitted(form, typed(mail="5@example.jp"))
    assert [one.standing for one in (first, second, third, fourth, fifth)] == ["counted"] * 2 + ["waiting"] * 3
    placing.give_back(second)
    Submission.objects.filter(pk=second.pk).update(standing="withdrawn", withdrawn_at=second.submitted_at)
    assert placing.move_up(form) == [fourth]
    placing.give_back(first)
    Submission.objects.filter(pk=first.pk).update(standing="withdrawn", withdrawn_at=first.submitted_at)
    assert placing.move_up(form) == [third]
    assert {place.question: place.taken for place in form.places.all()} == {"": 2, "job": 1}
    with connection.cursor() as cursor:
        cursor.execute("SELECT standing, number FROM publicforms_tally WHERE form_id = %s ORDER BY 1", [form.pk])
        assert dict(cursor.fetchall())["waiting"] == 1
