"""The board: who has answered, who owes, and what may be done with several at once."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from core.people.models import Kind, Organization
from surveys.models import Response
from surveys.services.answering import recall
from surveys.services.extending import extend
from surveys.services.judging import RemarkAt, accept, return_response
from surveys.services.reminding import remind
from surveys.states import State
from tests.cast import organization
from tests.surveys.making import answered, handed_in, issued, make_survey, response_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey(cast):
    return issued(cast, to=[cast.ishinomaki, cast.shiroishi, cast.shichikashuku])


def board(client, survey, query=""):
    return client.get(reverse("surveys:board", args=[survey.pk]) + query)


def named(page) -> list[str]:
    return [row.response.organization.name for row in page.context["board"].rows]


def test_every_organization_stands_there_with_its_state_in_code_order(cast, survey, signed_in):
    handed_in(survey, cast.ishinomaki, cast.kaede)
    answered(survey, cast.shiroishi, cast.yui, voters="5")
    page = board(signed_in(cast.sato), survey)
    states = [(row.response.organization, row.response.state) for row in page.context["board"].rows]
    assert sorted(states, key=lambda each: each[0].code) == states
    assert dict(states) == {
        cast.ishinomaki: State.SUBMITTED,
        cast.shiroishi: State.IN_PROGRESS,
        cast.shichikashuku: State.NOT_RECEIVED,
    }
    assert (page.context["board"].total, page.context["board"].settled) == (3, 1)


def test_filters_leave_what_they_say_and_what_is_not_understood_filters_nothing(cast, survey, signed_in):
    handed_in(survey, cast.ishinomaki, cast.kaede)
    cast.shiroishi.region = "試しの圏域"
    cast.shiroishi.save()
    client = signed_in(cast.sato)
    assert named(board(client, survey, "?state=submitted")) == ["石巻市"]
    assert named(board(client, survey, f"?kind={Kind.TOWN}")) == ["七ヶ宿町"]
    assert named(board(client, survey, "?region=試しの圏域")) == ["白石市"]
    assert len(named(board(client, survey, "?state=nonsense&sort=nonsense&page=x"))) == 3


def test_overdue_are_those_who_owe_after_their_own_due_date(cast, survey, signed_in, move_clock):
    handed_in(survey, cast.ishinomaki, cast.kaede)
    later = clock.now() + datetime.timedelta(days=30)
    extend(response_of(survey, cast.shiroishi).pk, to=later, reason="議会", by=cast.sato)
    move_clock(datetime.timedelta(days=15))
    page = board(signed_in(cast.sato), survey, "?overdue=on")
    assert named(page) == ["七ヶ宿町"]
    assert page.context["board"].overdue == 1
    page = board(signed_in(cast.sato), survey)
    assert "期限超過" in page.content.decode()
    assert ">延長<" in page.content.decode()


def test_an_answer_after_the_due_date_is_marked_late_a_wanted_correction_is_not(cast, survey, signed_in, move_clock):
    response = handed_in(survey, cast.ishinomaki, cast.kaede)
    return_response(response.pk, [RemarkAt("合計", "voters")], by=cast.sato)
    move_clock(datetime.timedelta(days=15))
    handed_in(survey, cast.shiroishi, cast.yui)
    handed_in(survey, cast.ishinomaki, cast.kaede, voters="7")
    rows = {row.response.organization: row.is_late for row in board(signed_in(cast.sato), survey).context["board"].rows}
    assert rows == {cast.ishinomaki: False, cast.shiroishi: True, cast.shichikashuku: False}


def late(survey, client) -> set[str]:
    return {row.response.organization.name for row in board(client, survey).context["board"].rows if row.is_late}


def test_what_came_late_stays_late_after_a_wanted_correction(cast, survey, signed_in, move_clock):
    move_clock(datetime.timedelta(days=15))
    response = handed_in(survey, cast.shiroishi, cast.yui)
    return_response(response.pk, [RemarkAt("合計", "voters")], by=cast.sato)
    more = clock.now() + datetime.timedelta(days=5)
    extend(response.pk, to=more, reason="直すため", by=cast.sato)
    handed_in(survey, cast.shiroishi, cast.yui, voters="7")
    assert late(survey, signed_in(cast.sato)) == {"白石市"}


def test_what_is_taken_back_and_handed_in_again_is_as_late_as_the_second_time(cast, survey, signed_in, move_clock):
    recall(handed_in(survey, cast.ishinomaki, cast.kaede).pk, by=cast.kaede)
    move_clock(datetime.timedelta(days=15))
    recall(handed_in(survey, cast.shiroishi, cast.yui).pk, by=cast.yui)
    handed_in(survey, cast.ishinomaki, cast.kaede)
    more = clock.now() + datetime.timedelta(days=5)
    extend(response_of(survey, cast.shiroishi).pk, to=more, reason="議会", by=cast.sato)
    handed_in(survey, cast.shiroishi, cast.yui)
    assert late(survey, signed_in(cast.sato)) == {"石巻市"}


def test_when_it_was_handed_in_is_not_shown_once_it_was_taken_back(cast, survey, signed_in):
    response = handed_in(survey, cast.ishinomaki, cast.kaede)
    recall(response.pk, by=cast.kaede)
    rows = board(signed_in(cast.sato), survey).context["board"].rows
    assert [row.submitted_at for row in rows] == [None, None, None]


@pytest.mark.parametrize("sort", ["organization", "-organization", "state", "-state", "due", "-due", "-submitted"])
def test_it_can_be_sorted(cast, survey, signed_in, sort):
    handed_in(survey, cast.shiroishi, cast.yui)
    found = named(board(signed_in(cast.sato), survey, f"?sort={sort}"))
    assert len(found) == 3
    if sort in ("-state", "-submitted"):
        assert found[0] == "白石市"
    if sort == "-organization":
        assert found == named(board(signed_in(cast.sato), survey))[::-1]


def test_reminders_are_counted_with_the_last_one(cast, survey, signed_in):
    for _ in range(2):
        remind(survey, [response_of(survey, cast.shiroishi).pk], words="", by=cast.sato)
    rows = {
        row.response.organization: row.response for row in board(signed_in(cast.sato), survey).context["board"].rows
    }
    assert rows[cast.shiroishi].reminded == 2
    assert rows[cast.shiroishi].last_reminded is not None
    assert (rows[cast.ishinomaki].reminded, rows[cast.ishinomaki].last_reminded) == (0, None)


def test_it_costs_as_many_queries_for_eight_as_for_one(cast, signed_in):
    eight = [organization(f"0499{n}0", f"町{n}", Kind.TOWN) for n in range(8)]
    client = signed_in(cast.sato)
    counts = []
    for to in ([cast.ishinomaki], eight):
        survey = issued(cast, to=to, title=f"{len(to)}団体の調査")
        remind(survey, survey.responses.values_list("pk", flat=True), words="", by=cast.sato)
        board(client, survey)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert len(named(board(client, survey))) == len(to)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_only_who_runs_it_sees_the_board(cast, survey, signed_in):
    assert board(signed_in(cast.sato), survey).status_code == 200
    assert board(signed_in(cast.midori), survey).status_code == 403
    survey = issued(cast, to=[cast.shiroishi], title="白石市だけ")
    assert board(signed_in(cast.midori), survey).status_code == 404


def test_a_draft_has_no_board(cast, signed_in):
    survey = make_survey(cast)
    assert board(signed_in(cast.sato), survey).status_code == 302


class TestAcceptingSeveral:
    def accept(self, client, survey, *responses):
        address = reverse("surveys:acceptances", args=[survey.pk])
        return client.post(address, {"responses": [one.pk for one in responses]}, follow=True)

    def test_what_is_handed_in_is_accepted_the_rest_left(self, cast, survey, signed_in):
        mine = handed_in(survey, cast.ishinomaki, cast.kaede)
        working = answered(survey, cast.shiroishi, cast.yui, voters="5")
        page = self.accept(signed_in(cast.sato), survey, mine, working)
        assert "1団体の回答を受理しました" in page.content.decode()
        states = dict(survey.responses.values_list("organization__name", "state"))
        assert states == {"石巻市": "accepted", "白石市": "in_progress", "七ヶ宿町": "not_received"}

    def test_nothing_ticked_changes_nothing_and_says_so(self, cast, survey, signed_in):
        handed_in(survey, cast.ishinomaki, cast.kaede)
        client = signed_in(cast.sato)
        page = client.post(reverse("surveys:acceptances", args=[survey.pk]), {"responses": ["x", "９"]}, follow=True)
        assert "受理する団体を選んでください" in page.content.decode()
        assert not Response.objects.filter(state=State.ACCEPTED).exists()

    def test_responses_of_another_survey_are_not_touched(self, cast, survey, signed_in):
        other = handed_in(issued(cast, title="別の調査"), cast.ishinomaki, cast.kaede)
        self.accept(signed_in(cast.sato), survey, other)
        other.refresh_from_db()
        assert other.state == State.SUBMITTED

    def test_nobody_else_may(self, cast, survey, signed_in):
        mine = handed_in(survey, cast.ishinomaki, cast.kaede)
        assert self.accept(signed_in(cast.midori), survey, mine).status_code == 403
        accept(mine.pk, by=cast.sato)


def test_beyond_a_hundred_rows_it_is_paged(cast, signed_in):
    many = Organization.objects.bulk_create(
        Organization(code=f"9{n:05}", name=f"組合{n}", kana=f"組合{n}", kind=Kind.ASSOCIATION) for n in range(101)
    )
    survey = issued(cast, to=many)
    client = signed_in(cast.sato)
    assert len(named(board(client, survey))) == 100
    assert named(board(client, survey, "?page=2")) == ["組合100"]
    assert len(named(board(client, survey, "?page=2&sort=-organization"))) == 1
