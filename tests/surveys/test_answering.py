"""An organization answers through the pages: begin, save, confirm, hand in, mend, take back."""

from __future__ import annotations

import pytest
from django.urls import reverse

from core.notifications.models import Notification
from core.people.models import Membership, Role
from core.questions.definition import Question
from core.questions.models import Draft
from surveys.models import Response
from surveys.services.answering import submit
from surveys.services.judging import RemarkAt, accept, exempt_response, return_response
from surveys.states import State
from tests.surveys.answer_pages import words
from tests.surveys.making import answered, controls, handed_in, issued, response_of

pytestmark = pytest.mark.django_db
PAGES = ("answer_form", "answer_confirm", "answer_merge", "answer_sheet", "answer_print", "answer_sections", "recall")


class TestTheWholePath:
    def test_from_the_start_to_the_receipt(self, cast, at):
        survey = issued(cast)
        kaede = at(cast.kaede, survey)
        beginning = kaede.client.get(reverse("surveys:answer", args=[survey.pk]))
        assert beginning.status_code == 200
        assert "回答を始める" in words(beginning)
        assert kaede.response.state == State.RECEIVED
        form = kaede.start()
        assert form.status_code == 200
        assert "（あと14日）" in words(form)
        saved = kaede.press("save", voters="1204", note="途中")
        assert "一時保存しました" in words(saved)
        assert kaede.response.state == State.IN_PROGRESS
        assert kaede.response.submitted is None
        kaede.get()
        confirmation = kaede.press("confirm", voters="1204", note="できました")
        assert "まだ提出していません" in words(confirmation)
        done = kaede.hand_in()
        assert "提出しました。受け付けたことを" in words(done)
        response = kaede.response
        assert (response.state, response.submitted_by) == (State.SUBMITTED, cast.kaede)
        assert response.submitted.answers == {"voters": 1204, "note": "できました"}
        told = Notification.objects.filter(message__kind="surveys.receipt")
        assert [one.user for one in told] == [cast.kaede]

    def test_the_surveys_own_address_is_the_page_itself_in_every_state(self, cast, at, signed_in):
        survey = issued(cast)
        address = reverse("surveys:answer", args=[survey.pk])
        client = signed_in(cast.kaede)
        assert client.get(address).templates[0].name == "surveys/answering/beginning.html"
        at(cast.kaede, survey).start()
        assert client.get(address).templates[0].name == "surveys/answering/form.html"
        at(cast.kaede, survey).answer()
        page = client.get(address)
        assert (page.status_code, page.templates[0].name) == (200, "surveys/answering/sheet.html")

    def test_who_acts_for_two_organizations_chooses(self, cast, signed_in):
        survey = issued(cast)
        Membership.objects.create(user=cast.kaede, organization=cast.shiroishi, role=Role.MEMBER)
        page = signed_in(cast.kaede).get(reverse("surveys:answer", args=[survey.pk]))
        assert page.templates[0].name == "surveys/answering/choice.html"
        for place in (cast.ishinomaki, cast.shiroishi):
            assert reverse("surveys:answer_form", args=[survey.pk, place.code]) in page.content.decode()

    def test_what_is_missing_is_said_and_nothing_is_handed_in(self, cast, at):
        kaede = at(cast.kaede, issued(cast))
        kaede.start()
        page = kaede.press("confirm", note="数はまだ")
        assert "入力に誤りが1件あります" in words(page)
        assert "数はまだ" in page.content.decode()
        assert kaede.response.state == State.IN_PROGRESS

    def test_typing_is_kept_while_it_goes_on(self, cast, at):
        kaede = at(cast.kaede, issued(cast))
        kaede.start()
        typed = {"edit": kaede.edit, "page": "1", "a.voters": "12", "a.note": ""}
        answer = kaede.client.post(kaede.address("answer_draft"), typed)
        assert "saved_at" in answer.json()
        assert 'value="12"' in kaede.get().content.decode()

    def test_last_years_answer_stands_beside_and_can_be_copied(self, cast, at):
        last = issued(cast)
        handed_in(last, cast.ishinomaki, cast.kaede, voters="1180")
        survey = issued(cast, questionnaire=last.questionnaire, previous=last)
        kaede = at(cast.kaede, survey)
        form = kaede.start()
        assert "1,180人" in words(form)
        kaede.press("copy", "voters")
        assert Draft.objects.get(author=cast.kaede).typed["a.voters"] == ["1,180"]

    def test_what_differs_from_the_submission_before_is_shown(self, cast, at):
        survey = issued(cast)
        kaede = at(cast.kaede, survey)
        kaede.answer(voters="1204")
        kaede.post("recall")
        kaede.get()
        kaede.press("confirm", voters="1300")
        page = kaede.hand_in()
        assert "前に提出した回答との違い" in words(page)
        assert "<del" in page.content.decode()
        assert "1,204" in words(page)


