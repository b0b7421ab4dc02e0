"""An organization answers while the survey comes to its end: past its due date, closed, withdrawn."""

from __future__ import annotations

import datetime

import pytest

from core.questions.models import Draft
from surveys.services.answering import submit
from surveys.services.closing import close, withdraw
from surveys.services.judging import RemarkAt, return_response
from surveys.states import State
from tests.surveys.answer_pages import words
from tests.surveys.making import issued

pytestmark = pytest.mark.django_db


class TestTheEnd:
    """Whatever has happened meanwhile, nothing typed is lost, and the page says why it is not taken."""

    def test_after_a_strict_due_date(self, cast, at, move_clock):
        survey = issued(cast, is_strict=True)
        kaede = at(cast.kaede, survey)
        kaede.start()
        move_clock(datetime.timedelta(days=15))
        page = kaede.press("save", voters="77", note="")
        assert "回答期限を過ぎたため、受け付けられません" in words(page)
        assert "77" in words(page)
        assert Draft.objects.get(author=cast.kaede).typed["a.voters"] == ["77"]

    def test_late_but_not_strict_is_taken_and_marked(self, cast, at, move_clock):
        survey = issued(cast)
        kaede = at(cast.kaede, survey)
        kaede.start()
        move_clock(datetime.timedelta(days=15))
        assert "日超過" in words(kaede.get())
        kaede.press("confirm", voters="5", note="")
        assert "期限後" in words(kaede.hand_in())

    def test_a_correction_that_was_asked_for_is_not_called_late(self, cast, at, move_clock):
        kaede = at(cast.kaede, issued(cast))
        kaede.answer(voters="5")
        return_response(kaede.response.pk, [RemarkAt("合計", "voters")], by=cast.sato)
        move_clock(datetime.timedelta(days=15))
        kaede.get()
        kaede.press("confirm", voters="6", note="")
        page = words(kaede.hand_in())
        assert "提出しました" in page
        assert "期限後" not in page

    def test_closed_while_typing(self, cast, at):
        survey = issued(cast)
        kaede = at(cast.kaede, survey)
        kaede.start()
        close(survey.pk, by=cast.sato)
        page = kaede.press("confirm", voters="8", note="締切の直前")
        assert "締め切られました" in words(page)
        assert "締切の直前" in words(page)
        assert kaede.response.state == State.IN_PROGRESS

    def test_closed_between_confirming_and_handing_in(self, cast, at, monkeypatch):
        survey = issued(cast)
        kaede = at(cast.kaede, survey)
        kaede.start()
        kaede.press("confirm", voters="8", note="")
        seen = kaede.seen()

        def after_closing(*args, **how):
            close(survey.pk, by=cast.sato)
            return submit(*args, **how)

        monkeypatch.setattr("surveys.views.answering.filling.submit", after_closing)
        assert "締め切られました" in words(kaede.hand_in(seen))
        assert kaede.response.submitted is None
        assert Draft.objects.get(author=cast.kaede).typed["a.voters"] == ["8"]

    def test_closed_before_anything_was_written(self, cast, at):
        survey = issued(cast)
        close(survey.pk, by=cast.sato)
        kaede = at(cast.kaede, survey)
        assert "締め切られました" in words(kaede.get())
        assert "締め切られました" in words(kaede.post("answer_start", follow=True))
        assert kaede.response.sheet is None

    def test_typing_by_itself_after_the_close_is_kept_and_told(self, cast, at):
        survey = issued(cast)
        kaede = at(cast.kaede, survey)
        kaede.start()
        close(survey.pk, by=cast.sato)
        typed = {"edit": kaede.edit, "page": "1", "a.voters": "12", "a.note": ""}
        answer = kaede.client.post(kaede.address("answer_draft"), typed)
        assert (answer.status_code, "締め切られました" in answer.json()["problem"]) == (409, True)
        assert Draft.objects.get(author=cast.kaede).typed["a.voters"] == ["12"]

    def test_withdrawn_while_typing(self, cast, at):
        survey = issued(cast)
        kaede = at(cast.kaede, survey)
        kaede.start()
        withdraw(survey.pk, because="誤り", by=cast.sato)
        page = kaede.press("save", voters="8", note="")
        assert page.status_code == 410
        assert "取り下げられました" in words(page)
        assert Draft.objects.get(author=cast.kaede).typed["a.voters"] == ["8"]
        assert kaede.get().status_code == 404
