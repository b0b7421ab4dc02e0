"""The yearly schedule of an organization: what it is asked, what it can expect, and nothing else."""

from __future__ import annotations

import datetime

import pytest

from core import clock
from surveys.services.cloning import clone
from surveys.services.closing import withdraw
from surveys.services.composing import delete_draft
from surveys.services.extending import extend
from surveys.services.yearly import say_not_held
from tests.surveys.making import make_questionnaire, make_survey, response_of
from tests.surveys.scheduling import asked_in, last_year, on, shown, this_year

pytestmark = pytest.mark.django_db

EXPECTED = "予定（前年度の実績による）</span>"


def test_an_organization_sees_what_it_is_asked_and_what_it_can_expect(cast, signed_in):
    last_year(cast, month=9, title="前年度の調査")
    now = asked_in(cast, this_year(), month=6, title="今年度の調査", questionnaire=make_questionnaire(cast))
    page = shown(signed_in(cast.kaede))
    assert "届いた調査が1件、前年度の実績から見込まれる調査が1件" in page
    assert "未受信" in page
    assert EXPECTED in page
    assert "9月ごろ" in page
    assert "6月10日" in page
    assert "下書き" not in page
    later = on(this_year(), 3, 1) + datetime.timedelta(days=7)
    if later > clock.now():  # extended into another month, it stands there
        extend(response_of(now, cast.ishinomaki).pk, to=later, reason="災害対応のため", by=cast.sato)
        page = shown(signed_in(cast.kaede))
        assert f"{this_year() + 1}年3月 <span" in page
        assert "3月8日" in page


def test_an_organization_never_sees_what_it_was_not_asked(cast, signed_in):
    questionnaire = make_questionnaire(cast)
    others = {"to": [cast.shiroishi], "questionnaire": questionnaire}
    secret = last_year(cast, title="CANARY-1", **others)
    asked_in(cast, this_year(), title="CANARY-2", **others)
    say_not_held(secret, reason="CANARY-3", by=cast.sato)
    last_year(cast, month=9, title="CANARY-4", **others)
    withdrawn = last_year(cast, title="CANARY-5", questionnaire=questionnaire)
    withdraw(withdrawn.pk, because="様式に誤りがあったため", by=cast.sato)
    make_survey(cast, title="CANARY-6", due_at=None)
    own = last_year(cast, title="石巻市も尋ねられた調査", questionnaire=questionnaire)
    make_survey(cast, title="CANARY-7", previous=own, due_at=clock.now() + datetime.timedelta(days=1))
    # It comes back, but no more to 石巻市: to it nothing has changed.
    asked_in(cast, this_year(), title="CANARY-8", previous=own, **others)
    for query in ("", f"?year={this_year() + 1}", f"?year={this_year() - 1}", "?box=run", "?box=run&state=draft"):
        page = shown(signed_in(cast.kaede), query)
        assert "CANARY" not in page, query
    page = shown(signed_in(cast.kaede))
    assert "届いた調査が0件、前年度の実績から見込まれる調査が1件" in page
    assert "石巻市も尋ねられた調査" in page
    assert "CANARY-4" in shown(signed_in(cast.yui))  # the canaries sing where they may
    assert "石巻市も尋ねられた調査" not in shown(signed_in(cast.haru))


def test_who_was_asked_learns_that_a_survey_is_not_held_but_not_why(cast, signed_in):
    survey = last_year(cast, title="隔年の調査")
    say_not_held(survey, reason="予算が付かなかったため", by=cast.sato)
    page = shown(signed_in(cast.kaede))
    assert "今年度は実施しない予定の調査" in page
    assert "隔年の調査" in page
    assert "予算が付かなかったため" not in page
    assert "隔年の調査" not in shown(signed_in(cast.haru))


def test_what_comes_back_to_an_organization_is_expected_no_more(cast, signed_in):
    before = last_year(cast, title="前年度の調査")
    draft = clone(before, by=cast.sato)
    assert "見込まれる調査が1件" in shown(signed_in(cast.kaede))  # a draft is nobody else's business
    delete_draft(draft, by=cast.sato)
    asked_in(cast, this_year(), title="届いた調査", previous=before)
    page = shown(signed_in(cast.kaede))
    assert "見込まれる調査が0件" in page
    assert "前年度の調査" not in page
    assert "届いた調査" in page
