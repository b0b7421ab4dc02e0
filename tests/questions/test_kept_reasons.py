"""A reason that somebody typed is not lost by 一時保存, whether it is needed yet or not."""

from __future__ import annotations

import pytest

from core.questions.definition import Question
from core.questions.models import Draft
from tests.questions.trying import Form, Need, a_check, a_trial, text

pytestmark = pytest.mark.django_db

REASON = "担当課に確認中のため"


@pytest.fixture
def form(cast, signed_in):
    def make(*questions: Question, checks=()) -> Form:
        return Form(signed_in(cast.sato), a_trial(cast.prefecture, cast.sato, *questions, checks=checks))

    return make


def test_the_reason_of_a_question_that_was_left_empty(form):
    form = form(text("what", need=Need.SOFT))
    form.press("save", what="", what__reason=REASON)
    assert not Draft.objects.exists()
    assert form.sheet.reasons == {"what": REASON}
    assert f'value="{REASON}"' in form.open().content.decode()


def test_the_reason_of_a_number_that_may_be_far_from_the_earlier_one(form):
    form = form(Question("n", "integer", settings={"ask_when_changed_by": 30}))
    form.press("save", n="1,800", n__reason=REASON)
    assert (form.sheet.answers, form.sheet.reasons) == ({"n": 1800}, {"n": REASON})


def test_the_reason_beside_an_answer_that_is_wrong(form):
    form = form(Question("n", "integer", need=Need.SOFT), text("other"))
    form.press("save", n="12,4OO", n__reason=REASON, other="一")
    form.open()
    assert form.sheet.reasons == {"n": REASON}
    assert 'value="12,4OO"' in form.open().content.decode()


def test_the_reason_of_a_check_across_questions(form):
    form = form(Question("a", "integer"), Question("b", "integer"), checks=(a_check("{a}", "{b}", soft=True),))
    form.press("save", a="5", b="3", k1__reason=REASON)
    assert form.sheet.reasons == {"k1": REASON}
    assert f'value="{REASON}"' in form.open().content.decode()


def test_it_survives_several_saves_and_is_handed_in(form):
    form = form(text("what", need=Need.SOFT), text("other"))
    form.press("save", what="", what__reason=REASON)
    form.open()
    form.press("save", what="", what__reason=REASON, other="一")
    form.open()
    form.press("confirm", what="", what__reason=REASON, other="二")
    form.hand_in()
    assert form.sheet.reasons == {"what": REASON}


def test_control_no_reason_is_kept_for_what_asks_for_none(form):
    form = form(text("free"), text("must", need=Need.REQUIRED))
    form.press("save", free="", free__reason=REASON, must__reason=REASON)
    assert form.sheet.reasons == {}


def test_handing_in_lets_a_reason_go_that_is_not_needed(form):
    form = form(text("what", need=Need.SOFT))
    form.press("save", what="", what__reason=REASON)
    form.open()
    form.press("confirm", what="ある", what__reason=REASON)
    form.hand_in()
    assert (form.sheet.answers, form.sheet.reasons) == ({"what": "ある"}, {})