class TestTwoPeople:
    def test_what_both_changed_is_merged_by_one_of_them(self, cast, at):
        survey = issued(cast)
        kaede, ren = at(cast.kaede, survey), at(cast.ren, survey)
        kaede.start()
        ren.get()
        kaede.press("save", voters="1", note="")
        page = ren.press("save", voters="2", note="")
        assert "同じ設問に、別の回答が先に保存されています" in words(page)
        edit = kaede.response.sheet.edit
        ren.client.post(ren.address("answer_merge"), {"seen": edit, "m.voters": "mine"})
        assert kaede.response.sheet.answers["voters"] == 2

    def test_different_questions_go_together_of_themselves(self, cast, at):
        survey = issued(cast)
        kaede, ren = at(cast.kaede, survey), at(cast.ren, survey)
        kaede.start()
        ren.get()
        kaede.press("save", voters="1", note="")
        ren.press("save", voters="", note="及川")
        assert kaede.response.sheet.answers == {"voters": 1, "note": "及川"}

    def test_who_comes_second_is_told_and_keeps_the_typing(self, cast, at):
        survey = issued(cast)
        kaede, ren = at(cast.kaede, survey), at(cast.ren, survey)
        kaede.start()
        ren.get()
        kaede.press("confirm", voters="1", note="")
        kaede.hand_in()
        page = ren.press("save", voters="2", note="まだです")
        assert "すでに提出されています" in words(page)
        assert Draft.objects.get(author=cast.ren).typed["a.note"] == ["まだです"]
        assert "まだです" in words(page)
        assert kaede.response.submitted.answers["voters"] == 1

    def test_a_second_press_of_the_same_button_hands_in_once(self, cast, at):
        survey = issued(cast)
        kaede = at(cast.kaede, survey)
        kaede.start()
        kaede.press("confirm", voters="1", note="")
        seen = kaede.seen()
        kaede.hand_in(seen)
        assert "すでに提出されています" in words(kaede.hand_in(seen))
        assert kaede.response.rounds == 1

    def test_who_confirms_while_the_other_hands_in_is_told(self, cast, at, monkeypatch):
        survey = issued(cast)
        kaede = at(cast.kaede, survey)
        kaede.start()
        kaede.press("confirm", voters="1", note="")
        seen = kaede.seen()

        def a_moment_too_late(response_id, typed, **how):
            response = response_of(survey, cast.ishinomaki)
            submit(response.pk, controls(voters="5"), edit=response.sheet.edit, by=cast.ren)
            return submit(response_id, typed, **how)

        monkeypatch.setattr("surveys.views.answering.filling.submit", a_moment_too_late)
        page = kaede.hand_in(seen)
        assert "すでに提出されています" in words(page)
        assert kaede.response.submitted_by == cast.ren
        assert Draft.objects.get(author=cast.kaede).typed["a.voters"] == ["1"]


class TestMending:
    TWO = (RemarkAt("合計を確かめてください。", "voters"), RemarkAt("添え状も送ってください。"))

    def test_remarks_stand_at_their_questions_are_ticked_and_it_goes_back(self, cast, at):
        survey = issued(cast)
        kaede = at(cast.kaede, survey)
        kaede.answer(voters="1204")
        return_response(kaede.response.pk, self.TWO, by=cast.sato)
        form = kaede.get()
        html = form.content.decode()
        assert "2件の指摘のうち、0件を直しました" in words(form)
        assert 'href="#a-voters-question"' in html
        assert html.count('name="remark"') == 2
        at_question, at_whole = kaede.response.remarks.order_by("pk")
        kaede.press("save", voters="1210", note="", remarks=[at_question.pk])
        at_question.refresh_from_db()
        at_whole.refresh_from_db()
        assert (at_question.done_by, at_whole.done_at) == (cast.kaede, None)
        kaede.press("save", voters="1210", note="", remarks=[at_question.pk, at_whole.pk])
        at_whole.refresh_from_db()
        assert at_whole.done_by == cast.kaede
        kaede.get()
        confirmation = kaede.press("confirm", voters="1210", note="", remarks=[at_question.pk])
        assert "「直しました」の付いていない指摘があります。1件です" in words(confirmation)
        kaede.hand_in()
        response = kaede.response
        assert (response.state, response.rounds) == (State.RESUBMITTED, 2)
        assert response.submitted.answers["voters"] == 1210

    def test_a_remark_on_another_page_keeps_its_tick_and_is_reached_by_a_button(self, cast, at):
        two_pages = (
            Question("voters", "integer", "投票者数"),
            Question("cut", "page_break", "次"),
            Question("note", "short_text", "備考"),
        )
        survey = issued(cast, *two_pages)
        kaede = at(cast.kaede, survey)
        kaede.answer(voters="1")
        return_response(kaede.response.pk, [RemarkAt("数を。", "voters"), RemarkAt("備考を。", "note")], by=cast.sato)
        first, second = kaede.response.remarks.order_by("pk")
        assert 'value="2:a-note-question"' in kaede.get().content.decode()
        kaede.press("save", voters="1", remarks=[first.pk])
        kaede.get()
        kaede.press("save", note="よし", page=2, remarks=[second.pk])
        assert kaede.response.remarks.filter(done_at=None).count() == 0

    def test_only_the_last_return_is_to_be_mended(self, cast, at):
        survey = issued(cast)
        kaede = at(cast.kaede, survey)
        kaede.answer()
        return_response(kaede.response.pk, [RemarkAt("一度目", "voters")], by=cast.sato)
        kaede.get()
        kaede.press("confirm", voters="3", note="")
        kaede.hand_in()
        return_response(kaede.response.pk, [RemarkAt("二度目", "voters")], by=cast.sato)
        assert "一度目" not in words(kaede.get())
        assert "二度目" in words(kaede.get())


