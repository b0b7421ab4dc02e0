"""The life of a response: every step that the table has, and none that it has not."""

from __future__ import annotations

import pytest

from surveys.models import Response, Transition
from surveys.services.answering import (
    ChangedSince,
    NotAllowed,
    approve,
    declare_not_applicable,
    recall,
    receive,
    send_back_inside,
    start,
    submit,
)
from surveys.services.closing import close, withdraw
from surveys.services.judging import (
    NothingToMend,
    RemarkAt,
    accept,
    ask_again,
    exempt_response,
    return_response,
)
from surveys.services.moving import NotOpen, WrongState, move
from surveys.states import MOVES, State
from tests.surveys.making import answered, controls, handed_in, issued, response_of

pytestmark = pytest.mark.django_db


def edit_of(response: Response) -> int:
    """What the organization's sheet holds now, as its page shows it."""
    return Response.objects.select_related("sheet").get(pk=response.pk).sheet.edit


MEND = [RemarkAt("合計を確かめてください。", "voters")]


@pytest.mark.parametrize("origin", State.values)
@pytest.mark.parametrize("to", State.values)
def test_only_the_steps_of_the_table_can_be_taken(cast, origin, to):
    response = handed_in(issued(cast), cast.ishinomaki, cast.kaede)
    Response.objects.filter(pk=response.pk).update(state=origin)
    response.refresh_from_db()
    if State(to) in MOVES[State(origin)]:
        move(response, State(to), by=cast.sato)
        assert Response.objects.get(pk=response.pk).state == to
        step = Transition.objects.filter(response=response).last()
        assert (step.origin, step.to, step.by) == (origin, to, cast.sato)
    else:
        with pytest.raises(WrongState):
            move(response, State(to), by=cast.sato)
        assert Response.objects.get(pk=response.pk).state == origin


def test_who_comes_second_is_told_what_stands(cast):
    response = handed_in(issued(cast), cast.ishinomaki, cast.kaede)
    seen_before = Response.objects.get(pk=response.pk)
    accept(response.pk, by=cast.sato)
    with pytest.raises(WrongState) as refused:
        move(seen_before, State.RETURNED, by=cast.kanda)
    assert refused.value.response.state == State.ACCEPTED


def test_from_receiving_to_accepting_every_step_says_who_did_it(cast):
    survey = issued(cast)
    receive(survey, by=cast.kaede)
    response = handed_in(survey, cast.ishinomaki, cast.kaede)
    return_response(response.pk, MEND, by=cast.sato)
    response = response_of(survey, cast.ishinomaki)
    submit(response.pk, controls(voters="1210"), edit=response.sheet.edit, by=cast.ren)
    accept(response.pk, by=cast.kanda)
    steps = [(step.to, step.by) for step in response.transitions.all()]
    assert steps == [
        (State.RECEIVED, cast.kaede),
        (State.IN_PROGRESS, cast.kaede),
        (State.SUBMITTED, cast.kaede),
        (State.RETURNED, cast.sato),
        (State.RESUBMITTED, cast.ren),
        (State.ACCEPTED, cast.kanda),
    ]
    response = response_of(survey, cast.ishinomaki)
    assert response.submitted.answers["voters"] == 1210
    assert [past.answers["voters"] for past in response.submitted.past.exclude(answers={})] == [1204]


def test_receiving_is_noted_once_and_only_for_the_own_organization(cast):
    survey = issued(cast)
    receive(survey, by=cast.kaede)
    receive(survey, by=cast.ren)
    receive(survey, by=cast.haru)
    assert response_of(survey, cast.ishinomaki).transitions.count() == 1
    assert response_of(survey, cast.shiroishi).state == State.NOT_RECEIVED


def test_what_is_corrected_after_a_return_is_not_seen_before_it_is_handed_in_again(cast):
    survey = issued(cast)
    response = handed_in(survey, cast.ishinomaki, cast.kaede, voters="1204")
    return_response(response.pk, MEND, by=cast.sato)
    answered(survey, cast.ishinomaki, cast.kaede, voters="9999")
    assert response_of(survey, cast.ishinomaki).submitted.answers["voters"] == 1204


def test_a_return_says_what_is_to_be_mended(cast):
    response = handed_in(issued(cast), cast.ishinomaki, cast.kaede)
    with pytest.raises(NothingToMend):
        return_response(response.pk, [RemarkAt("  ")], by=cast.sato)
    assert response_of(response.survey, cast.ishinomaki).state == State.SUBMITTED


def test_a_second_submission_is_refused(cast):
    response = handed_in(issued(cast), cast.ishinomaki, cast.kaede)
    with pytest.raises(WrongState):
        submit(response.pk, controls(voters="5"), edit=response.sheet.edit, by=cast.ren)
    assert response_of(response.survey, cast.ishinomaki).rounds == 1


def test_what_was_handed_in_may_be_taken_back_until_it_is_judged(cast):
    survey = issued(cast)
    response = handed_in(survey, cast.ishinomaki, cast.kaede)
    recall(response.pk, by=cast.ren)
    assert response_of(survey, cast.ishinomaki).state == State.IN_PROGRESS
    response = handed_in(survey, cast.ishinomaki, cast.kaede, voters="7")
    assert response.state == State.SUBMITTED
    accept(response.pk, by=cast.sato)
    with pytest.raises(WrongState):
        recall(response.pk, by=cast.ren)


