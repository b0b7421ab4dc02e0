"""The first page after sign-in answers: what must I do today?"""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from archive.services.acknowledging import acknowledge
from archive.services.composing import create_draft
from archive.services.publishing import publish
from core import clock
from tests.surveys.making import handed_in, issued


@pytest.fixture
def send(cast):
    def make(*to, **written):
        written.setdefault("title", "通知")
        draft = create_draft(owner=cast.prefecture, by=cast.sato, to_organizations=list(to), to_groups=[], **written)
        return publish(draft.pk, by=cast.sato)

    return make


def numbers(response) -> dict[str, int]:
    return {tally["label"]: tally["number"] for tally in response.context["tallies"]}


def test_a_member_sees_what_waits_soonest_first_and_what_is_late(cast, send, signed_in):
    today = clock.today()
    send(
        cast.ishinomaki, title="急がない", needs_acknowledgement=True, acknowledge_by=today + datetime.timedelta(days=9)
    )
    late = send(cast.ishinomaki, title="遅れている", needs_acknowledgement=True, acknowledge_by=today)
    send(cast.ishinomaki, title="読むだけ")
    send(cast.shiroishi, title="白石市あて", needs_acknowledgement=True)
    type(late).objects.filter(pk=late.pk).update(acknowledge_by=today - datetime.timedelta(days=2))
    response = signed_in(cast.kaede).get("/")
    assert [notice.title for notice in response.context["awaiting"]] == ["遅れている", "急がない"]
    assert [notice.title for notice in response.context["unread"]] == ["読むだけ"]
    assert numbers(response) == {
        "期限を過ぎた調査": 0,
        "回答が必要な調査": 0,
        "期限を過ぎた受領確認": 1,
        "受領確認が必要な通知": 2,
        "未読の通知": 1,
    }
    page = response.content.decode()
    assert "2日超過" in page
    assert "白石市あて" not in page


def test_what_a_colleague_acknowledged_no_longer_waits(cast, send, signed_in):
    acknowledge(send(cast.ishinomaki, needs_acknowledgement=True), by=cast.ren)
    assert numbers(signed_in(cast.kaede).get("/"))["受領確認が必要な通知"] == 0


def test_staff_see_drafts_and_notices_that_organizations_have_yet_to_acknowledge(cast, send, signed_in):
    send(cast.ishinomaki, cast.shiroishi, title="そろわない", needs_acknowledgement=True)
    create_draft(owner=cast.prefecture, by=cast.kanda, title="書きかけ", to_organizations=[], to_groups=[])
    response = signed_in(cast.sato).get("/")
    assert [notice.title for notice in response.context["open_notices"]] == ["そろわない"]
    assert [notice.title for notice in response.context["drafts"]] == ["書きかけ"]
    assert "2団体のうち0団体" in response.content.decode()


def test_recent_activity_names_only_what_concerns_the_own_organization(cast, send, signed_in):
    acknowledge(send(cast.ishinomaki, title="石巻あて", needs_acknowledgement=True), by=cast.ren)
    acknowledge(send(cast.shiroishi, title="白石あて", needs_acknowledgement=True), by=cast.yui)
    assert [d.notice.title for d in signed_in(cast.kaede).get("/").context["activity"]] == ["石巻あて"]
    assert [d.notice.title for d in signed_in(cast.sato).get("/").context["activity"]] == ["白石あて", "石巻あて"]


def test_an_empty_day_says_so(cast, signed_in):
    assert "今日、対応が必要なものはありません" in signed_in(cast.haru).get("/").content.decode()


def test_home_costs_the_same_for_one_notice_and_for_eight(cast, send, signed_in):
    client = signed_in(cast.kaede)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get("/")
        return len(captured)

    send(cast.ishinomaki)
    send(cast.ishinomaki, needs_acknowledgement=True)
    queries()
    one = queries()
    for number in range(7):
        send(
            cast.ishinomaki, title=f"通知{number}", issuer_name=f"発出元{number}", needs_acknowledgement=number % 2 == 0
        )
    assert queries() == one


def test_a_member_sees_which_surveys_are_owed_soonest_first_until_they_are_answered(cast, signed_in):
    later = issued(cast, title="あとの調査", days=9)
    issued(cast, title="先の調査", days=2)
    issued(cast, title="白石市だけの調査", to=[cast.shiroishi])
    response = signed_in(cast.kaede).get("/")
    assert [owed.survey.title for owed in response.context["owed"]] == ["先の調査", "あとの調査"]
    assert numbers(response)["回答が必要な調査"] == 2
    handed_in(later, cast.ishinomaki, cast.kaede)
    page = signed_in(cast.kaede).get("/")
    assert [owed.survey.title for owed in page.context["owed"]] == ["先の調査"]
    assert "白石市だけの調査" not in page.content.decode()


def test_staff_see_how_far_each_survey_has_come_and_what_waits_to_be_accepted(cast, signed_in):
    handed_in(issued(cast, title="調査"), cast.ishinomaki, cast.kaede)
    response = signed_in(cast.sato).get("/")
    assert "2団体のうち1団体が回答しました" in response.content.decode()
    assert (numbers(response)["回答を受け付けている調査"], numbers(response)["受理を待つ回答"]) == (1, 1)