class TestOtherEnds:
    def test_taking_back_says_what_happens_first(self, cast, at):
        kaede = at(cast.kaede, issued(cast))
        kaede.answer()
        assert "取りまとめから外れます" in words(kaede.get("recall"))
        assert kaede.response.state == State.SUBMITTED
        kaede.post("recall")
        assert kaede.response.state == State.IN_PROGRESS

    def test_what_is_accepted_cannot_be_taken_back(self, cast, at):
        kaede = at(cast.kaede, issued(cast))
        kaede.answer()
        accept(kaede.response.pk, by=cast.sato)
        assert "取り消せませんでした" in words(kaede.post("recall", follow=True))
        assert kaede.response.state == State.ACCEPTED

    def test_not_applicable_needs_its_reason(self, cast, at):
        kaede = at(cast.kaede, issued(cast))
        refused = kaede.post("not_applicable", why=" ")
        assert refused.status_code == 422
        assert "理由を入力してください" in words(refused)
        page = kaede.post("not_applicable", why="投票所がないため。", follow=True)
        assert "「該当なし」と回答しました" in words(page)
        assert kaede.response.state == State.NOT_APPLICABLE
        assert kaede.response.transitions.last().why == "投票所がないため。"

    def test_after_not_applicable_one_may_still_answer(self, cast, at):
        kaede = at(cast.kaede, issued(cast))
        kaede.post("not_applicable", why="ない。")
        kaede.answer(voters="3")
        assert kaede.response.state == State.SUBMITTED

    def test_who_is_let_off_reads_that(self, cast, at):
        kaede = at(cast.kaede, issued(cast))
        exempt_response(kaede.response.pk, why="災害のため。", by=cast.sato)
        page = kaede.get()
        assert "不要になりました" in words(page)
        assert "宮城県災害のため。" in words(page)

    def test_the_paper_holds_the_answers(self, cast, at):
        kaede = at(cast.kaede, issued(cast))
        kaede.answer(voters="1204")
        page = kaede.get("answer_print")
        assert "1,204" in words(page)


class TestWhoMay:
    def test_the_foreign_organization_does_not_exist(self, cast, at):
        survey = issued(cast)
        answered(survey, cast.ishinomaki, cast.kaede, voters="1")
        for person in (cast.yui, cast.haru, cast.sato, cast.kanda):
            pages = at(person, survey, cast.ishinomaki)
            assert {pages.get(name).status_code for name in PAGES} == {404}
            assert pages.post("answer_form", edit="1", **{"a.voters": "9"}).status_code == 404
            assert pages.post("answer_start").status_code == 404

    def test_prefecture_staff_have_nothing_to_answer(self, cast, signed_in):
        survey = issued(cast)
        assert signed_in(cast.sato).get(reverse("surveys:answer", args=[survey.pk])).status_code == 404

    def test_who_was_deactivated_cannot_open_it(self, cast, at):
        kaede = at(cast.kaede, issued(cast))
        kaede.start()
        cast.kaede.is_active = False
        cast.kaede.save()
        page = kaede.press("save", voters="6", follow=False)
        assert page.status_code in (302, 403, 404)
        assert Response.objects.get(pk=kaede.response.pk).sheet.answers == {}

    def test_nothing_is_started_by_looking(self, cast, at):
        kaede = at(cast.kaede, issued(cast))
        assert kaede.client.get(kaede.address("answer_start")).status_code == 405
        kaede.get()
        assert kaede.response.sheet is None