class TestApproval:
    """Where a survey wants it, somebody else of the organization approves."""

    def test_the_manager_approves_and_hands_in(self, cast):
        survey = issued(cast, internal_review=True)
        response = handed_in(survey, cast.ishinomaki, cast.kaede)
        assert (response.state, response.submitted) == (State.IN_REVIEW, None)
        approve(response.pk, edit=edit_of(response), by=cast.midori)
        response = response_of(survey, cast.ishinomaki)
        assert (response.state, response.submitted_by) == (State.SUBMITTED, cast.midori)

    def test_nobody_approves_what_they_wrote(self, cast):
        response = handed_in(issued(cast, internal_review=True), cast.ishinomaki, cast.midori)
        with pytest.raises(NotAllowed):
            approve(response.pk, edit=edit_of(response), by=cast.midori)
        assert response_of(response.survey, cast.ishinomaki).state == State.IN_REVIEW

    def test_a_colleague_who_is_not_named_may_not(self, cast):
        response = handed_in(issued(cast, internal_review=True), cast.ishinomaki, cast.kaede)
        with pytest.raises(NotAllowed):
            approve(response.pk, edit=edit_of(response), by=cast.ren)

    def test_a_named_reviewer_may(self, cast):
        survey = issued(cast, internal_review=True)
        response = answered(survey, cast.ishinomaki, cast.kaede)
        submit(response.pk, controls(voters="3"), edit=response.sheet.edit, by=cast.kaede, reviewer=cast.ren)
        approve(response.pk, edit=edit_of(response), by=cast.ren)
        assert response_of(survey, cast.ishinomaki).state == State.SUBMITTED

    def test_another_organizations_manager_may_not(self, cast):
        response = handed_in(issued(cast, internal_review=True), cast.ishinomaki, cast.kaede)
        with pytest.raises(NotAllowed):
            approve(response.pk, edit=edit_of(response), by=cast.akira)

    def test_what_was_changed_since_it_was_read_is_not_approved(self, cast):
        survey = issued(cast, internal_review=True)
        response = handed_in(survey, cast.ishinomaki, cast.kaede, voters="7")
        read = edit_of(response)
        send_back_inside(response.pk, why="直します。", by=cast.kaede)
        handed_in(survey, cast.ishinomaki, cast.kaede, voters="9")
        with pytest.raises(ChangedSince):
            approve(response.pk, edit=read, by=cast.midori)
        assert response_of(survey, cast.ishinomaki).state == State.IN_REVIEW
        approve(response.pk, edit=edit_of(response), by=cast.midori)
        assert response_of(survey, cast.ishinomaki).submitted.answers["voters"] == 9

    def test_it_may_be_sent_back_into_work(self, cast):
        response = handed_in(issued(cast, internal_review=True), cast.ishinomaki, cast.kaede)
        send_back_inside(response.pk, why="合計が合いません。", by=cast.midori)
        assert response_of(response.survey, cast.ishinomaki).state == State.IN_PROGRESS

    def test_after_a_return_it_goes_through_the_approval_again(self, cast):
        survey = issued(cast, internal_review=True)
        response = handed_in(survey, cast.ishinomaki, cast.kaede)
        approve(response.pk, edit=edit_of(response), by=cast.midori)
        return_response(response.pk, MEND, by=cast.sato)
        response = response_of(survey, cast.ishinomaki)
        submit(response.pk, controls(voters="8"), edit=response.sheet.edit, by=cast.kaede)
        send_back_inside(response.pk, why="まだです。", by=cast.midori)
        assert response_of(survey, cast.ishinomaki).state == State.RETURNED


class TestClosed:
    def test_nothing_is_taken_once_it_is_closed(self, cast):
        survey = issued(cast)
        response = answered(survey, cast.ishinomaki, cast.kaede, voters="5")
        close(survey.pk, by=cast.sato)
        with pytest.raises(NotOpen, match="締め切られました"):
            submit(response.pk, controls(voters="5"), edit=response.sheet.edit, by=cast.kaede)
        with pytest.raises(NotOpen):
            declare_not_applicable(response.pk, why="ありません。", by=cast.kaede)
        with pytest.raises(NotOpen):
            start(response_of(survey, cast.shiroishi).pk, by=cast.yui)

    def test_a_withdrawn_survey_takes_nothing_and_is_gone_for_those_asked(self, cast):
        survey = issued(cast)
        response = answered(survey, cast.ishinomaki, cast.kaede, voters="5")
        withdraw(survey.pk, because="誤り", by=cast.sato)
        with pytest.raises(NotOpen, match="取り下げられました"):
            submit(response.pk, controls(voters="5"), edit=response.sheet.edit, by=cast.kaede)
        assert not Response.objects.visible_to(cast.kaede).exists()
        assert Response.objects.visible_to(cast.sato).count() == 2

    def test_the_prefecture_can_still_judge_what_came(self, cast):
        survey = issued(cast)
        response = handed_in(survey, cast.ishinomaki, cast.kaede)
        close(survey.pk, by=cast.sato)
        accept(response.pk, by=cast.sato)
        assert response_of(survey, cast.ishinomaki).state == State.ACCEPTED


def test_letting_an_organization_off_and_asking_it_again(cast):
    survey = issued(cast)
    response = answered(survey, cast.ishinomaki, cast.kaede, voters="5")
    exempt_response(response.pk, why="災害対応のため。", by=cast.sato)
    with pytest.raises(WrongState):
        submit(response.pk, controls(voters="5"), edit=response.sheet.edit, by=cast.kaede)
    ask_again(response.pk, why="落ち着いたため。", by=cast.sato)
    response = handed_in(survey, cast.ishinomaki, cast.kaede)
    assert response.state == State.SUBMITTED
