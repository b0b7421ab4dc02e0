"""The closing second, and 52 organizations in one. Each control takes away what decides it."""

from __future__ import annotations

import datetime
import threading
import time
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from core import clock
from core.notifications.models import Message
from core.people.models import Kind, Organization, Role, User
from surveys.collation import known_responses
from surveys.collation_totals import totals
from surveys.models import Response, Survey, Transition
from surveys.services import answering
from surveys.services.answering import submit
from surveys.services.moving import NotOpen, WrongState, locked, refuse_closed
from surveys.states import State
from tests.cast import Cast, make_cast, organization, person
from tests.surveys.making import answered, controls, issued, response_of
from tests.surveys.test_answering_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
FIFTY_TWO = 52


def stop_the_clock(at: datetime.datetime, move_clock: Callable[[datetime.timedelta], None]) -> None:
    """For every connection; what `move_clock` has moved it puts right afterwards."""
    move_clock(datetime.timedelta(0))
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION portal_now() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE AS "
            f"'SELECT ''{at.isoformat()}''::timestamptz'"
        )


def fifty_two() -> dict[Organization, User]:
    made = {}
    for number in range(FIFTY_TWO):
        place = organization(f"{900000 + number * 10}", f"第{number}町", Kind.TOWN)
        made[place] = person(f"tanto@{place.code}.example.jp", f"担当 {place.name}", place, Role.MEMBER)
    return made


@pytest.mark.parametrize(
    "late_by", [datetime.timedelta(0), datetime.timedelta(microseconds=1)], ids=["in time", "late"]
)
def test_fifty_two_hand_in_at_the_very_moment_of_the_due_date(move_clock, late_by):
    """All at one instant of the one clock: the last that counts, or the first that does not."""
    cast, people = make_cast(), fifty_two()
    survey = issued(cast, to=list(people), is_strict=True)
    waiting = {place: answered(survey, place, by, voters="1", note="") for place, by in people.items()}
    stop_the_clock(survey.due_at + late_by, move_clock)

    def press(number: int, place: Organization) -> Callable[[], object]:
        response, by = waiting[place], people[place]
        typed = controls(voters=str(number))
        return lambda: submit(response.pk, typed, edit=response.sheet.edit, by=by)

    raised = at_once(*(press(number, place) for number, place in enumerate(people)))
    handed_in = Response.objects.filter(survey=survey, state=State.SUBMITTED)
    if late_by:
        assert [type(error) for error in raised] == [NotOpen] * FIFTY_TWO
        assert not handed_in.exists()
        return
    assert raised == []
    assert handed_in.filter(rounds=1, submitted_at=survey.due_at, is_late=False).count() == FIFTY_TWO
    steps = Transition.objects.filter(response__survey=survey, to=State.SUBMITTED)
    assert steps.values("response").distinct().count() == steps.count() == FIFTY_TWO
    given = {
        one.organization: one.submitted.answers["voters"]
        for one in handed_in.select_related("submitted", "organization")
    }
    assert given == {place: number for number, place in enumerate(people)}
    assert totals(survey, known_responses(survey, cast.sato), cast.sato).collation["voters"].sum == sum(
        range(FIFTY_TWO)
    )
    assert Message.objects.filter(kind="surveys.receipt").count() == FIFTY_TWO


def waits_beyond_the_due_date(move_clock) -> tuple[Response, list[BaseException]]:
    """Kaede presses in time, and waits for the row until the due date is over."""
    cast = make_cast()
    response = answered(issued(cast, is_strict=True), cast.ishinomaki, cast.kaede, voters="1", note="")
    held, may_go = threading.Event(), threading.Event()

    def holding() -> None:
        with transaction.atomic():
            Response.objects.select_for_update().get(pk=response.pk)
            held.set()
            assert may_go.wait(20)

    def pressing() -> None:
        assert held.wait(10)
        submit(response.pk, controls(voters="5"), edit=response.sheet.edit, by=cast.kaede)

    def the_due_date_passes() -> None:
        assert held.wait(10)
        give_up = time.monotonic() + 10
        while not somebody_waits() and time.monotonic() < give_up:
            time.sleep(0.05)
        assert somebody_waits()
        move_clock(datetime.timedelta(days=15))
        may_go.set()

    raised = at_once(holding, pressing, the_due_date_passes)
    return response_of(response.survey, cast.ishinomaki), raised


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock')"
        )
        return cursor.fetchone()[0]


def test_who_is_let_in_after_the_due_date_is_too_late_though_they_pressed_before(move_clock):
    response, raised = waits_beyond_the_due_date(move_clock)
    assert [type(error) for error in raised] == [NotOpen]
    assert (response.state, response.submitted) == (State.IN_PROGRESS, None)


def test_control_asked_before_the_lock_is_held_the_clock_lets_a_late_answer_in(monkeypatch, move_clock):
    def asks_too_early(response_id: int) -> Response:
        refuse_closed(Response.objects.select_related("survey").get(pk=response_id))
        return locked(response_id)

    monkeypatch.setattr(answering, "locked_open", asks_too_early)
    response, raised = waits_beyond_the_due_date(move_clock)
    assert raised == []
    assert response.state == State.SUBMITTED
    assert response.submitted_at > response.due_at


def one_hands_in_while_another_is_at_it(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether 白石市 is through before 石巻市, which is held up in the middle."""
    survey = issued(cast)
    ours = answered(survey, cast.ishinomaki, cast.kaede, voters="1", note="")
    theirs = answered(survey, cast.shiroishi, cast.yui, voters="2", note="")
    in_the_middle, other_is_through, in_time = threading.Event(), threading.Event(), []

    def held_up(response: Response, **how) -> None:
        if response.pk == ours.pk:
            in_the_middle.set()
            in_time.append(other_is_through.wait(2))

    def the_other() -> None:
        assert in_the_middle.wait(10)
        submit(theirs.pk, controls(voters="2"), edit=theirs.sheet.edit, by=cast.yui)
        other_is_through.set()

    monkeypatch.setattr(answering, "tell_receipt", held_up)
    raised = at_once(the_other, lambda: submit(ours.pk, controls(voters="1"), edit=ours.sheet.edit, by=cast.kaede))
    assert raised == []
    assert Survey.objects.get().responses.filter(state=State.SUBMITTED).count() == 2
    return in_time[0]


def test_two_organizations_do_not_wait_for_each_other(monkeypatch):
    assert one_hands_in_while_another_is_at_it(make_cast(), monkeypatch)


def test_control_with_the_survey_locked_for_oneself_they_do(monkeypatch):
    def alone(response_id: int) -> Response:
        found = locked(response_id)
        Survey.objects.select_for_update().get(pk=found.survey_id)
        return found

    monkeypatch.setattr(answering, "locked_open", alone)
    assert not one_hands_in_while_another_is_at_it(make_cast(), monkeypatch)


def test_a_second_press_in_the_closing_second_changes_nothing(move_clock):
    cast = make_cast()
    survey = issued(cast, is_strict=True)
    response = answered(survey, cast.ishinomaki, cast.kaede, voters="1", note="")
    stop_the_clock(survey.due_at, move_clock)

    def press() -> None:
        submit(response.pk, controls(voters="5"), edit=response.sheet.edit, by=cast.kaede)

    assert [type(error) for error in at_once(press, press)] == [WrongState]
    assert response_of(survey, cast.ishinomaki).rounds == 1
    assert clock.now() == survey.due_at
