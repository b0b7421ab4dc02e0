"""Between the page and the click, things change: people leave, questions are replaced, files vanish."""

from __future__ import annotations

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core import clock
from core.files.models import StoredFile
from core.people.models import User
from core.questions.definition import Need, Question
from core.questions.models import Draft
from surveys.models import Survey
from surveys.services.issuing import issue
from surveys.services.replacing import replace_form_sheet
from surveys.states import State
from tests.surveys.answer_pages import Pages, words
from tests.surveys.export_reading import table_of
from tests.surveys.making import QUESTIONS, handed_in, issued, make_questionnaire, make_survey, response_of
from tests.surveys.test_issuing import newer

pytestmark = pytest.mark.django_db


def deactivate(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def move_away(user: User) -> None:
    user.memberships.update(valid_to=clock.today() - datetime.timedelta(days=1))


class TestPeopleWhoLeft:
    @pytest.mark.parametrize("leave", [deactivate, move_away])
    def test_who_left_between_confirming_and_handing_in_hands_nothing_in(self, cast, at, leave):
        survey = issued(cast)
        kaede = at(cast.kaede, survey)
        kaede.start()
        kaede.press("confirm", voters="1204", note="")
        seen = kaede.seen()
        leave(cast.kaede)
        page = kaede.post("answer_confirm", seen=seen)
        assert page.status_code == (302 if leave is deactivate else 404)
        assert kaede.response.state == State.IN_PROGRESS
        assert Draft.objects.get(author=cast.kaede).typed["a.voters"] == ["1204"]
        # Whoever takes over goes on from the sheet; a control that the same page would have handed in.
        ren = at(cast.ren, survey)
        ren.get()
        ren.press("confirm", voters="1204", note="")
        assert "提出しました" in words(ren.hand_in())

    @pytest.mark.parametrize("leave", [deactivate, move_away])
    def test_a_manager_who_left_approves_nothing(self, cast, at, leave):
        survey = issued(cast, internal_review=True)
        kaede, midori = at(cast.kaede, survey), at(cast.midori, survey)
        kaede.start()
        kaede.press("confirm", voters="1204", note="")
        kaede.hand_in()
        leave(cast.midori)
        page = midori.post("review", seen=kaede.response.sheet.edit)
        assert page.status_code == (302 if leave is deactivate else 404)
        assert kaede.response.state == State.IN_REVIEW

    @pytest.mark.parametrize("name", ["acceptance", "return", "exemption"])
    def test_staff_who_left_judge_nothing(self, cast, signed_in, name):
        survey = issued(cast)
        handed_in(survey, cast.ishinomaki, cast.kaede)
        client = signed_in(cast.sato)
        address = reverse(f"surveys:{name}", args=[survey.pk, cast.ishinomaki.code])
        deactivate(cast.sato)
        assert client.post(address, {"general": "合計", "why": "災害"}).status_code == 302
        assert response_of(survey, cast.ishinomaki).state == State.SUBMITTED


class TestQuestionsReplacedWhileSomebodyAnswers:
    POLLS = Question("polls", "integer", "投票所数", need=Need.REQUIRED)

    def replace(self, survey, cast, *questions) -> None:
        version = newer(survey, cast, *questions)
        replace_form_sheet(survey.pk, number=version.number, text="差し替えました。", by=cast.kanda)

    def test_what_is_typed_on_the_old_page_is_kept_and_the_new_question_asked(self, cast, at):
        survey = issued(cast)
        kaede = at(cast.kaede, survey)
        kaede.start()
        self.replace(survey, cast, *QUESTIONS, self.POLLS)
        page = kaede.press("confirm", voters="1204", note="差替えの前")
        assert "投票所数" in words(page)
        html = page.content.decode()
        assert 'value="1204"' in html.replace("1,204", "1204")
        assert 'value="差替えの前"' in html
        assert kaede.response.state == State.IN_PROGRESS
        kaede.get()
        kaede.press("confirm", voters="1204", note="差替えの前", polls="12")
        assert "提出しました" in words(kaede.hand_in())
        submitted = kaede.response.submitted
        assert submitted.answers == {"voters": 1204, "note": "差替えの前", "polls": 12}
        assert submitted.version.number == 2

    def test_what_was_confirmed_before_is_not_handed_in_for_the_new_version(self, cast, at):
        survey = issued(cast)
        kaede = at(cast.kaede, survey)
        kaede.start()
        kaede.press("confirm", voters="1204", note="")
        seen = kaede.seen()
        self.replace(survey, cast, *QUESTIONS, self.POLLS)
        page = kaede.hand_in(seen)
        assert kaede.response.state == State.IN_PROGRESS
        assert "投票所数" in words(page)
        assert kaede.response.submitted is None

    def test_what_was_typed_for_a_question_that_is_gone_is_not_lost_from_the_sheets_past(self, cast, at):
        survey = issued(cast)
        kaede = at(cast.kaede, survey)
        kaede.start()
        kaede.press("save", voters="1204", note="消える設問の答え")
        self.replace(survey, cast, QUESTIONS[0])
        kaede.get()
        kaede.press("confirm", voters="1204")
        assert "提出しました" in words(kaede.hand_in())
        response = kaede.response
        assert response.submitted.answers == {"voters": 1204}
        assert "消える設問の答え" in str(list(response.sheet.past.values_list("answers", flat=True)))

    def test_what_waits_for_the_approval_is_read_again_before_it_is_approved(self, cast, at):
        survey = issued(cast, internal_review=True)
        kaede, midori = at(cast.kaede, survey), at(cast.midori, survey)
        kaede.start()
        kaede.press("confirm", voters="1204", note="")
        kaede.hand_in()
        read = kaede.response.sheet.edit
        self.replace(survey, cast, *QUESTIONS, self.POLLS)
        page = midori.post("review", seen=read, follow=True)
        assert "その間に回答が変わりました" in words(page)
        assert (kaede.response.state, kaede.response.submitted) == (State.IN_REVIEW, None)


class TestFilesThatVanished:
    MAP = Question("map", "file", "位置図")

    def with_a_file(self, cast, at) -> tuple[Pages, StoredFile]:
        kaede = at(cast.kaede, issued(cast, *QUESTIONS, self.MAP))
        kaede.start()
        upload = SimpleUploadedFile("位置図.txt", "東口".encode(), content_type="text/plain")
        typed = {"a.voters": "5", "a.note": "", "f.map": upload}
        kaede.client.post(kaede.address(), {"edit": kaede.edit, "page": "1", "confirm": "1"} | typed)
        return kaede, kaede.response.sheet.files.get().file

    @staticmethod
    def vanish(file: StoredFile) -> None:
        file.content.storage.delete(file.content.name)

    @pytest.mark.expects_errors  # the log tells the operators that bytes are missing
    def test_every_page_of_the_answer_still_opens_and_the_download_says_it_is_gone(self, cast, at, signed_in):
        kaede, file = self.with_a_file(cast, at)
        kaede.hand_in()
        self.vanish(file)
        survey, sato = kaede.survey, signed_in(cast.sato)
        own = [kaede.address(name) for name in ("answer_sheet", "answer_print", "recall")]
        base = f"/surveys/{survey.pk}"
        run = [f"{base}/responses/{kaede.organization.code}/", f"{base}/collation/", f"{base}/collation/map/"]
        run += [f"{base}/collation/print/", f"{base}/board/", f"{base}/responses/{kaede.organization.code}/return/"]
        for client, addresses in ((kaede.client, own), (sato, run)):
            for address in addresses:
                assert client.get(address).status_code == 200, address
            page = client.get(f"/files/{file.pk}/download/")
            assert page.status_code == 404
            assert "見つかりません" in page.content.decode()
        assert "位置図.txt" in sato.get(run[0]).content.decode()
        assert "位置図.txt" in str(table_of(sato, survey))

    def test_it_can_be_handed_in_and_corrected_all_the_same(self, cast, at):
        kaede, file = self.with_a_file(cast, at)
        self.vanish(file)
        assert "提出しました" in words(kaede.hand_in())
        kaede.post("recall")
        kaede.get()
        kaede.press("save", voters="5", note="", map=[str(file.pk)], map__remove=[str(file.pk)])
        assert "map" not in kaede.response.sheet.answers


class TestLastYearsSurveyWithOtherQuestions:
    def test_only_what_was_asked_then_too_stands_beside(self, cast, at):
        old = (Question("voters", "integer", "投票者数"), Question("note", "integer", "備考の数"))
        last = issued(cast, *old)
        handed_in(last, cast.ishinomaki, cast.kaede, voters="1180", note="7777")
        other = make_questionnaire(cast, *QUESTIONS, Question("polls", "integer", "投票所数"))
        survey = issued(cast, questionnaire=other, previous=last)
        kaede = at(cast.kaede, survey)
        page = kaede.start()
        assert page.status_code == 200
        assert "1,180" in words(page)
        page = kaede.press("confirm", voters="1204", note="", polls="3")
        assert "提出しました" in words(kaede.hand_in())

    def test_who_was_not_asked_last_year_or_never_answered_has_nothing_beside(self, cast, at):
        last = issued(cast, to=[cast.shiroishi])
        survey = issued(cast, questionnaire=last.questionnaire, previous=last)
        for user in (cast.kaede, cast.yui):
            page = at(user, survey).start()
            assert page.status_code == 200
            assert "前回" not in words(page).replace("前回の調査", "")


class TestBetweenTheConfirmationAndTheIssue:
    def test_the_due_date_passed(self, cast, signed_in, move_clock):
        survey = make_survey(cast, days=0.5)
        client = signed_in(cast.sato)
        assert client.get(f"/surveys/{survey.pk}/issue/").status_code == 200
        move_clock(datetime.timedelta(days=1))
        page = client.post(f"/surveys/{survey.pk}/issue/")
        assert page.status_code == 422
        assert "回答期限が過ぎています" in page.content.decode()
        assert Survey.objects.get().is_draft

    def test_the_last_organization_of_the_group_left(self, cast, signed_in):
        survey = make_survey(cast, to=[], to_groups=[cast.cities])
        client = signed_in(cast.sato)
        assert client.get(f"/surveys/{survey.pk}/issue/").status_code == 200
        cast.cities.delete()
        page = client.post(f"/surveys/{survey.pk}/issue/")
        assert (page.status_code, Survey.objects.get().is_draft) == (422, True)
        assert "対象団体がありません" in page.content.decode()

    def test_control_with_nothing_changed_it_goes_out(self, cast):
        assert issue(make_survey(cast, days=0.5).pk, by=cast.sato).is_open
