"""Two who hand in or divide at once, and one who closes meanwhile. Each control takes away what decides it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connections

from core.clock import Now
from core.notifications.models import Message
from core.people.models import Section
from surveys.models import Response, Survey, Transition
from surveys.services import answering, dividing
from surveys.services.answering import submit
from surveys.services.closing import close
from surveys.services.dividing import divide
from surveys.services.moving import WrongState
from surveys.states import HANDED_IN, State
from tests.cast import Cast, make_cast
from tests.surveys.making import answered, controls, issued, response_of

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 5


def at_once(*works: Callable[[], object]) -> list[BaseException]:
    """Each on a connection of its own; what was raised, in no order."""
    begin, raised = threading.Barrier(len(works)), []

    def run(work: Callable[[], object]) -> None:
        try:
            begin.wait(10)
            work()
        except BaseException as error:
            raised.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return raised


def both_hand_in(cast: Cast) -> tuple[Response, list[BaseException]]:
    """Kaede and Ren press the button in the same moment."""
    response = answered(issued(cast), cast.ishinomaki, cast.kaede, voters="1", note="")
    edit = response.sheet.edit

    def press(by, text: str) -> Callable[[], object]:
        return lambda: submit(response.pk, controls(voters=text), edit=edit, by=by)

    raised = at_once(press(cast.kaede, "10"), press(cast.ren, "20"))
    return response_of(response.survey, cast.ishinomaki), raised


def submissions(response: Response) -> int:
    return Transition.objects.filter(response=response, to=State.SUBMITTED).count()


def test_two_who_hand_in_at_once_hand_in_once():
    cast = make_cast()
    for _ in range(ROUNDS):
        response, raised = both_hand_in(cast)
        assert [type(error) for error in raised] == [WrongState]
        assert (response.state, response.rounds, submissions(response)) == (State.SUBMITTED, 1, 1)
        assert response.submitted.answers["voters"] == {cast.kaede: 10, cast.ren: 20}[response.submitted_by]


def test_control_without_lock_and_condition_both_hand_in(monkeypatch):
    both_have_read = threading.Barrier(2)

    def unlocked(response_id: int) -> Response:
        response = Response.objects.select_related("survey", "sheet").get(pk=response_id)
        both_have_read.wait(10)
        return response

    def move_without_looking(response, to, *, by, why="", proxy=False, submitted_edit=None, **fields):
        Response.objects.filter(pk=response.pk).update(state=to, moved_at=Now(), **fields)
        return Transition.objects.create(response=response, origin=response.state, to=to, by=by)

    cast = make_cast()
    monkeypatch.setattr(answering, "move", move_without_looking)
    monkeypatch.setattr(answering, "save", lambda *args, **how: None)
    real = answering.locked_open
    # Making the response ready needs no lock either, but has nobody to wait for.
    monkeypatch.setattr(
        answering,
        "locked_open",
        lambda pk: unlocked(pk) if threading.current_thread() is not threading.main_thread() else real(pk),
    )
    response, raised = both_hand_in(cast)
    assert raised == []
    assert (response.rounds, submissions(response)) == (2, 2)


def counted_at_the_close_and_later(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> tuple[int, int]:
    """Sato closes while Kaede is in the middle of handing in: what counts right then, and in the end."""
    response = answered(issued(cast), cast.ishinomaki, cast.kaede, voters="1", note="")
    survey, edit = response.survey, response.sheet.edit
    in_the_middle, counted = threading.Event(), []

    def slowly(*args, **how) -> None:
        in_the_middle.set()
        time.sleep(0.5)

    def closing() -> None:
        assert in_the_middle.wait(10)
        close(survey.pk, by=cast.sato)
        counted.append(handed_in_to(survey))

    monkeypatch.setattr(answering, "tell_receipt", slowly)
    raised = at_once(closing, lambda: submit(response.pk, controls(voters="5"), edit=edit, by=cast.kaede))
    assert raised == []
    return counted[0], handed_in_to(survey)


def handed_in_to(survey: Survey) -> int:
    return Response.objects.filter(survey=survey, state__in=HANDED_IN).count()


def test_after_the_close_the_count_never_changes(monkeypatch):
    assert counted_at_the_close_and_later(make_cast(), monkeypatch) == (1, 1)


def test_control_without_the_shared_lock_an_answer_comes_in_after_the_close(monkeypatch):
    monkeypatch.setattr(
        answering, "locked_open", lambda pk: Response.objects.select_for_update(of=("self",)).get(pk=pk)
    )
    assert counted_at_the_close_and_later(make_cast(), monkeypatch) == (0, 1)


def both_divide(cast: Cast) -> tuple[list[BaseException], int]:
    """Kaede and Ren give the same question to the same section; what was raised, and how often it was told."""
    response = answered(issued(cast), cast.ishinomaki, cast.kaede, voters="1")
    section = Section.objects.create(organization=cast.ishinomaki, name=f"選挙課{response.pk}")
    raised = at_once(*(lambda by=by: divide(response, {section: ["voters"]}, by=by) for by in (cast.kaede, cast.ren)))
    return raised, Message.objects.filter(kind="surveys.part_given").count()


def test_two_who_divide_at_once_make_and_tell_of_a_part_once():
    cast = make_cast()
    assert [both_divide(cast) for _ in range(ROUNDS)] == [([], told) for told in range(1, ROUNDS + 1)]


def test_control_who_does_not_wait_fails_over_the_part_of_the_other(monkeypatch):
    both_begin = threading.Barrier(2)
    monkeypatch.setattr(dividing, "_wait_for_others", lambda response: both_begin.wait(10))
    cast = make_cast()
    assert IntegrityError in {type(error) for _ in range(ROUNDS) for error in both_divide(cast)[0]}
