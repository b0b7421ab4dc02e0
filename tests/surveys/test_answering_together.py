"""Answering as an organization: the approval inside, the division among sections, files that were handed in."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.files.models import StoredFile
from core.notifications.models import Notification
from core.people.models import Section
from core.questions.definition import Question
from surveys.services.answering import approve, send_back_inside
from surveys.services.closing import close
from surveys.services.judging import RemarkAt, return_response
from surveys.states import State
from tests.surveys.answer_pages import Pages, words
from tests.surveys.making import handed_in, issued

pytestmark = pytest.mark.django_db


def waiting(pages: Pages, **fields):
    """Up to the approval that is asked for."""
    pages.start()
    pages.press("confirm", voters="1204", note="")
    return pages.hand_in(**fields)


class TestApproval:
    def test_the_managers_are_asked_and_one_approves(self, cast, at):
        survey = issued(cast, internal_review=True)
        kaede, midori = at(cast.kaede, survey), at(cast.midori, survey)
        kaede.start()
        kaede.press("confirm", voters="1204", note="")
        assert "承認を求める" in words(kaede.confirm())
        assert "承認を求めました" in words(kaede.hand_in())
        assert kaede.response.state == State.IN_REVIEW
        told = Notification.objects.filter(message__kind="surveys.review_wanted")
        assert [one.user for one in told] == [cast.midori]
        page = midori.get("review")
        assert "1,204" in words(page)
        page = midori.post("review", seen=kaede.response.sheet.edit, follow=True)
        assert "承認して、提出しました" in words(page)
        assert (kaede.response.state, kaede.response.submitted_by) == (State.SUBMITTED, cast.midori)

    def test_who_wrote_it_sees_why_they_cannot_approve(self, cast, at):
        survey = issued(cast, internal_review=True)
        midori = at(cast.midori, survey)
        waiting(midori, reviewer=cast.ren.pk)
        page = midori.get("review")
        assert "自分で書いた回答は、自分では承認できません" in words(page)
        assert "承認して提出する" not in words(page)
        refused = midori.post("review", seen=midori.response.sheet.edit)
        assert refused.status_code == 403
        assert "自分で書いた回答は" in words(refused)
        assert midori.response.state == State.IN_REVIEW

    def test_the_only_manager_must_name_somebody(self, cast, at):
        survey = issued(cast, internal_review=True)
        midori = at(cast.midori, survey)
        page = waiting(midori)
        assert page.status_code == 422
        assert "承認する人を選んでください" in words(page)
        assert midori.response.state == State.IN_PROGRESS

    @pytest.mark.parametrize("who", ["kaede", "yui", "sato"])
    def test_oneself_and_others_people_cannot_be_named(self, cast, at, who):
        survey = issued(cast, internal_review=True)
        kaede = at(cast.kaede, survey)
        page = waiting(kaede, reviewer=getattr(cast, who).pk)
        assert page.status_code == 422
        assert "自分以外の人から選んでください" in words(page)
        assert kaede.response.state == State.IN_PROGRESS

    def test_a_named_colleague_approves(self, cast, at):
        survey = issued(cast, internal_review=True)
        kaede, ren = at(cast.kaede, survey), at(cast.ren, survey)
        waiting(kaede, reviewer=cast.ren.pk)
        ren.post("review", seen=kaede.response.sheet.edit)
        assert kaede.response.submitted_by == cast.ren

    def test_a_colleague_who_is_not_named_reads_and_can_do_nothing(self, cast, at):
        survey = issued(cast, internal_review=True)
        kaede, ren = at(cast.kaede, survey), at(cast.ren, survey)
        waiting(kaede)
        assert "承認できるのは、団体管理者か、指名された承認者です" in words(ren.get("review"))
        assert ren.post("review", seen=kaede.response.sheet.edit).status_code == 403
        assert ren.post("review", send_back="1", why="だめ").status_code == 403
        assert kaede.response.state == State.IN_REVIEW

    def test_it_goes_back_with_a_reason(self, cast, at):
        survey = issued(cast, internal_review=True)
        kaede, midori = at(cast.kaede, survey), at(cast.midori, survey)
        waiting(kaede)
        assert midori.post("review", send_back="1", why="").status_code == 422
        midori.post("review", send_back="1", why="合計が合いません。")
        assert kaede.response.state == State.IN_PROGRESS
        assert "合計が合いません。" in words(kaede.get("answer_sheet"))
        assert Notification.objects.get(message__kind="surveys.sent_back").user == cast.kaede

    def test_who_asked_may_take_the_asking_back(self, cast, at):
        survey = issued(cast, internal_review=True)
        kaede = at(cast.kaede, survey)
        waiting(kaede)
        kaede.post("review", send_back="1", why="書き忘れました。")
        assert kaede.response.state == State.IN_PROGRESS

    def test_what_is_approved_is_what_was_read(self, cast, at):
        survey = issued(cast, internal_review=True)
        kaede, midori = at(cast.kaede, survey), at(cast.midori, survey)
        waiting(kaede)
        page = midori.post("review", seen="1", follow=True)
        assert "その間に回答が変わりました" in words(page)
        assert kaede.response.state == State.IN_REVIEW

    def test_what_is_changed_while_the_button_is_pressed_is_not_approved(self, cast, at, monkeypatch):
        survey = issued(cast, internal_review=True)
        kaede, midori = at(cast.kaede, survey), at(cast.midori, survey)
        waiting(kaede)
        read = kaede.response.sheet.edit

        def after_a_change(*args, **how):
            send_back_inside(kaede.response.pk, why="直します。", by=cast.kaede)
            handed_in(survey, cast.ishinomaki, cast.kaede, voters="9")
            return approve(*args, **how)

        monkeypatch.setattr("surveys.views.answering.reviewing.approve", after_a_change)
        page = midori.post("review", seen=read, follow=True)
        assert "その間に回答が変わりました" in words(page)
        assert (kaede.response.state, kaede.response.submitted) == (State.IN_REVIEW, None)

    @pytest.mark.parametrize("seen", ["", "x", "²", "-1", "9" * 30])
    def test_a_number_that_no_page_showed_approves_nothing(self, cast, at, seen):
        survey = issued(cast, internal_review=True)
        kaede, midori = at(cast.kaede, survey), at(cast.midori, survey)
        waiting(kaede)
        assert "その間に回答が変わりました" in words(midori.post("review", seen=seen, follow=True))
        assert kaede.response.state == State.IN_REVIEW

    def test_nothing_is_approved_after_the_close(self, cast, at):
        survey = issued(cast, internal_review=True)
        kaede, midori = at(cast.kaede, survey), at(cast.midori, survey)
        waiting(kaede)
        close(survey.pk, by=cast.sato)
        page = midori.post("review", seen=kaede.response.sheet.edit, follow=True)
        assert "締め切られました" in words(page)
        assert kaede.response.submitted is None

    def test_nothing_waits_in_other_states(self, cast, at):
        midori = at(cast.midori, issued(cast))
        page = midori.client.get(midori.address("review"), follow=True)
        assert "承認を待っている回答はありません" in words(page)


class TestSections:
    def test_questions_are_given_to_sections_and_the_form_says_so(self, cast, at):
        survey = issued(cast)
        kaede, ren = at(cast.kaede, survey), at(cast.ren, survey)
        kaede.start()
        office = Section.objects.get(organization=cast.ishinomaki, name="選挙管理委員会事務局")
        kaede.post("answer_sections", **{"q.voters": office.pk, "q.note": ""})
        assert "担当：選挙管理委員会事務局" in words(kaede.get())
        ren.post("section_done", office.pk, done="1")
        assert "担当：選挙管理委員会事務局（記入済み）" in words(kaede.get())
        assert "1のうち1が記入済み" in words(kaede.get("answer_sections"))
        ren.post("section_done", office.pk, done="0")
        assert kaede.response.assignments.get().done_at is None

    def test_only_the_section_and_the_manager_mark_it_done(self, cast, at):
        survey = issued(cast)
        kaede, midori = at(cast.kaede, survey), at(cast.midori, survey)
        kaede.start()
        office = Section.objects.get(organization=cast.ishinomaki, name="選挙管理委員会事務局")
        kaede.post("answer_sections", **{"q.voters": office.pk})
        assert kaede.post("section_done", office.pk, done="1").status_code == 403
        assert midori.post("section_done", office.pk, done="1").status_code == 302
        assert kaede.response.assignments.get().done_by == cast.midori

    def test_another_organizations_section_is_refused(self, cast, at):
        kaede = at(cast.kaede, issued(cast))
        theirs = Section.objects.get(organization=cast.shiroishi)
        page = kaede.post("answer_sections", **{"q.voters": theirs.pk})
        assert page.status_code == 422
        assert not kaede.response.assignments.exists()

    def test_once_handed_in_the_division_is_fixed(self, cast, at):
        kaede = at(cast.kaede, issued(cast))
        kaede.answer()
        mine = Section.objects.get(organization=cast.ishinomaki, name="総務課")
        page = kaede.post("answer_sections", follow=True, **{"q.voters": mine.pk})
        assert "すでに提出されています" in words(page)
        assert not kaede.response.assignments.exists()


class TestManyRows:
    """A page costs the same number of queries however much stands on it."""

    def costs(self, pages: Pages, name: str) -> int:
        pages.get(name)
        with CaptureQueriesContext(connection) as queries:
            assert pages.get(name).status_code == 200
        return len(queries)

    @pytest.mark.parametrize("name", ["answer_form", "answer_sections"])
    def test_sections(self, cast, at, name):
        questions = [Question(f"q{number}", "short_text", f"設問{number}") for number in range(8)]
        kaede = at(cast.kaede, issued(cast, *questions))
        kaede.start()
        sections = [Section.objects.create(organization=cast.ishinomaki, name=f"課{number}") for number in range(8)]
        kaede.post("answer_sections", **{"q.q0": sections[0].pk})
        one = self.costs(kaede, name)
        kaede.post("answer_sections", **{f"q.q{place}": each.pk for place, each in enumerate(sections)})
        assert kaede.response.assignments.count() == 8
        assert self.costs(kaede, name) == one

    @pytest.mark.parametrize("name", ["answer_form", "answer_sheet"])
    def test_remarks_and_steps(self, cast, at, name):
        questions = [Question(f"q{number}", "short_text", f"設問{number}") for number in range(8)]
        kaede = at(cast.kaede, issued(cast, *questions))
        kaede.answer(q0="あ")
        return_response(kaede.response.pk, [RemarkAt("直す。", "q0")], by=cast.sato)
        one = self.costs(kaede, name)
        kaede.get()
        kaede.press("confirm", q0="い")
        kaede.hand_in()
        return_response(kaede.response.pk, [RemarkAt("直す。", f"q{number}") for number in range(8)], by=cast.sato)
        assert self.costs(kaede, name) == one


class TestFiles:
    def test_a_file_that_was_handed_in_stays_though_it_is_taken_out_of_the_work(self, cast, at):
        survey = issued(cast, Question("map", "file", "位置図"))
        kaede = at(cast.kaede, survey)
        kaede.start()
        upload = SimpleUploadedFile("位置図.txt", "東口".encode(), content_type="text/plain")
        kaede.client.post(kaede.address(), {"edit": kaede.edit, "page": "1", "confirm": "1", "f.map": upload})
        kaede.hand_in()
        (file_id,) = kaede.response.submitted.answers["map"]
        kaede.post("recall")
        kaede.get()
        kaede.press("save", map=[file_id], map__remove=[file_id])
        response = kaede.response
        assert "map" not in response.sheet.answers
        assert response.submitted.answers["map"] == [file_id]
        assert response.sheet.files.filter(file=file_id).exists()
        assert StoredFile.objects.filter(pk=file_id).exists()
        assert kaede.client.get(f"/files/{file_id}/").status_code == 200
